from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from tenants import CenterOwned, Model


class AuditEntry(CenterOwned, Model):
    """One change of one row, or one reading of a person's data from outside."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index(None, "center_id", "at"),
        sa.Index(None, "center_id", "row_id"),
    )
    kept_by = "keeper"
    opened_to_keeper = ("writes",)

    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    scope: Mapped[str | None]
    table_name: Mapped[str]
    row_id: Mapped[UUID]
    action: Mapped[str]
    """insert, update, delete; or disclose: a person's data read outside the ward."""
    columns: Mapped[list[str]]
    """The columns an update changed. Names only: the words stay in their table."""
