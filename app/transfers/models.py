from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key, reference


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
    undone_at: Mapped[datetime | None]
    """When what it had created was taken back. The file stays."""
    undone_by_name: Mapped[str | None]
    rows_removed: Mapped[int | None]
    rows_kept: Mapped[int | None]
    """Those that somebody had changed or used since."""

    @property
    def can_be_undone(self) -> bool:
        return self.taken_at is not None and self.undone_at is None


class Export(CenterOwned, Model):
    """That somebody took a list out: what, who, why. The fact stays when the file is gone."""

    __tablename__ = "exports"
    __table_args__ = (
        sa.Index(None, "center_id", "ordered_at"),
        sa.CheckConstraint("file_format IN ('xlsx', 'csv', 'csv_cp932')", name="file_format"),
        sa.CheckConstraint("reason <> '' OR NOT with_person", name="reason"),
    )
    seen_by_system = (
        "center_id",
        "id",
        "ordered_at",
        "finished_at",
        "failed_at",
        "removed_at",
    )

    ordered_at: Mapped[datetime]
    account_id: Mapped[UUID]
    """Who took it out. No reference: the fact outlives their place at the center."""
    ordered_by_name: Mapped[str]
    file_format: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    filters_words: Mapped[str]
    """The filters as people read them."""
    columns: Mapped[list[str]]
    with_person: Mapped[bool]
    reason: Mapped[str] = mapped_column(server_default="")
    """Why names and contacts were needed."""
    rows_found: Mapped[int]
    rows_written: Mapped[int | None]
    cells_unwritable: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """Since when the file itself is gone."""

    @property
    def is_under_way(self) -> bool:
        return self.finished_at is None and self.failed_at is None


class ExportPart(CenterOwned, Model):
    """Some rows of an export: which they are, and how they were written.

    Which rows is settled when the export is ordered, so that each is in it once,
    whatever happens at the desk while it is written.
    """

    __tablename__ = "export_parts"
    __table_args__ = (
        natural_key("export_id", "position"),
        reference("export_id", "exports", ondelete="CASCADE"),
    )

    export_id: Mapped[UUID]
    position: Mapped[int]
    """Counted from 0."""
    row_ids: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid()))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """Deflated."""
    size: Mapped[int | None]
    """Bytes, before that."""
    rows: Mapped[int | None]
    unwritable: Mapped[list[list[Any]] | None] = mapped_column(JSONB)
    """[row of the part, 受付番号, heading, letters] for each cell not written whole."""


class LearnedWord(CenterOwned, Model):
    """A center's own word in its workbooks, and what it means there."""

    __tablename__ = "learned_words"
    __table_args__ = (
        natural_key("about", "word_key"),
        sa.CheckConstraint(
            "about IN ('heading', 'topics', 'channels', 'client_types', 'kinds', 'outcomes',"
            " 'referral_targets', 'activity_fields')",
            name="about",
        ),
    )

    about: Mapped[str]
    """A heading, or the list whose codes stand in the cells."""
    word_key: Mapped[str]
    """By which spellings are compared."""
    word: Mapped[str]
    meaning: Mapped[str]
    """Of a heading, the field it names, or `ignored`; else a code of the list."""
    taught_at: Mapped[datetime]
    taught_by_name: Mapped[str]
