from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa

from app.access.identity import Identity
from app.access.identity import Membership as Place
from app.access.permissions import Role
from app.accounts.models import Account, Membership, SignedInSession
from tenants import db
from tenants.models import Center, CenterKind

sessions = sa.inspect(SignedInSession).local_table
accounts = sa.inspect(Account).local_table
memberships = sa.inspect(Membership).local_table
centers = sa.inspect(Center).local_table


def account_of(email: str) -> Account | None:
    known = sa.select(Account).where(Account.email == email.strip().lower())
    return db.session.scalars(known.where(Account.deactivated_at.is_(None))).one_or_none()


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
    .where(accounts.c.deactivated_at.is_(None))
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
    memberships = tuple(
        Place(
            center_id=row.center_id,
            slug=row.slug,
            center_name=row.center_name,
            short_name=row.short_name,
            central=row.kind == CenterKind.CENTRAL,
            role=Role(row.role),
        )
        for row in rows
    )
    person = Identity(session.account_id, session.name, session.id, memberships)
    return SignedIn(session.began_at, session.seen_at, person)


def colleagues() -> Sequence[Membership]:
    """Who works at the open center."""
    return db.session.scalars(sa.select(Membership).order_by(Membership.name)).all()
