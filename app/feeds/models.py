from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key


class CalendarFeed(CenterOwned, Model):
    """The secret address of one person's calendar at one center. It goes with their place there."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        natural_key("account_id"),
        sa.Index(None, "secret_hash"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
    )
    seen_by_system = ("center_id", "id", "account_id", "secret_hash")

    account_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """SHA-256 of the secret, which is shown once and not kept."""
    made_at: Mapped[datetime]
