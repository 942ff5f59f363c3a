from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key, reference


class Referral(CenterOwned, Model):
    """The letter: a copy of what the ward chose to share, as it was when sent."""

    __tablename__ = "referrals"
    __table_args__ = (
        reference("consultation_id", "consultations"),
        sa.Index(None, "to_center_id", "sent_at"),
        sa.Index(None, "center_id", "consultation_id"),
        sa.CheckConstraint("to_center_id <> center_id", name="goes_elsewhere"),
        sa.CheckConstraint("wanted IN ('advice', 'together', 'handover')", name="wanted"),
        sa.CheckConstraint("urgency IN ('normal', 'soon', 'urgent')", name="urgency"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    opened_to_keeper = ("reads",)
    blanked_by_keeper = ("message", "summary", "body", "response")
    seen_by_system = ("center_id", "id", "to_center_id", "sent_at")

    to_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    consultation_id: Mapped[UUID]
    wanted: Mapped[str]
    urgency: Mapped[str]
    wished_by: Mapped[date | None]
    message: Mapped[str]
    received_on: Mapped[date]
    channel: Mapped[str]
    client_type: Mapped[str]
    kind: Mapped[str]
    topics: Mapped[list[str]]
    primary_topic: Mapped[str | None]
    summary: Mapped[str]
    body: Mapped[str]
    response: Mapped[str]
    sent_at: Mapped[datetime]
    receipt_due_at: Mapped[datetime | None]
    reply_due_at: Mapped[datetime | None]
    """By when the addressee ought to receive it, and to reply first, as its opening days were
    when it was sent. None: no day is known, or it was sent before this was kept."""
    sent_by_id: Mapped[UUID | None]
    sent_by_name: Mapped[str]


class ReferralStep(CenterOwned, Model):
    """Something that one of the two centers did: a fact, never changed."""

    __tablename__ = "referral_steps"
    __table_args__ = (
        natural_key("referral_id", "position"),
        sa.Index(None, "reader_center_id", "referral_id"),
        sa.Index(None, "reader_center_id", "at"),
        sa.Index(
            "referral_steps_target_account_idx",
            "center_id",
            "target_account_id",
            postgresql_where=sa.text("target_account_id IS NOT NULL"),
        ),
        sa.Index(
            "referral_steps_one_owner_idx",
            "center_id",
            "referral_id",
            unique=True,
            postgresql_where=sa.text("kind = 'received'"),
        ),
        sa.CheckConstraint(
            "target IN ('colleague', 'ward', 'division', 'specialist')", name="target"
        ),
    )
    readable_by_addressee = "reader_center_id"
    append_only = True
    opened_to_keeper = ("reads",)
    blanked_by_keeper = ("words",)
    seen_by_system = ("center_id", "id", "reader_center_id", "target_account_id", "at")

    referral_id: Mapped[UUID]
    reader_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The other of the two centers, filled by the database from the letter."""
    position: Mapped[int] = mapped_column(server_default=sa.FetchedValue())
    """Order within the life of the referral, given by the database."""
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    """Where the life of the letter stands after this step, given by the database."""
    words: Mapped[str] = mapped_column(server_default="")
    target: Mapped[str | None]
    """To whom it was handed over or passed on: a colleague, a ward, a division, a specialist."""
    target_name: Mapped[str | None]
    target_center_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("centers.id"))
    target_account_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    at: Mapped[datetime]


class ReferralFile(CenterOwned, Model):
    """A file that a step carries: for the other side of the letter, until it is taken back."""

    __tablename__ = "referral_files"
    __table_args__ = (
        reference("step_id", "referral_steps"),
        sa.Index(None, "center_id", "referral_id"),
        sa.Index(None, "reader_center_id", "referral_id"),
    )
    readable_by_addressee = "reader_center_id"

    referral_id: Mapped[UUID]
    step_id: Mapped[UUID]
    reader_center_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """Filled by the database from the step; emptied when the file or its letter is taken back."""
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    taken_back_at: Mapped[datetime | None]
    taken_back_by_name: Mapped[str | None]

    @property
    def is_shared(self) -> bool:
        """Whether the other side may open it."""
        return self.reader_center_id is not None


class ReferralConsent(CenterOwned, Model):
    """A fact about what the person agreed to: who asked, how, for what, and how much.

    The last one counts: given, then narrowed or withdrawn, then perhaps given again.
    """

    __tablename__ = "referral_consents"
    __table_args__ = (
        natural_key("referral_id", "position"),
        reference("referral_id", "referrals"),
        sa.Index(None, "reader_center_id", "at"),
        sa.CheckConstraint("manner IN ('word', 'writing')", name="manner"),
        sa.CheckConstraint("kind IN ('given', 'narrowed', 'withdrawn')", name="kind"),
    )
    readable_by_addressee = "reader_center_id"
    append_only = True
    opened_to_keeper = ("reads",)
    blanked_by_keeper = ("purpose",)
    seen_by_system = ("center_id", "id", "reader_center_id", "at")

    referral_id: Mapped[UUID]
    reader_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The other of the two centers, filled by the database from the letter."""
    position: Mapped[int] = mapped_column(server_default=sa.FetchedValue())
    kind: Mapped[str]
    scope: Mapped[list[str]]
    """What goes along from now on; nothing once withdrawn."""
    asked_by_name: Mapped[str]
    manner: Mapped[str]
    purpose: Mapped[str]
    """These three stay as they were given."""
    actor_name: Mapped[str]
    at: Mapped[datetime]

    @property
    def is_valid(self) -> bool:
        return bool(self.scope)


class ReferralPerson(CenterOwned, Model):
    """Name and contact that travel with a consent.

    The addressee has no policy here at all: it reads through
    `wall.disclose_person`, which writes down that it did.
    """

    __tablename__ = "referral_persons"
    __table_args__ = (natural_key("referral_id"), reference("referral_id", "referrals"))
    opened_to_keeper = ("reads",)

    referral_id: Mapped[UUID]
    person_name: Mapped[str | None] = mapped_column(info={"personal": True})
    person_kana: Mapped[str | None] = mapped_column(info={"personal": True})
    person_contact: Mapped[str | None] = mapped_column(info={"personal": True})
    organization_name: Mapped[str | None]


class ReferralRecord(CenterOwned, Model):
    """The consultation that the center which was asked logged for the case: counted as linked."""

    __tablename__ = "referral_records"
    __table_args__ = (
        natural_key("referral_id"),
        natural_key("consultation_id"),
        reference("consultation_id", "consultations", ondelete="CASCADE"),
    )

    referral_id: Mapped[UUID]
    consultation_id: Mapped[UUID]
    recorded_at: Mapped[datetime]
