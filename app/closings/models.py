from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key


class ClosingReminder(CenterOwned, Model):
    """督促: the central center asked a ward, on a day, to submit a month.

    A letter of the central center, which its ward may read. The database takes it from nobody
    else, not twice a day, and writes none to a ward that has submitted.
    """

    __tablename__ = "closing_reminders"
    __table_args__ = (
        natural_key("to_center_id", "month", "reminded_on"),
        sa.Index(None, "to_center_id", "reminded_at"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    city_columns = ("id", "center_id", "to_center_id", "month", "reminded_on")
    seen_by_system = ("center_id", "id", "to_center_id", "reminded_at")

    to_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    month: Mapped[date]
    reminded_on: Mapped[date]
    reminded_at: Mapped[datetime]
    reminded_by_name: Mapped[str]
