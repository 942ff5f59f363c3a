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


def account_of(email: str) -> Account | None:
    known = sa.select(Account).where(Account.email == email.strip().lower())
    return db.session.scalars(known.where(Account.deactivated_at.is_(None))).one_or_none()


class SignedIn(NamedTuple):
    """A session and the person behind it."""

    began_at: datetime
    seen_at: datetime
    person: Identity


def signed_in(token: str) -> SignedIn | None:
    """Who holds `token`, read in one statement: it runs with every request."""
    places = (
        sa.select(
            SignedInSession.id,
            SignedInSession.began_at,
            SignedInSession.seen_at,
            SignedInSession.account_id,
            Account.name,
            Center.id.label("center_id"),
            Center.slug,
            Center.name.label("center_name"),
            Center.short_name,
            Center.kind,
            Membership.role,
        )
        .join(Account, Account.id == SignedInSession.account_id)
        .join(Membership, Membership.account_id == Account.id)
        .join(Center, Center.id == Membership.center_id)
        .where(SignedInSession.token_hash == sha256(token.encode()).digest())
        .where(Account.deactivated_at.is_(None))
        .order_by(Center.position)
    )
    rows = db.session.execute(places).all()
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
