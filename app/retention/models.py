from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from tenants import CenterOwned, Model, natural_key

KINDS = "record_kind IN ('consultations', 'answers', 'imports')"


class RetentionPeriod(CenterOwned, Model):
    """For how many years after the end of the fiscal year a kind of record is kept."""

    __tablename__ = "retention_periods"
    __table_args__ = (
        natural_key("record_kind"),
        sa.CheckConstraint(KINDS, name="record_kind"),
        sa.CheckConstraint("years BETWEEN 0 AND 100", name="years"),
    )

    record_kind: Mapped[str]
    years: Mapped[int]


class Disposal(CenterOwned, Model):
    """Somebody approved that the records of a fiscal year lose their words: a fact."""

    __tablename__ = "disposals"
    __table_args__ = (sa.CheckConstraint(KINDS, name="record_kind"),)
    append_only = True

    record_kind: Mapped[str]
    fiscal_year: Mapped[int]
    records: Mapped[int]
    """How many there were."""
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
