from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, PlatformOwned, natural_key
from tenants.ownership import NEW_ID


class Account(PlatformOwned, Model):
    """A person who signs in."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    email: Mapped[str] = mapped_column(unique=True)
    """Folded to lower case."""
    name: Mapped[str]
    password_hash: Mapped[str]
    deactivated_at: Mapped[datetime | None]


class Membership(CenterOwned, Model):
    """A person's role at one center, kept by the platform and readable there."""

    __tablename__ = "memberships"
    __table_args__ = (natural_key("account_id"),)
    kept_by = "system"

    account_id: Mapped[UUID] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    deactivated_at: Mapped[datetime | None]
    """Since when this center is closed to the person; what they wrote stays theirs."""


class SignedInSession(PlatformOwned, Model):
    """One browser or program signed in: killed by deleting the row."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary, unique=True)
    """SHA-256 of the random token; the token itself is only in the cookie."""
    account_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
