from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.orders import OrderedInSteps
from tenants import CenterOwned, Model, natural_key, reference


class Meeting(CenterOwned, Model):
    __tablename__ = "meetings"
    __table_args__ = (
        sa.CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        sa.CheckConstraint("last_month >= first_month", name="period"),
    )
    readable_by_all_when = "announced_at"
    seen_by_system = ("center_id", "id", "held_on", "sequence", "cancelled_at")
    opened_to_keeper = ("reads",)

    title: Mapped[str]
    held_on: Mapped[date]
    begins_at: Mapped[time]
    ends_at: Mapped[time]
    place: Mapped[str]
    online_address: Mapped[str] = mapped_column(server_default="")
    first_month: Mapped[date]
    """The figures of the statistics handout cover whole months, both ends included."""
    last_month: Mapped[date]
    announced_at: Mapped[datetime | None]
    """Filled when topics are called for, when somebody promises something there, at the latest
    when the first pack is published: from then on every center sees the meeting."""
    sequence: Mapped[int] = mapped_column(server_default="0")
    """Grows with every change that whoever was invited has to know of, as calendars count."""
    changed_at: Mapped[datetime | None]
    """When it grew last."""
    cancelled_at: Mapped[datetime | None]
    cancelled_by_name: Mapped[str | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class AgendaItem(CenterOwned, Model):
    __tablename__ = "agenda_items"
    __table_args__ = (
        reference("meeting_id", "meetings", ondelete="CASCADE"),
        # Checked at the end of a statement, so that one statement can swap two neighbors.
        sa.UniqueConstraint(
            "center_id", "meeting_id", "position", deferrable=True, initially="IMMEDIATE"
        ),
        natural_key("meeting_id", "line_id"),
        natural_key("meeting_id", "suggestion"),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name="minutes"),
        sa.CheckConstraint(
            "kind IN ('opening', 'report', 'discussion', 'sharing', 'case_study', 'closing')",
            name="kind",
        ),
        sa.CheckConstraint(
            "handout IN ('statistics', 'cases', 'reports', 'stories', 'promises', '')",
            name="handout",
        ),
    )

    meeting_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    presenter: Mapped[str] = mapped_column(server_default="")
    minutes: Mapped[int]
    handout: Mapped[str] = mapped_column(server_default="")
    once: Mapped[bool] = mapped_column(server_default=sa.false())
    """For this meeting alone: the next one does not take it over."""
    line_id: Mapped[UUID | None]
    """The line of a ward's that it was made of: no line stands on the agenda twice."""
    details: Mapped[str] = mapped_column(server_default="")
    """Further lines, below the title on the agenda."""
    suggestion: Mapped[str | None]
    """The key of the suggestion that it was made of."""
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class Pack(OrderedInSteps, Model):
    """One build of a meeting's handouts. The row is the order the worker takes."""

    __tablename__ = "packs"
    __table_args__ = (
        natural_key("meeting_id", "edition"),
        reference("meeting_id", "meetings"),
        reference("file_id", "stored_files"),
        sa.CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="one_end"),
        sa.CheckConstraint("published_at IS NULL OR finished_at IS NOT NULL", name="finished"),
    )
    readable_by_all_when = "published_at"
    seen_by_system = (*OrderedInSteps.seen_by_system, "published_at")

    meeting_id: Mapped[UUID]
    edition: Mapped[int]
    title: Mapped[str]
    file_id: Mapped[UUID | None]
    """The whole pack as one PDF."""
    published_at: Mapped[datetime | None]
    published_by_name: Mapped[str | None]


class PackPaper(CenterOwned, Model):
    """資料n (0: the agenda itself) of a pack: what it says, whatever files it is printed in."""

    __tablename__ = "pack_papers"
    __table_args__ = (
        natural_key("pack_id", "number"),
        reference("pack_id", "packs", ondelete="CASCADE"),
    )
    readable_by_all_when = "published_at"

    pack_id: Mapped[UUID]
    number: Mapped[int]
    key: Mapped[str]
    """What it is, from edition to edition."""
    title: Mapped[str]
    digest: Mapped[str]
    document: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)
    """What a screen shows of it, pictures and all, so it is read when it is shown; None for pages
    that came as a PDF."""
    published_at: Mapped[datetime | None]


class Handout(CenterOwned, Model):
    """資料n (0: the agenda itself) of a pack, in one format."""

    __tablename__ = "handouts"
    __table_args__ = (
        natural_key("pack_id", "number", "file_format"),
        reference("pack_id", "packs", ondelete="CASCADE"),
        reference("file_id", "stored_files"),
    )
    readable_by_all_when = "published_at"

    pack_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str]
    file_format: Mapped[str]
    """docx, pdf; xlsx for a workbook as it came; pptx for the agenda on the projector."""
    file_id: Mapped[UUID]
    published_at: Mapped[datetime | None]


class WardReminder(CenterOwned):
    """One ward was asked again before a meeting or after it: a letter its people are told of."""

    readable_by_addressee = "to_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "to_center_id", "at")

    to_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    by_name: Mapped[str | None]
    """None: the worker did, on the day that was set."""
    at: Mapped[datetime]
