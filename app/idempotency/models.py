from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key


class KeptAnswer(CenterOwned, Model):
    """What a request with an Idempotency-Key was answered. One's own only; for a day."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        natural_key("account_id", "key"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
        sa.Index(None, "center_id", "answered_at"),
    )

    account_id: Mapped[UUID]
    key: Mapped[str]
    request_hash: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """SHA-256 of method, address and body: the same key with anything else is a mistake."""
    status: Mapped[int]
    body: Mapped[str]
    etag: Mapped[str | None]
    answered_at: Mapped[datetime]
