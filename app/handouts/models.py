from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.orders import Ordered
from tenants import CenterOwned, Model, natural_key, reference, revision


class PackPlan(CenterOwned, Model):
    """Which papers go into the packs of a meeting, as far as somebody decided by hand."""

    __tablename__ = "pack_plans"
    __table_args__ = (natural_key("meeting_id"), reference("meeting_id", "meetings"))

    meeting_id: Mapped[UUID]
    papers: Mapped[list[str]] = mapped_column(sa.ARRAY(sa.Text), server_default="{}")
    """Keys in the order wished."""
    left_out: Mapped[list[str]] = mapped_column(sa.ARRAY(sa.Text), server_default="{}")
    story_ids: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid), server_default="{}")
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class PackFile(CenterOwned, Model):
    """A file that the convening center adds to the packs of a meeting."""

    __tablename__ = "pack_files"
    __table_args__ = (
        reference("meeting_id", "meetings"),
        reference("file_id", "stored_files"),
        sa.Index(None, "center_id", "meeting_id"),
    )

    meeting_id: Mapped[UUID]
    file_id: Mapped[UUID]
    name: Mapped[str]
    title: Mapped[str]
    """What the paper is called."""
    item_id: Mapped[UUID | None]
    """The item of the agenda it belongs to. No reference: an item may go, its paper stays."""
    pages: Mapped[int | None]
    """Of a PDF."""
    added_at: Mapped[datetime]
    added_by_name: Mapped[str]


class PackMark(CenterOwned, Model):
    """Something in a pack that looks like a person, and must be decided about."""

    __tablename__ = "pack_marks"
    __table_args__ = (
        natural_key("pack_id", "number", "key"),
        reference("pack_id", "packs", ondelete="CASCADE"),
    )

    pack_id: Mapped[UUID]
    number: Mapped[int]
    """Of the 資料 it stands in."""
    key: Mapped[str]
    """The same for the same words in the same sentence, whatever the edition."""
    kind: Mapped[str]
    words: Mapped[str]
    passage: Mapped[str]


class MarkDecision(CenterOwned, Model):
    """Somebody looked at a mark and lets it stay, in this meeting's packs."""

    __tablename__ = "mark_decisions"
    __table_args__ = (natural_key("meeting_id", "key"), reference("meeting_id", "meetings"))

    meeting_id: Mapped[UUID]
    key: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_name: Mapped[str]


class LatePaper(Ordered, Model):
    """A paper added to a pack that was published already. The row is the order the worker takes."""

    __tablename__ = "late_papers"
    __table_args__ = (
        natural_key("pack_id", "number"),
        reference("meeting_id", "meetings"),
        reference("pack_id", "packs", ondelete="CASCADE"),
        reference("added_id", "pack_files"),
        sa.CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="one_end"),
        sa.CheckConstraint("published_at IS NULL OR finished_at IS NOT NULL", name="finished"),
    )
    readable_by_all_when = "published_at"
    seen_by_system = (*Ordered.seen_by_system, "published_at")

    meeting_id: Mapped[UUID]
    pack_id: Mapped[UUID]
    added_id: Mapped[UUID]
    """The file, which goes into later editions like any other that was added."""
    number: Mapped[int]
    title: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by_name: Mapped[str | None]
