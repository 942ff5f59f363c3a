from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key, reference


class ActionItem(CenterOwned, Model):
    """What was promised at a meeting: a letter of the convening center to the owner.

    The database keeps it as it was made. What became of it are steps.
    """

    __tablename__ = "action_items"
    __table_args__ = (
        reference("meeting_id", "meetings"),
        sa.Index(None, "center_id", "meeting_id"),
        sa.Index(None, "owner_center_id", "promised_at"),
        sa.CheckConstraint("shown_at IS NULL OR for_all", name="shown_for_all"),
    )
    readable_by_addressee = "owner_center_id"
    readable_by_all_when = "shown_at"
    seen_by_system = ("center_id", "id", "owner_center_id", "promised_at")

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    """The agenda item it came from. No reference: an item may be taken off the agenda."""
    item_title: Mapped[str] = mapped_column(server_default="")
    """The item's title at that time: wards do not read the agenda's rows."""
    owner_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    """Who promised: a ward, or the convening center itself."""
    person: Mapped[str] = mapped_column(server_default="")
    what: Mapped[str]
    due_on: Mapped[date]
    """As promised; a later date is a step."""
    for_all: Mapped[bool]
    """Whether it is shown to every ward together with the meeting's others."""
    shown_at: Mapped[datetime | None]
    """From then on every center sees what was promised; how it goes stays between the two."""
    promised_at: Mapped[datetime]
    promised_by_name: Mapped[str]


class ActionStep(CenterOwned, Model):
    """Something that one of the two centers did about a promise: a fact, never changed.

    The database says who may do it when.
    """

    __tablename__ = "action_steps"
    __table_args__ = (
        natural_key("action_id", "position"),
        sa.Index(None, "action_id"),
        sa.Index(None, "reader_center_id", "at"),
        sa.CheckConstraint(
            "kind IN ('begun', 'done', 'asked', 'prolonged', 'withdrawn')", name="kind"
        ),
        sa.CheckConstraint("kind NOT IN ('asked', 'withdrawn') OR words <> ''", name="words"),
        sa.CheckConstraint(
            "CASE kind WHEN 'prolonged' THEN due_on IS NOT NULL WHEN 'asked' THEN true "
            "ELSE due_on IS NULL END",
            name="due",
        ),
    )
    readable_by_addressee = "reader_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "reader_center_id", "at")

    action_id: Mapped[UUID]
    reader_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The other of the two centers, filled by the database."""
    position: Mapped[int] = mapped_column(server_default=sa.FetchedValue())
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    """Where the promise stands after it, given by the database."""
    words: Mapped[str] = mapped_column(server_default="")
    due_on: Mapped[date | None]
    """The new date; of one who asks for more time, the date wished for."""
    actor_name: Mapped[str]
    at: Mapped[datetime]


class ActionReminder(CenterOwned, Model):
    """The owner was reminded by the worker: once before each date, and once after it."""

    __tablename__ = "action_reminders"
    __table_args__ = (
        natural_key("action_id", "due_on", "kind"),
        reference("action_id", "action_items"),
        sa.Index(None, "to_center_id", "at"),
        sa.CheckConstraint("kind IN ('near', 'overdue')", name="kind"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "to_center_id", "at")

    action_id: Mapped[UUID]
    to_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    kind: Mapped[str]
    due_on: Mapped[date]
    at: Mapped[datetime]
