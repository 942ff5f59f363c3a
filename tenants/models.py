from datetime import date, time
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants.database import Model
from tenants.ownership import NEW_ID, CityShared


class CenterKind(StrEnum):
    WARD = "ward"
    CENTRAL = "central"
    CANARY = "canary"
    """A ward that no city has: it exists to notice when the wall leaks."""


class Center(CityShared, Model):
    """A ward's civic-activity support center, or the city's central one."""

    __tablename__ = "centers"
    __table_args__ = (sa.CheckConstraint("kind IN ('ward', 'central', 'canary')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=NEW_ID)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    ward_code: Mapped[str | None] = mapped_column(unique=True)
    """Six digits of JIS X 0402; the central center has none."""
    name: Mapped[str]
    nickname: Mapped[str | None]
    short_name: Mapped[str]
    position: Mapped[int]
    weekday_opens: Mapped[time]
    weekday_closes: Mapped[time]
    weekend_opens: Mapped[time]
    weekend_closes: Mapped[time]
    opened_on: Mapped[date | None]
    """The day the center began; a partial first year is shown as one."""
