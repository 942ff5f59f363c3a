from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.meetings.models import WardReminder
from tenants import CenterOwned, Model, natural_key, reference, revision


class Call(CenterOwned, Model):
    """What every ward is asked before one meeting, until when."""

    __tablename__ = "calls"
    __table_args__ = (
        natural_key("meeting_id"),
        reference("meeting_id", "meetings"),
        sa.CheckConstraint("remind_before BETWEEN 0 AND 10", name="remind_before"),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closed"
        ),
    )
    readable_by_all_when = "opened_at"
    seen_by_system = ("center_id", "id", "opened_at", "remind_on", "reminded_at", "closed_at")

    meeting_id: Mapped[UUID]
    words: Mapped[str] = mapped_column(server_default="")
    due_on: Mapped[date]
    """The last day; what comes later is taken too, and marked, until somebody closes the call."""
    remind_before: Mapped[int]
    """So many of the convening center's open days before the deadline; 0: never by itself."""
    remind_on: Mapped[date | None]
    """The day that makes; None when the deadline is too near, or nobody is to be reminded."""
    reminded_at: Mapped[datetime | None]
    """When the worker did it: once for each deadline."""
    opened_at: Mapped[datetime | None]
    opened_by_name: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_name: Mapped[str | None]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class CallReminder(WardReminder, Model):
    """One ward was asked again what it brings."""

    __tablename__ = "call_reminders"
    __table_args__ = (
        reference("call_id", "calls"),
        sa.Index(None, "center_id", "call_id"),
        sa.Index(None, "to_center_id", "at"),
    )

    call_id: Mapped[UUID]


class Contribution(CenterOwned, Model):
    """What one center brings to the meeting: its own until it is submitted.

    The database says who reads it, and lets nobody write once the call is closed.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        natural_key("call_id"),
        sa.Index(None, "reader_center_id", "call_id"),
    )
    readable_by_addressee = "reader_center_id"

    call_id: Mapped[UUID]
    to_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The center that calls, filled by the database."""
    reader_center_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The same while it is submitted; nobody before, and nobody once it is taken back."""
    story_ids: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid), server_default="{}")
    """Published stories of its own that it wishes to talk about."""
    saved_at: Mapped[datetime]
    saved_by_name: Mapped[str]
    submitted_at: Mapped[datetime | None]
    submitted_by_name: Mapped[str | None]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class ContributionLine(CenterOwned, Model):
    """One of five lines: a report, or a topic to talk about."""

    __tablename__ = "contribution_lines"
    __table_args__ = (
        reference("contribution_id", "contributions", ondelete="CASCADE"),
        sa.Index(None, "center_id", "contribution_id"),
        sa.Index(None, "reader_center_id"),
        sa.CheckConstraint("kind IN ('report', 'topic')", name="kind"),
        sa.CheckConstraint("position BETWEEN 1 AND 5", name="five"),
    )
    readable_by_addressee = "reader_center_id"

    contribution_id: Mapped[UUID]
    reader_center_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    position: Mapped[int]
    kind: Mapped[str]
    words: Mapped[str]


class ContributionFile(CenterOwned, Model):
    """A file that goes along."""

    __tablename__ = "contribution_files"
    __table_args__ = (
        reference("contribution_id", "contributions", ondelete="CASCADE"),
        sa.Index(None, "center_id", "contribution_id"),
        sa.Index(None, "reader_center_id"),
    )
    readable_by_addressee = "reader_center_id"

    contribution_id: Mapped[UUID]
    reader_center_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    added_at: Mapped[datetime]
    added_by_name: Mapped[str]
