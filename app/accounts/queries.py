from collections.abc import Sequence
from hashlib import sha256

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


def session_of(token: str) -> SignedInSession | None:
    hashed = sha256(token.encode()).digest()
    return db.session.scalars(
        sa.select(SignedInSession).where(SignedInSession.token_hash == hashed)
    ).one_or_none()


def identity(session: SignedInSession) -> Identity | None:
    """The person behind a session, with their places; None once deactivated."""
    account = db.session.get(Account, session.account_id)
    if account is None or account.deactivated_at:
        return None
    places = _places(account)
    if not places:
        return None
    return Identity(account.id, account.name, session.id, tuple(places))


def _places(account: Account) -> Sequence[Place]:
    belongs = (
        sa.select(Membership, Center)
        .join(Center, Center.id == Membership.center_id)
        .where(Membership.account_id == account.id)
        .order_by(Center.position)
    )
    return [
        Place(
            center_id=center.id,
            slug=center.slug,
            center_name=center.name,
            short_name=center.short_name,
            central=center.kind == CenterKind.CENTRAL,
            role=Role(membership.role),
        )
        for membership, center in db.session.execute(belongs)
    ]


def colleagues() -> Sequence[Membership]:
    """Who works at the open center."""
    return db.session.scalars(sa.select(Membership).order_by(Membership.name)).all()
