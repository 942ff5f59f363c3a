from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key, reference, revision

ATTENDANCES = "IN ('attends', 'absent', 'observes')"
KINDS = "'invited', 'changed', 'cancelled', 'deadline', 'eve'"


class MeetingInvitation(CenterOwned, Model):
    """Who is asked to one meeting, with which words, and until when they are to answer."""

    __tablename__ = "meeting_invitations"
    __table_args__ = (natural_key("meeting_id"), reference("meeting_id", "meetings"))
    readable_by_all_when = "sent_at"
    opened_to_keeper = ("reads",)
    seen_by_system = (
        "center_id",
        "id",
        "meeting_id",
        "remind_on",
        "reminded_at",
        "eve_told_on",
        "sent_at",
        "told_sequence",
    )

    meeting_id: Mapped[UUID]
    words: Mapped[str] = mapped_column(server_default="")
    ward_ids: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid), server_default="{}")
    reply_by: Mapped[date]
    """A wish: answers are taken until the meeting begins."""
    remind_on: Mapped[date | None]
    """When the worker asks again who has not answered; None when `reply_by` is too near."""
    reminded_at: Mapped[datetime | None]
    """When it did: once for each `reply_by`."""
    eve_told_on: Mapped[date | None]
    """The day of the meeting that was told of the day before: once for each day."""
    sent_at: Mapped[datetime | None]
    sent_by_name: Mapped[str | None]
    told_sequence: Mapped[int] = mapped_column(server_default="0")
    """How far those invited know of the meeting's changes."""
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class MeetingLetter(CenterOwned, Model):
    """One ward was told something of a meeting: a letter that its people are told of."""

    __tablename__ = "meeting_letters"
    __table_args__ = (
        reference("meeting_id", "meetings"),
        sa.Index(None, "center_id", "meeting_id"),
        sa.Index(None, "to_center_id", "at"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="kind"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "to_center_id", "at")

    meeting_id: Mapped[UUID]
    to_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    kind: Mapped[str]
    sequence: Mapped[int]
    """Of the meeting, as calendars count its changes."""
    by_name: Mapped[str | None]
    """None: the worker did, for what was changed or for what time it is."""
    at: Mapped[datetime]


class MeetingReply(CenterOwned, Model):
    """Whether one ward comes, and who. The database lets nobody write once it has begun."""

    __tablename__ = "meeting_replies"
    __table_args__ = (
        natural_key("meeting_id"),
        sa.Index(None, "to_center_id", "meeting_id"),
        sa.CheckConstraint(f"attendance {ATTENDANCES}", name="attendance"),
    )
    readable_by_addressee = "to_center_id"

    meeting_id: Mapped[UUID]
    to_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The center that invites, filled by the database."""
    attendance: Mapped[str]
    names: Mapped[str] = mapped_column(server_default="")
    substitute: Mapped[str] = mapped_column(server_default="")
    """Who comes instead of whom, where somebody does."""
    remarks: Mapped[str] = mapped_column(server_default="")
    saved_at: Mapped[datetime]
    saved_by_name: Mapped[str]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class MeetingGuest(CenterOwned, Model):
    """Somebody of the city's division or from outside who is asked to one meeting.

    The convening center's own: no ward reads who they are and where they are written to.
    """

    __tablename__ = "meeting_guests"
    __table_args__ = (
        reference("meeting_id", "meetings"),
        sa.Index(None, "center_id", "meeting_id"),
        sa.Index(None, "link_hash"),
        sa.CheckConstraint("kind IN ('city', 'guest')", name="kind"),
        sa.CheckConstraint(f"attendance {ATTENDANCES}", name="attendance"),
    )
    opened_to_keeper = ("reads", "updates")

    meeting_id: Mapped[UUID]
    kind: Mapped[str]
    name: Mapped[str]
    belongs_to: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    link_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """SHA-256 of the secret in the link by which they answer; the secret itself is not kept."""
    attendance: Mapped[str | None]
    substitute: Mapped[str] = mapped_column(server_default="")
    remarks: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str | None]
    """Who of the staff wrote the answer down; None: the guest, by the link."""
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class GuestMail(CenterOwned, Model):
    """One mail to one guest: the row is the order that the worker takes."""

    __tablename__ = "guest_mails"
    __table_args__ = (
        natural_key("guest_id", "kind", "sequence"),
        reference("guest_id", "meeting_guests", ondelete="CASCADE"),
        sa.Index(
            "guest_mails_waiting_idx",
            "due_at",
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
        ),
        sa.CheckConstraint(f"kind IN ({KINDS}, 'withdrawn')", name="kind"),
        sa.CheckConstraint("num_nonnulls(sent_at, failed_at) <= 1", name="one_end"),
    )
    seen_by_system = ("center_id", "id", "due_at", "leased_until", "sent_at", "failed_at")

    guest_id: Mapped[UUID]
    kind: Mapped[str]
    sequence: Mapped[int]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(server_default="")
    """In our words: what a mail server answers may name an address."""
