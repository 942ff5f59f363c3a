from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.orders import Ordered
from tenants import CenterOwned, Model, natural_key, reference


class OpenDataDraft(Ordered, Model):
    """An edition being prepared. The row is the order the worker takes; nobody else reads it.

    It keeps the true figures, the hidden ones as well: later editions of the same period are
    protected together with this one.
    """

    __tablename__ = "open_data_drafts"
    __table_args__ = (
        sa.CheckConstraint("last_month >= first_month", name="period"),
        sa.CheckConstraint("threshold >= 3", name="threshold"),
        sa.CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="one_end"),
    )

    title: Mapped[str]
    description: Mapped[str]
    contact: Mapped[str]
    first_month: Mapped[date]
    last_month: Mapped[date]
    tables: Mapped[list[str]]
    """Names of `TABLE_KINDS`, in their order."""
    threshold: Mapped[int]
    """Figures of 1 to one below this are hidden."""
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)
    """What was counted, and what of it is hidden and why; see `rules.keeping`."""


class OpenDataEdition(CenterOwned, Model):
    """What the city published: it stays as it was, withdrawn or not.

    No policy lets a visitor read this table, which tells who published. They read through
    `wall.open_data_editions` and `wall.open_data_file`.
    """

    __tablename__ = "open_data_editions"
    __table_args__ = (
        natural_key("number"),
        natural_key("draft_id"),
        natural_key("slug"),
        reference("draft_id", "open_data_drafts"),
    )
    append_only = True
    opened_to_keeper = ("reads",)

    draft_id: Mapped[UUID]
    number: Mapped[int]
    """Counted over all editions: of two published at one moment, one comes too late."""
    slug: Mapped[str]
    """Its name in addresses, for good: fy2025-v1."""
    title: Mapped[str]
    first_month: Mapped[date]
    last_month: Mapped[date]
    document: Mapped[str]
    """The metadata, as JSON; it names every file with its SHA-256."""
    sha256: Mapped[str]
    """Of `document`."""
    published_at: Mapped[datetime]
    published_by_name: Mapped[str]


class OpenDataFile(CenterOwned, Model):
    """One table of an edition in one format, byte for byte as it was published."""

    __tablename__ = "open_data_files"
    __table_args__ = (
        natural_key("edition_id", "name"),
        reference("edition_id", "open_data_editions"),
    )
    append_only = True
    opened_to_keeper = ("reads",)

    edition_id: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]


class OpenDataWithdrawal(CenterOwned, Model):
    """An edition is not to be used any more: a fact. Its files are given to nobody since."""

    __tablename__ = "open_data_withdrawals"
    __table_args__ = (
        natural_key("edition_id"),
        reference("edition_id", "open_data_editions"),
    )
    append_only = True
    opened_to_keeper = ("reads",)

    edition_id: Mapped[UUID]
    reason: Mapped[str]
    """For everybody."""
    withdrawn_at: Mapped[datetime]
    withdrawn_by_name: Mapped[str]
