from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants import CenterOwned, Model, natural_key, reference


class Contact(CenterOwned, Model):
    """A person or a group. The city reads nothing of it.

    The keys are made from what was typed, for finding only: a name is kept as it is written.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        reference("group_id", "contacts"),
        reference("merged_into_id", "contacts", ondelete="CASCADE"),
        sa.Index(None, "center_id", "sort_key", "id"),
        sa.Index(None, "center_id", "name_key"),
        sa.Index(None, "center_id", "kana_key"),
        sa.Index(
            "contacts_group_idx",
            "center_id",
            "group_id",
            postgresql_where=sa.text("group_id IS NOT NULL"),
        ),
        sa.Index(
            "contacts_merged_idx",
            "center_id",
            "merged_into_id",
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
        sa.CheckConstraint("kind IN ('person', 'group')", name="kind"),
    )

    kind: Mapped[str]
    name: Mapped[str] = mapped_column(info={"personal": True})
    kana: Mapped[str | None] = mapped_column(info={"personal": True})
    name_key: Mapped[str]
    kana_key: Mapped[str]
    sort_key: Mapped[str]
    group_id: Mapped[UUID | None]
    """The group a person belongs to."""
    notes: Mapped[str] = mapped_column(server_default="", info={"personal": True})
    merged_into_id: Mapped[UUID | None]
    """The contact this one turned out to be. The row stays, so that a merge can be undone."""
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())

    lines: Mapped[list["ContactLine"]] = relationship(
        lazy="selectin",
        order_by="ContactLine.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class ContactLine(CenterOwned, Model):
    """A way to reach them, as it was typed."""

    __tablename__ = "contact_lines"
    __table_args__ = (
        reference("contact_id", "contacts", ondelete="CASCADE"),
        sa.Index(None, "center_id", "contact_id"),
        sa.Index(None, "center_id", "key"),
        sa.CheckConstraint("kind IN ('phone', 'mail', 'address')", name="kind"),
    )

    contact_id: Mapped[UUID]
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(info={"personal": True})
    key: Mapped[str]
    """Of a phone the digits alone, of a mail address small letters."""
    position: Mapped[int]


class ContactMerge(CenterOwned, Model):
    """Two contacts became one: who said so, what moved, and whether it was undone."""

    __tablename__ = "contact_merges"
    __table_args__ = (
        reference("kept_id", "contacts", ondelete="CASCADE"),
        reference("gone_id", "contacts", ondelete="CASCADE"),
        sa.Index(None, "center_id", "kept_id"),
        sa.Index(
            "contact_merges_gone_once_idx",
            "center_id",
            "gone_id",
            unique=True,
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )

    kept_id: Mapped[UUID]
    gone_id: Mapped[UUID]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, info={"personal": True})
    """The fields of the contact that stayed, as they were."""
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, info={"personal": True})
    """The same fields as the merge left them."""
    added_lines: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid), server_default="{}")
    moved: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    """table.column → the rows that pointed at the contact that is gone."""
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[UUID | None]
    merged_by_name: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str | None]


class ContactDistinction(CenterOwned, Model):
    """Somebody looked at two that seem one, and said that they are not."""

    __tablename__ = "contact_distinctions"
    __table_args__ = (
        natural_key("first_id", "second_id"),
        reference("first_id", "contacts", ondelete="CASCADE"),
        reference("second_id", "contacts", ondelete="CASCADE"),
    )

    first_id: Mapped[UUID]
    """The smaller of the two ids."""
    second_id: Mapped[UUID]
    said_at: Mapped[datetime]
    said_by_name: Mapped[str]
