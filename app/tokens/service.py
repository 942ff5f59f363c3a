from datetime import date
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.errors import DomainError, InvalidError
from app.tokens import queries, rules
from app.tokens.models import AccessToken
from tenants import current_actor_id, db


class TooManyTokensError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            f"アクセストークンは{rules.MOST}個までです。使っていないものを失効させてください。"
        )


class Made(NamedTuple):
    """A new token, and its secret: the only moment at which it is known."""

    token: AccessToken
    secret: str


def make_token(*, name: str, scopes: list[str], expires_on: date, role: Role) -> Made:
    """Make a token for the person at work, who holds `role` at the open center.

    Raises:
        InvalidError: a scope that opens nothing for this role, or a day beyond a year.
        TooManyTokensError: one has to go first.
    """
    today = calendar.today()
    if found := rules.faults(scopes=scopes, expires_on=expires_on, role=role, today=today):
        raise InvalidError(found)
    if len(queries.mine()) >= rules.MOST:
        raise TooManyTokensError
    secret = rules.new_secret()
    token = AccessToken(
        account_id=current_actor_id(),
        name=name,
        token_hash=sha256(secret.encode()).digest(),
        scopes=list(dict.fromkeys(scopes)),
        created_at=calendar.now(),
        expires_at=rules.end_of(expires_on),
    )
    db.session.add(token)
    db.session.flush()
    return Made(token, secret)


def revoke(token: AccessToken) -> None:
    """From the next request on it opens nothing."""
    db.session.delete(token)
    db.session.flush()


def note_use(token_id: UUID) -> None:
    """Keep that the token was used now. The database writes down its first use of each day."""
    used = sa.update(AccessToken).where(AccessToken.id == token_id)
    db.session.execute(used.values(last_used_at=calendar.now()))
