from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key

REACHES = ("center", "city")
"""Whether the center's records are asked, or, by the central center, those of all."""


class Pivot(CenterOwned, Model):
    """A question that somebody keeps by a name, for all colleagues of the center."""

    __tablename__ = "pivots"
    __table_args__ = (
        natural_key("account_id", "reach", "name"),
        sa.CheckConstraint("reach IN ('center', 'city')", name="reach"),
    )

    account_id: Mapped[UUID]
    account_name: Mapped[str]
    reach: Mapped[str]
    name: Mapped[str]
    question: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """As arguments of the page's address."""
    saved_at: Mapped[datetime]
