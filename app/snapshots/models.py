from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model


class Snapshot(CenterOwned, Model):
    """The figures of a period, of the own center or of the whole city, as they were published."""

    __tablename__ = "snapshots"
    __table_args__ = (
        sa.Index(
            "snapshots_waiting_idx",
            "ordered_at",
            postgresql_where=sa.text("frozen_at IS NULL AND failed_at IS NULL"),
        ),
    )
    city_columns = (
        *("id", "center_id", "of_city", "first_month", "last_month", "frozen_at"),
        *("cells", "sha256"),
    )
    seen_by_system = ("center_id", "id", "ordered_at", "frozen_at", "failed_at")

    of_city: Mapped[bool]
    first_month: Mapped[date]
    last_month: Mapped[date]
    known_on: Mapped[date | None]
    """As of the end of this day; None: as they stood when they were frozen."""
    ordered_at: Mapped[datetime]
    ordered_by_name: Mapped[str]
    frozen_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB, deferred=True)
    """`report` (as the API shows it) and `definitions` (the indicator cards)."""
    cells: Mapped[list[list[Any]] | None] = mapped_column(JSONB, deferred=True)
    """center, month, measure, code and value of every figure, to compare with later."""
    sha256: Mapped[str | None]
    """Of content and cells in canonical JSON."""
