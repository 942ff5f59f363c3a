from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants import CenterOwned, Model, natural_key, reference

RECEIVED_MONTH = "(date_trunc('month', received_at AT TIME ZONE 'Asia/Tokyo'))::date"


class Consultation(CenterOwned, Model):
    __tablename__ = "consultations"
    __table_args__ = (
        natural_key("fiscal_year", "number"),
        natural_key("import_key"),
        natural_key("entry_key"),
        reference("continues_id", "consultations"),
        reference("import_id", "imports"),
        sa.Index(
            "consultations_center_id_received_at_id_idx",
            "center_id",
            sa.text("received_at DESC"),
            sa.text("id DESC"),
        ),
        sa.Index(None, "center_id", "month"),
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
    activity_fields: Mapped[list[str]] = mapped_column(server_default="{}")
    minutes: Mapped[int | None]
    continues_id: Mapped[UUID | None]
    import_id: Mapped[UUID | None]
    import_key: Mapped[str | None]
    """Names a row of a workbook, so that the same file twice creates nothing twice."""
    entry_key: Mapped[UUID | None]
    """Names the form that was filled in, so that a form sent twice is one consultation."""
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())

    topics: Mapped[list["ConsultationTopic"]] = relationship(
        lazy="selectin",
        order_by="ConsultationTopic.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is

    @property
    def primary_topic(self) -> str | None:
        return next((topic.topic for topic in self.topics if topic.is_primary), None)


class ConsultationTopic(CenterOwned, Model):
    """○ (or ◎) in one column of the paper form."""

    __tablename__ = "consultation_topics"
    __table_args__ = (
        natural_key("consultation_id", "topic"),
        reference("consultation_id", "consultations", ondelete="CASCADE"),
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


class ReceptionCounter(CenterOwned, Model):
    """The last 受付番号 given in a fiscal year."""

    __tablename__ = "reception_counters"
    __table_args__ = (natural_key("fiscal_year"),)

    fiscal_year: Mapped[int]
    last_number: Mapped[int]
