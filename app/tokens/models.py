from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.access.scopes import Scope
from app.calendar import CITY_TIME
from tenants import CenterOwned, Model, natural_key


class AccessToken(CenterOwned, Model):
    """What one person's program shows at one center. The city reads nothing of it.

    The platform reads what the door needs to know who is asking.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (
        natural_key("token_hash"),
        sa.Index(None, "token_hash"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("expires_at - created_at <= interval '366 days'", name="a_year_at_most"),
    )
    seen_by_system = (
        "center_id",
        "id",
        "account_id",
        "token_hash",
        "scopes",
        "expires_at",
        "last_used_at",
    )

    account_id: Mapped[UUID]
    name: Mapped[str]
    """What the person calls it: which program, on which machine."""
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """SHA-256 of the secret, which is shown once and not kept."""
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """To the minute: not every request needs a write."""

    @property
    def last_day(self) -> date:
        """The day at whose end it expires, in city time."""
        return (self.expires_at - timedelta(seconds=1)).astimezone(CITY_TIME).date()

    @property
    def scope_labels(self) -> list[str]:
        return [Scope(name).label for name in self.scopes if name in set(Scope)]
