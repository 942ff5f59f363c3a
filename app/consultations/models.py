from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.consultations.rules.search import SIGNATURE_LENGTH
from tenants import CenterOwned, Model, natural_key, reference

RECEIVED_MONTH = "(date_trunc('month', received_at AT TIME ZONE 'Asia/Tokyo'))::date"


class Consultation(CenterOwned, Model):
    __tablename__ = "consultations"
    city_columns = (
        "id",
        "center_id",
        "month",
        "channel",
        "client_type",
        "kind",
        "outcome",
        "activity_fields",
        "minutes",
        "continues_id",
    )
    """Codes, and the month instead of the moment: for free questions across the city."""
    city_disguised = ("id", "continues_id")
    __table_args__ = (
        natural_key("fiscal_year", "number"),
        natural_key("import_key"),
        natural_key("entry_key"),
        reference("continues_id", "consultations"),
        reference("import_id", "imports"),
        reference("contact_id", "contacts"),
        reference("organization_contact_id", "contacts"),
        sa.Index(
            "consultations_contact_idx",
            "center_id",
            "contact_id",
            postgresql_where=sa.text("contact_id IS NOT NULL"),
        ),
        sa.Index(
            "consultations_organization_contact_idx",
            "center_id",
            "organization_contact_id",
            postgresql_where=sa.text("organization_contact_id IS NOT NULL"),
        ),
        sa.Index(
            "consultations_center_id_received_at_id_idx",
            "center_id",
            sa.text("received_at DESC"),
            sa.text("id DESC"),
        ),
        sa.Index(None, "center_id", "month"),
        sa.Index(
            "consultations_due_idx",
            "center_id",
            "next_action_on",
            postgresql_where=sa.text("closed_at IS NULL AND next_action_on IS NOT NULL"),
        ),
        sa.Index(
            "consultations_open_idx",
            "center_id",
            "received_at",
            "id",
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "consultations_continues_idx",
            "center_id",
            "continues_id",
            postgresql_where=sa.text("continues_id IS NOT NULL"),
        ),
        sa.Index(
            "consultations_import_idx",
            "center_id",
            "import_id",
            postgresql_where=sa.text("import_id IS NOT NULL"),
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes"),
    )

    fiscal_year: Mapped[int] = mapped_column(server_default=sa.FetchedValue())
    number: Mapped[int] = mapped_column(server_default=sa.FetchedValue())
    """受付番号: counted by the database within the center and the fiscal year."""
    received_at: Mapped[datetime]
    month: Mapped[date] = mapped_column(sa.Computed(RECEIVED_MONTH, persisted=True))
    received_by_id: Mapped[UUID | None]
    received_by_name: Mapped[str] = mapped_column(server_default="")
    channel: Mapped[str] = mapped_column(sa.ForeignKey("channels.code"))
    client_type: Mapped[str] = mapped_column(sa.ForeignKey("client_types.code"))
    kind: Mapped[str] = mapped_column(sa.ForeignKey("kinds.code"))
    summary: Mapped[str] = mapped_column(server_default="")
    """概要: one line without personal data."""
    body: Mapped[str] = mapped_column(server_default="")
    response: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[str | None] = mapped_column(sa.ForeignKey("outcomes.code"))
    referral_target: Mapped[str | None] = mapped_column(sa.ForeignKey("referral_targets.code"))
    person_name: Mapped[str | None] = mapped_column(info={"personal": True})
    person_kana: Mapped[str | None] = mapped_column(info={"personal": True})
    person_contact: Mapped[str | None] = mapped_column(info={"personal": True})
    organization_name: Mapped[str | None]
    contact_id: Mapped[UUID | None]
    """Who it was, where that is known; the columns above stay what was said then."""
    organization_contact_id: Mapped[UUID | None]
    activity_fields: Mapped[list[str]] = mapped_column(server_default="{}")
    minutes: Mapped[int | None]
    continues_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None] = mapped_column(server_default=sa.FetchedValue())
    """担当: at first who received it, then whom it was handed over to."""
    owner_name: Mapped[str] = mapped_column(server_default="")
    next_action_on: Mapped[date | None]
    next_action: Mapped[str] = mapped_column(server_default="")
    """次にすること, as the last of `next_actions` says."""
    closed_at: Mapped[datetime | None] = mapped_column(
        server_default=sa.FetchedValue(), server_onupdate=sa.FetchedValue()
    )
    """None: open (対応中). Kept by the database from outcomes and closings."""
    import_id: Mapped[UUID | None]
    import_key: Mapped[str | None]
    """Names a row of a workbook, so that the same file twice creates nothing twice."""
    entry_key: Mapped[UUID | None]
    """Names the form that was filled in, so that a form sent twice is one consultation."""
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    disposed_at: Mapped[datetime | None]
    """When its time was over: the words and the person are gone, what is counted stays."""

    topics: Mapped[list["ConsultationTopic"]] = relationship(
        lazy="selectin",
        order_by="ConsultationTopic.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def primary_topic(self) -> str | None:
        return next((topic.topic for topic in self.topics if topic.is_primary), None)


class ConsultationTopic(CenterOwned, Model):
    """○ (or ◎) in one column of the paper form."""

    __tablename__ = "consultation_topics"
    city_columns = ("center_id", "consultation_id", "topic", "is_primary")
    city_disguised = ("consultation_id",)
    __table_args__ = (
        natural_key("consultation_id", "topic"),
        reference("consultation_id", "consultations", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["center_id", "own_topic_id", "topic"],
            ["own_topics.center_id", "own_topics.id", "own_topics.topic"],
        ),
        sa.Index(
            None,
            "center_id",
            "own_topic_id",
            postgresql_where=sa.text("own_topic_id IS NOT NULL"),
        ),
        sa.Index(
            "consultation_topics_one_primary_idx",
            "center_id",
            "consultation_id",
            unique=True,
            postgresql_where=sa.text("is_primary"),
        ),
    )

    consultation_id: Mapped[UUID]
    topic: Mapped[str] = mapped_column(sa.ForeignKey("topics.code"))
    position: Mapped[int]
    is_primary: Mapped[bool]
    own_topic_id: Mapped[UUID | None]
    """The center's own topic below `topic`: finer words, and no figure of the city's."""


class ReceptionCounter(CenterOwned, Model):
    """The last 受付番号 given in a fiscal year."""

    __tablename__ = "reception_counters"
    __table_args__ = (natural_key("fiscal_year"),)

    fiscal_year: Mapped[int]
    last_number: Mapped[int]


class Happened(CenterOwned):
    """A fact in the story of a consultation: who wrote it down, and when. It stays as it is.

    The city reads nothing of these.
    """

    append_only = True
    opened_to_keeper = ("reads", "removes")
    """So that retention can end them: `wall.forget_story`."""

    consultation_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    at: Mapped[datetime]


class FollowUp(Happened, Model):
    """経過: what was done or heard on a day after the reception."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        natural_key("corrects_id"),
        reference("consultation_id", "consultations", ondelete="CASCADE"),
        sa.Index(None, "center_id", "consultation_id"),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes"),
    )

    happened_on: Mapped[date]
    channel: Mapped[str] = mapped_column(sa.ForeignKey("channels.code"))
    words: Mapped[str]
    minutes: Mapped[int | None]
    corrects_id: Mapped[UUID | None]
    """The note that this one replaces; each is replaced once, and stays to be read."""


class NextAction(Happened, Model):
    """次にすること: planned, moved to another day, or, without a day, done."""

    __tablename__ = "next_actions"
    __table_args__ = (
        reference("consultation_id", "consultations", ondelete="CASCADE"),
        sa.Index(None, "center_id", "consultation_id"),
    )

    due_on: Mapped[date | None]
    task: Mapped[str] = mapped_column(server_default="")


class Handover(Happened, Model):
    """From here on another colleague has the case."""

    __tablename__ = "handovers"
    __table_args__ = (
        reference("consultation_id", "consultations", ondelete="CASCADE"),
        sa.Index(None, "center_id", "consultation_id"),
    )

    from_id: Mapped[UUID | None]
    from_name: Mapped[str] = mapped_column(server_default="")
    to_id: Mapped[UUID]
    to_name: Mapped[str]
    message: Mapped[str] = mapped_column(server_default="")


class ConsultationClosing(Happened, Model):
    """終了 with its outcome and つなぎ先, or 再開."""

    __tablename__ = "consultation_closings"
    __table_args__ = (
        reference("consultation_id", "consultations", ondelete="CASCADE"),
        sa.Index(None, "center_id", "consultation_id"),
        sa.CheckConstraint("kind IN ('reopened', 'closed')", name="kind"),
        sa.CheckConstraint("kind = 'reopened' OR outcome IS NOT NULL", name="outcome"),
    )

    kind: Mapped[str]
    outcome: Mapped[str | None] = mapped_column(sa.ForeignKey("outcomes.code"))
    referral_target: Mapped[str | None] = mapped_column(sa.ForeignKey("referral_targets.code"))
    remark: Mapped[str] = mapped_column(server_default="")


class ConsultationChange(CenterOwned, Model):
    """What stood in a consultation before a change, and after it. The database writes it.

    Unlike the audit log it holds words, also those about a person: it stays in the ward,
    and ends with the consultation or with retention: `wall.forget_changes`.
    """

    __tablename__ = "consultation_changes"
    __table_args__ = (sa.Index(None, "center_id", "consultation_id"),)
    kept_by = "keeper"
    opened_to_keeper = ("reads", "writes", "removes")

    consultation_id: Mapped[UUID]
    """No reference: what was deleted may come back, and has its history then."""
    transaction: Mapped[int] = mapped_column(sa.BigInteger)
    """Rows of one transaction are one change."""
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    """changed; followed (from a closing); topic; deleted; restored."""
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)


class DeletedConsultation(CenterOwned, Model):
    """A consultation taken out whole, with all that hung on it, to be put back or forgotten."""

    __tablename__ = "deleted_consultations"
    __table_args__ = (
        natural_key("consultation_id"),
        sa.Index(None, "center_id", "deleted_at"),
    )

    consultation_id: Mapped[UUID]
    fiscal_year: Mapped[int]
    number: Mapped[int]
    summary: Mapped[str] = mapped_column(server_default="")
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`row`, `parts` (table → rows), `continued_by` (ids of those that continued it)."""
    reason: Mapped[str]
    deleted_at: Mapped[datetime]
    deleted_by_id: Mapped[UUID | None]
    deleted_by_name: Mapped[str]


class SearchEntry(CenterOwned, Model):
    """What the search box reads of the consultation with the same id.

    Written by the database with each consultation, so that no form, import or program can
    forget. `signature` has a bit for each character and each two neighbors of `key`; it lies
    in the index beside the date, so that a center's records are looked through newest first
    without opening one, and only those that may hold a word are read. It takes 0.3 KB a
    record; a table with a row for each two characters of each record would take 20 KB, and
    PostgreSQL would refuse its own text indexes to anybody behind the wall.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["center_id", "id"], ["consultations.center_id", "consultations.id"], ondelete="CASCADE"
        ),
        sa.Index(
            "search_entries_newest_idx",
            "center_id",
            sa.text("received_at DESC"),
            sa.text("id DESC"),
            postgresql_include=["signature"],
        ),
    )

    received_at: Mapped[datetime]
    key: Mapped[str]
    """All words of the record in one width and one kana: see `app.consultations.rules.search`."""
    signature: Mapped[str] = mapped_column(BIT(SIGNATURE_LENGTH))


class SavedList(CenterOwned, Model):
    """What somebody looks for often, by a name: for herself, or for all of the center."""

    __tablename__ = "saved_lists"
    __table_args__ = (
        natural_key("account_id", "name"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
    )

    account_id: Mapped[UUID]
    account_name: Mapped[str]
    name: Mapped[str]
    shared: Mapped[bool]
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """As arguments of the list's address."""
    saved_at: Mapped[datetime]


class TopicCorrection(CenterOwned, Model):
    """Many consultations sorted out of その他 at once: who did it, and why."""

    __tablename__ = "topic_corrections"

    from_topic: Mapped[str] = mapped_column(sa.ForeignKey("topics.code"))
    to_topic: Mapped[str] = mapped_column(sa.ForeignKey("topics.code"))
    reason: Mapped[str]
    corrected_at: Mapped[datetime]
    corrected_by_id: Mapped[UUID | None]
    corrected_by_name: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str | None]


class CorrectedTopic(CenterOwned, Model):
    """What one consultation was about before a correction, and after it."""

    __tablename__ = "corrected_topics"
    __table_args__ = (
        natural_key("correction_id", "consultation_id"),
        reference("correction_id", "topic_corrections", ondelete="CASCADE"),
        reference("consultation_id", "consultations", ondelete="CASCADE"),
    )

    correction_id: Mapped[UUID]
    consultation_id: Mapped[UUID]
    topics_before: Mapped[list[str]]
    primary_before: Mapped[str | None]
    topics_after: Mapped[list[str]]
    primary_after: Mapped[str | None]
