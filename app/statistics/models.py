from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, CityShared, Model, PlatformOwned, natural_key
from tenants.ownership import NEW_ID


class DirtyMark(CenterOwned, Model):
    """A month of a center that changed since it was counted.

    Written by the database in the transaction of the change itself; one row for each
    transaction, so that two writers never wait for each other.
    """

    __tablename__ = "dirty_marks"
    __table_args__ = (natural_key("month", "transaction"),)
    seen_by_system = ("center_id", "month", "marked_at")
    opened_to_keeper = ("reads", "writes")

    month: Mapped[date]
    transaction: Mapped[int] = mapped_column(sa.BigInteger)
    marked_at: Mapped[datetime]


class MonthlyFigure(CenterOwned, Model):
    """One number of a center's month: how often `code` came up in `measure`."""

    __tablename__ = "monthly_figures"
    __table_args__ = (natural_key("month", "measure", "code"), sa.Index(None, "measure", "month"))
    city_columns = ("id", "center_id", "month", "measure", "code", "value", "consolidated_at")

    month: Mapped[date]
    measure: Mapped[str]
    code: Mapped[str]
    value: Mapped[int] = mapped_column(sa.BigInteger)
    consolidated_at: Mapped[datetime]


class FigureHistory(CenterOwned, Model):
    """What a figure was at the end of a day on which it changed: kept by the database."""

    __tablename__ = "figure_history"
    __table_args__ = (natural_key("month", "measure", "code", "known_on"),)
    kept_by = "keeper"
    opened_to_keeper = ("reads", "writes", "updates")
    city_columns = (
        "id",
        "center_id",
        "month",
        "measure",
        "code",
        "known_on",
        "value",
        "consolidated_at",
    )

    month: Mapped[date]
    measure: Mapped[str]
    code: Mapped[str]
    known_on: Mapped[date]
    value: Mapped[int] = mapped_column(sa.BigInteger)
    consolidated_at: Mapped[datetime]


class MonthClosing(CenterOwned, Model):
    """A center says: this month is complete (提出). Silence is not zero.

    It stands until it is withdrawn; both are kept, so that it is known who had reported when.
    """

    __tablename__ = "month_closings"
    __table_args__ = (
        sa.Index(
            "month_closings_standing_idx",
            "center_id",
            "month",
            unique=True,
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )
    opened_to_keeper = ("reads",)
    city_columns = ("id", "center_id", "month", "closed_at", "withdrawn_at")
    seen_by_system = ("center_id", "month", "withdrawn_at")

    month: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None]
    warnings: Mapped[list[str]] = mapped_column(server_default="{}")
    """Points of the check list that stood when it was submitted, and were confirmed."""


class CityClosing(CityShared, Model):
    """全市の締め: from here on the month's figures change by accepted corrections alone.

    It stands until it is withdrawn; both are kept. Written by the central center's manager.
    """

    __tablename__ = "city_closings"
    __table_args__ = (
        sa.Index(
            "city_closings_standing_idx",
            "month",
            unique=True,
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    month: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by_name: Mapped[str]
    submitted: Mapped[int]
    wards: Mapped[int]
    """n/18区 at that moment."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None]
    withdrawn_reason: Mapped[str | None]


class Incident(PlatformOwned, Model):
    """Something that must never happen, did: figures that differ, a wall that leaked."""

    __tablename__ = "incidents"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[str]
