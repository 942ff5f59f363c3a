import secrets
from datetime import timedelta
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.access.permissions import Role
from app.accounts import queries
from app.accounts.models import Account, Membership, SignedInSession
from app.errors import DomainError
from tenants import db

IDLE_FOR = timedelta(minutes=30)
LASTS_FOR = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How exactly `seen_at` is kept: not every click needs a write."""

hasher = PasswordHasher()
hashing = BoundedSemaphore(4)
"""Each hash takes 64 MiB: more at once would only push the machine into swap."""


@cache
def nobody() -> str:
    """Checked when the account is unknown, so that the answer takes as long as for a known one."""
    return hasher.hash(secrets.token_urlsafe())


class SignInRefusedError(DomainError):
    status = 401

    def __init__(self) -> None:
        super().__init__("メールアドレスまたはパスワードが正しくありません。")


def sign_in(*, email: str, password: str) -> str:
    """Check the password and begin a session; its secret token is returned once.

    Raises:
        SignInRefusedError: the same words after the same time, whatever was wrong.
    """
    account = queries.account_of(email)
    with hashing:
        unknown = nobody()  # made by whoever comes first, known or not
        try:
            hasher.verify(account.password_hash if account else unknown, password)
        except (VerifyMismatchError, InvalidHashError):
            raise SignInRefusedError from None
    if account is None or not queries.works_somewhere(account):
        raise SignInRefusedError
    if hasher.check_needs_rehash(account.password_hash):
        account.password_hash = hasher.hash(password)
    return begin_session(account)


def begin_session(account: Account) -> str:
    """Sign in somebody who proved who they are; the secret token is returned once."""
    token = secrets.token_urlsafe(32)
    now = calendar.now()
    db.session.execute(sa.delete(SignedInSession).where(SignedInSession.began_at < now - LASTS_FOR))
    db.session.add(
        SignedInSession(
            token_hash=sha256(token.encode()).digest(),
            account_id=account.id,
            began_at=now,
            seen_at=now,
        )
    )
    return token


def keep_alive(session: queries.SignedIn) -> bool:
    """Whether the session still holds; if so, that it was used just now is kept."""
    now = calendar.now()
    this = SignedInSession.id == session.person.session_id
    if session.began_at < now - LASTS_FOR or session.seen_at < now - IDLE_FOR:
        db.session.execute(sa.delete(SignedInSession).where(this))
        return False
    if session.seen_at < now - NOTED_EVERY:
        db.session.execute(sa.update(SignedInSession).where(this).values(seen_at=now))
    return True


def sign_out(session_id: UUID) -> None:
    db.session.execute(sa.delete(SignedInSession).where(SignedInSession.id == session_id))


def keep_account(
    *, email: str, name: str, password: str, places: list[tuple[UUID, Role]]
) -> Account:
    """Create the account, or give a known one this name, password and these places."""
    account = queries.account_of(email)
    if account is None:
        account = Account(email=email.lower(), name=name, password_hash=hasher.hash(password))
        db.session.add(account)
    elif not _is_password(account, password):
        account.password_hash = hasher.hash(password)
    account.name = name
    db.session.flush()
    for center_id, role in places:
        _keep_place(account, center_id, role)
    return account


def _is_password(account: Account, password: str) -> bool:
    try:
        return hasher.verify(account.password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _keep_place(account: Account, center_id: UUID, role: Role) -> None:
    kept = insert(Membership).values(
        center_id=center_id, account_id=account.id, name=account.name, role=role.value
    )
    db.session.execute(
        kept.on_conflict_do_update(
            index_elements=["center_id", "account_id"],
            set_={"name": kept.excluded.name, "role": kept.excluded.role},
        )
    )
