from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model


class Invitation(CenterOwned, Model):
    """A link that somebody was given by hand, good for one use.

    Kept by the platform, as memberships are; the secret itself is shown once and not kept.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        sa.Index(None, "token_hash"),
        sa.CheckConstraint("purpose IN ('join', 'password')", name="purpose"),
    )
    kept_by = "system"

    purpose: Mapped[str]
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("accounts.id"))
    """Whose password is chosen anew; None for a new colleague."""
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary)
    invited_at: Mapped[datetime]
    invited_by_name: Mapped[str]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
