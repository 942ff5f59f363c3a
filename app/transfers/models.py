from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from tenants import CenterOwned, Model, reference


class Import(CenterOwned, Model):
    """A workbook that a center brought in: looked at first, then taken."""

    __tablename__ = "imports"
    __table_args__ = (reference("file_id", "stored_files"),)

    file_id: Mapped[UUID]
    sheet_name: Mapped[str]
    fiscal_year: Mapped[int | None]
    """What a person chose for dates without a year."""
    uploaded_at: Mapped[datetime]
    uploaded_by_name: Mapped[str]
    taken_at: Mapped[datetime | None]
    taken_by_name: Mapped[str | None]
    rows_created: Mapped[int | None]
    rows_known: Mapped[int | None]
    """Rows that an earlier import had already created."""
    rows_refused: Mapped[int | None]
    disposed_at: Mapped[datetime | None]
    """When its time was over: the file's content is gone."""
