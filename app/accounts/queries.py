from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.access.identity import Identity
from app.access.identity import Membership as Place
from app.access.permissions import Role
from app.access.scopes import granted_by
from app.accounts.models import Account, Membership, SignedInSession
from app.tokens.models import AccessToken
from tenants import db
from tenants.models import Center, CenterKind

sessions = sa.inspect(SignedInSession).local_table
accounts = sa.inspect(Account).local_table
memberships = sa.inspect(Membership).local_table
tokens = sa.inspect(AccessToken).local_table
centers = sa.inspect(Center).local_table


def account_of(email: str) -> Account | None:
    known = sa.select(Account).where(Account.email == email.strip().lower())
    return db.session.scalars(known.where(Account.deactivated_at.is_(None))).one_or_none()


def address_of(account_id: UUID) -> str | None:
    """Where mail reaches somebody; None when the account is not in use."""
    known = sa.select(Account.email).where(Account.id == account_id)
    return db.session.scalar(known.where(Account.deactivated_at.is_(None)))


class SignedIn(NamedTuple):
    """A session and the person behind it."""

    began_at: datetime
    seen_at: datetime
    person: Identity


PLACES = (
    sa.select(
        sessions.c.id,
        sessions.c.began_at,
        sessions.c.seen_at,
        sessions.c.account_id,
        accounts.c.name,
        centers.c.id.label("center_id"),
        centers.c.slug,
        centers.c.name.label("center_name"),
        centers.c.short_name,
        centers.c.kind,
        memberships.c.role,
    )
    .join(accounts, accounts.c.id == sessions.c.account_id)
    .join(memberships, memberships.c.account_id == accounts.c.id)
    .join(centers, centers.c.id == memberships.c.center_id)
    .where(sessions.c.token_hash == sa.bindparam("token_hash"))
    .where(accounts.c.deactivated_at.is_(None), memberships.c.deactivated_at.is_(None))
    .order_by(centers.c.position)
)
"""Written once, on tables: it runs with every request, and building it costs as much."""


def signed_in(token: str) -> SignedIn | None:
    """Who holds `token`."""
    hashed = sha256(token.encode()).digest()
    rows = db.session.execute(PLACES, {"token_hash": hashed}).all()
    if not rows:
        return None
    session = rows[0]
    places = tuple(_place(row) for row in rows)
    person = Identity(session.account_id, session.name, session.id, places)
    return SignedIn(session.began_at, session.seen_at, person)


class Opened(NamedTuple):
    """An access token that holds, and the person it acts for: at its own center only."""

    person: Identity
    last_used_at: datetime | None


OPENED = (
    sa.select(
        tokens.c.id.label("token_id"),
        tokens.c.scopes,
        tokens.c.last_used_at,
        accounts.c.id.label("account_id"),
        accounts.c.name,
        centers.c.id.label("center_id"),
        centers.c.slug,
        centers.c.name.label("center_name"),
        centers.c.short_name,
        centers.c.kind,
        memberships.c.role,
    )
    .join(accounts, accounts.c.id == tokens.c.account_id)
    .join(
        memberships,
        sa.and_(
            memberships.c.center_id == tokens.c.center_id,
            memberships.c.account_id == tokens.c.account_id,
            memberships.c.deactivated_at.is_(None),
        ),
    )
    .join(centers, centers.c.id == tokens.c.center_id)
    .where(tokens.c.token_hash == sa.bindparam("token_hash"))
    .where(tokens.c.expires_at > sa.bindparam("now"))
    .where(accounts.c.deactivated_at.is_(None))
)
"""One row: a secret is known at one center."""


def opened_by(secret: str, now: datetime) -> Opened | None:
    """Whom the access token with this secret acts for, if it holds."""
    asked = {"token_hash": sha256(secret.encode()).digest(), "now": now}
    row = db.session.execute(OPENED, asked).one_or_none()
    if row is None:
        return None
    person = Identity(
        row.account_id,
        row.name,
        session_id=None,
        memberships=(_place(row),),
        token_id=row.token_id,
        granted=granted_by(row.scopes),
    )
    return Opened(person, row.last_used_at)


def _place(row: Any) -> Place:
    return Place(
        center_id=row.center_id,
        slug=row.slug,
        center_name=row.center_name,
        short_name=row.short_name,
        central=row.kind == CenterKind.CENTRAL,
        role=Role(row.role),
    )


def works_somewhere(account: Account) -> bool:
    """Whether any center is open to the person."""
    place = sa.exists().where(
        Membership.account_id == account.id, Membership.deactivated_at.is_(None)
    )
    return db.session.scalar(sa.select(place)) is True


def colleagues() -> Sequence[Membership]:
    """Who works at the open center."""
    return db.session.scalars(sa.select(Membership).order_by(Membership.name)).all()
