from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key, reference


class Correction(CenterOwned, Model):
    """What a center changes, or proposes to change, in a month that was closed, and why.

    It says which figures change and by how much, and never what a record says or of whom.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        sa.Index(None, "to_center_id", "proposed_at"),
        sa.CheckConstraint(
            "kind IN ('revised', 'received', 'removed', 'restored', 'imported')", name="kind"
        ),
        sa.CheckConstraint("num_nonnulls(consultation_id, import_id) = 1", name="subject"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    city_columns = ("id", "center_id", "kind", "is_proposal", "months", "effect", "proposed_at")
    seen_by_system = (
        *("center_id", "id", "to_center_id", "is_proposal", "proposed_by_id", "proposed_at"),
    )

    to_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The central center, filled by the database."""
    kind: Mapped[str]
    consultation_id: Mapped[UUID | None]
    """No reference: it may be a record that is still to come, or was taken out."""
    import_id: Mapped[UUID | None]
    is_proposal: Mapped[bool] = mapped_column(server_default=sa.FetchedValue())
    """Whether the city had closed one of the months; else it held at once."""
    months: Mapped[list[date]] = mapped_column(ARRAY(sa.Date))
    effect: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """month, measure, code, before, after: figures of the center, when it was proposed."""
    reason: Mapped[str]
    proposed_by_id: Mapped[UUID | None]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    transaction: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.FetchedValue())


class CorrectionStep(CenterOwned, Model):
    """What became of a proposal: a fact of the center that decided, or of the one that asked."""

    __tablename__ = "correction_steps"
    __table_args__ = (
        natural_key("correction_id", "kind"),
        sa.Index(None, "reader_center_id", "at"),
        sa.Index(None, "correction_id"),
        sa.CheckConstraint(
            "kind IN ('accepted', 'declined', 'withdrawn', 'applied', 'failed')", name="kind"
        ),
    )
    readable_by_addressee = "reader_center_id"
    append_only = True
    city_columns = ("id", "center_id", "correction_id", "reader_center_id", "kind", "at")
    seen_by_system = city_columns

    correction_id: Mapped[UUID]
    reader_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The other of the two centers, filled by the database."""
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(server_default="")
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    at: Mapped[datetime]


class HeldChange(CenterOwned, Model):
    """What is to be done when a proposal is accepted, with all its words: the center's alone."""

    __tablename__ = "held_changes"
    __table_args__ = (natural_key("correction_id"), reference("correction_id", "corrections"))

    correction_id: Mapped[UUID]
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
