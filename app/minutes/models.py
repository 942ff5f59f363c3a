from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.meetings.models import WardReminder
from app.orders import OrderedInSteps
from tenants import CenterOwned, Model, natural_key, reference, revision


class MinutesEntry(CenterOwned, Model):
    """One version of something that somebody wrote down in a meeting. Nothing is ever changed.

    Its id is made where it is typed, so that what is sent twice is kept once.
    """

    __tablename__ = "minutes_entries"
    __table_args__ = (
        reference("meeting_id", "meetings"),
        sa.Index(None, "center_id", "meeting_id", "received_at"),
        sa.CheckConstraint("kind IN ('note', 'decision', 'attendance')", name="kind"),
        sa.CheckConstraint("state IN ('present', 'absent', 'observer')", name="state"),
        sa.CheckConstraint("(kind = 'attendance') = (state IS NOT NULL)", name="attendance"),
    )
    append_only = True

    meeting_id: Mapped[UUID]
    thread_id: Mapped[UUID]
    """What it is a version of: the id of the first; of attendance, the center that is meant."""
    item_id: Mapped[UUID | None]
    """Of the agenda. No key holds it: an item may go, and what was said about it stays."""
    kind: Mapped[str]
    state: Mapped[str | None]
    """Whether a center came: present, absent, observer."""
    words: Mapped[str]
    """What was said or decided; of attendance, who came. Empty: taken back."""
    substitutes: Mapped[str] = mapped_column(server_default="")
    """Who came instead of whom."""
    follows: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid), server_default="{}")
    """The versions that it was made of: none for the first, several where somebody chose."""
    author_id: Mapped[UUID]
    author_name: Mapped[str]
    written_at: Mapped[datetime]
    """By the clock of the computer on which it was typed; never later than it came."""
    received_at: Mapped[datetime]


class MeetingTurn(CenterOwned, Model):
    """From this moment on the meeting is at that item; at none: it is over."""

    __tablename__ = "meeting_turns"
    __table_args__ = (
        reference("meeting_id", "meetings"),
        sa.Index(None, "center_id", "meeting_id", "at"),
    )
    append_only = True

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    at: Mapped[datetime]
    by_name: Mapped[str]


class Minutes(CenterOwned, Model):
    """The text of the 議事録 while it is written; what is handed out are editions of it."""

    __tablename__ = "minutes"
    __table_args__ = (natural_key("meeting_id"), reference("meeting_id", "meetings"))

    meeting_id: Mapped[UUID]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Item by item in their order: see `rules.content.ItemText`."""
    actions: Mapped[str] = mapped_column(server_default="")
    others: Mapped[str] = mapped_column(server_default="")
    begun_at: Mapped[datetime]
    """What was written in the meeting and came later is not in it."""
    saved_at: Mapped[datetime]
    saved_by_name: Mapped[str]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class MinutesEdition(OrderedInSteps, Model):
    """One edition (版), as a draft for the wards or to stay. The row is the worker's order.

    The database hashes what it says, and lets nobody change it, nor its files once it is opened.
    """

    __tablename__ = "minutes_editions"
    __table_args__ = (
        natural_key("meeting_id", "stage", "number"),
        reference("meeting_id", "meetings"),
        reference("docx_file_id", "stored_files"),
        reference("pdf_file_id", "stored_files"),
        sa.CheckConstraint("stage IN ('draft', 'final')", name="stage"),
        sa.CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="one_end"),
        sa.CheckConstraint("opened_at IS NULL OR finished_at IS NOT NULL", name="finished"),
        sa.CheckConstraint(
            "stage = 'draft' OR num_nonnulls(answer_by, remind_on, reminded_at) = 0",
            name="answer_by",
        ),
    )
    readable_by_all_when = "opened_at"
    seen_by_system = (*OrderedInSteps.seen_by_system, "opened_at", "remind_on", "reminded_at")

    meeting_id: Mapped[UUID]
    stage: Mapped[str]
    number: Mapped[int]
    content: Mapped[str]
    """Letter for letter as `rules.content` wrote it."""
    sha256: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    """Of `content`, filled by the database."""
    docx_file_id: Mapped[UUID | None]
    pdf_file_id: Mapped[UUID | None]
    opened_at: Mapped[datetime | None]
    """When it was sent to the wards, or published: from then on every center reads it."""
    opened_by_name: Mapped[str | None]
    answer_by: Mapped[date | None]
    """Until when wards are asked to confirm a draft."""
    remind_on: Mapped[date | None]
    """When those that have not answered are asked again; None where that day is too near."""
    reminded_at: Mapped[datetime | None]


class MinutesReminder(WardReminder, Model):
    """One ward was asked again to confirm a draft."""

    __tablename__ = "minutes_reminders"
    __table_args__ = (
        reference("minutes_id", "minutes_editions"),
        sa.Index(None, "center_id", "minutes_id"),
        sa.Index(None, "to_center_id", "at"),
    )

    minutes_id: Mapped[UUID]


class MinutesAnswer(CenterOwned, Model):
    """A ward confirms an edition, or asks for a correction: a letter to whoever convened."""

    __tablename__ = "minutes_answers"
    __table_args__ = (
        sa.Index(None, "center_id", "minutes_id"),
        sa.Index(None, "to_center_id", "minutes_id"),
        sa.CheckConstraint("kind IN ('confirmed', 'correction')", name="kind"),
        sa.CheckConstraint("kind = 'confirmed' OR words <> ''", name="says_what"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "to_center_id", "kind", "at")

    minutes_id: Mapped[UUID]
    to_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The center whose edition it is, filled by the database."""
    kind: Mapped[str]
    words: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime]
