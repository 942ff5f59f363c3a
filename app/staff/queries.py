"""Asked in the platform's scope: every statement names the center."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.accounts.models import Account, Membership, SignedInSession
from app.errors import NotFoundError
from app.staff.models import Invitation
from tenants import db
from tenants.models import Center


class Colleague(NamedTuple):
    """Somebody who works, or worked, at a center."""

    id: UUID
    account_id: UUID
    name: str
    email: str
    role: Role
    deactivated_at: datetime | None
    seen_at: datetime | None
    """When a session that still holds was used last; None: not signed in."""


def colleagues(center_id: UUID) -> Sequence[Colleague]:
    """Everybody of a center: those at work first."""
    seen = (
        sa.select(sa.func.max(SignedInSession.seen_at))
        .where(SignedInSession.account_id == Membership.account_id)
        .scalar_subquery()
    )
    listed = (
        sa.select(
            Membership.id,
            Membership.account_id,
            Membership.name,
            Account.email,
            Membership.role,
            Membership.deactivated_at,
            seen.label("seen_at"),
        )
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.center_id == center_id)
        .order_by(Membership.deactivated_at.isnot(None), Membership.name)
    )
    rows = db.session.execute(listed).all()
    return [Colleague(*row[:4], Role(row.role), *row[5:]) for row in rows]


def membership(center_id: UUID, membership_id: UUID) -> Membership:
    """One person's place at a center, kept from others until the transaction ends.

    Raises:
        NotFoundError: there is none, or it is at another center: the same answer.
    """
    asked = sa.select(Membership).where(
        Membership.center_id == center_id, Membership.id == membership_id
    )
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの職員は見つかりませんでした。")
    return found


def works_elsewhere(center_id: UUID, account_id: UUID) -> bool:
    elsewhere = sa.exists().where(
        Membership.account_id == account_id, Membership.center_id != center_id
    )
    return db.session.scalar(sa.select(elsewhere)) is True


def is_colleague(center_id: UUID, email: str) -> bool:
    known = (
        sa.select(Membership.id)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.center_id == center_id, Account.email == email)
    )
    return db.session.scalars(known).first() is not None


def account(email: str) -> Account | None:
    """The account with this address, at work or not."""
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one_or_none()


def open_invitations(center_id: UUID) -> Sequence[Invitation]:
    """The links of a center that still hold, latest first."""
    listed = sa.select(Invitation).where(Invitation.center_id == center_id, _holds())
    return db.session.scalars(listed.order_by(Invitation.invited_at.desc())).all()


def invitation(center_id: UUID, invitation_id: UUID) -> Invitation:
    """One link of a center that still holds.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    asked = sa.select(Invitation).where(
        Invitation.center_id == center_id, Invitation.id == invitation_id, _holds()
    )
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの招待は見つかりませんでした。")
    return found


def by_key(key: str) -> Invitation | None:
    """The link that still holds; of two who use it at once, the second finds none."""
    hashed = sha256(key.encode()).digest()
    asked = sa.select(Invitation).where(Invitation.token_hash == hashed, _holds())
    return db.session.scalars(asked).one_or_none()


def center_name(center_id: UUID) -> str:
    return db.session.scalars(sa.select(Center.name).where(Center.id == center_id)).one()


def _holds() -> sa.ColumnElement[bool]:
    return sa.and_(
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > calendar.now(),
    )
