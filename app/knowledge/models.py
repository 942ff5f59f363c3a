from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key, revision


class StoryProposal(CenterOwned, Model):
    """Words that the center which answered a letter proposes to the ward that sent it."""

    __tablename__ = "story_proposals"
    __table_args__ = (
        sa.Index(None, "to_center_id", "proposed_at"),
        sa.Index(None, "center_id", "referral_id"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "to_center_id", "proposed_at")

    referral_id: Mapped[UUID]
    to_center_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """The ward, filled by the database from the letter."""
    title: Mapped[str]
    situation: Mapped[str]
    response: Mapped[str]
    lesson: Mapped[str]
    topics: Mapped[list[str]]
    note: Mapped[str]
    """For the ward alone."""
    proposed_by_id: Mapped[UUID | None]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]


class Story(CenterOwned, Model):
    """The words as they stand at the center whose case it was, published or not.

    No policy lets another center read this table, not even what is published: a row would
    tell whose it is. Others read through `wall.published_stories`, which leaves that out
    unless the ward wishes to be named. The database publishes nothing but words whose hash
    was approved, and takes back what changes.
    """

    __tablename__ = "stories"
    __table_args__ = (
        natural_key("proposal_id"),
        sa.Index(
            "stories_published_idx",
            "published_at",
            postgresql_where=sa.text("published_at IS NOT NULL"),
        ),
    )
    opened_to_keeper = ("reads",)

    proposal_id: Mapped[UUID | None]
    referral_id: Mapped[UUID | None]
    consultation_id: Mapped[UUID | None]
    """Where it came from. No reference: what was learned may outlive the record."""
    title: Mapped[str]
    situation: Mapped[str]
    response: Mapped[str]
    lesson: Mapped[str]
    topics: Mapped[list[str]]
    is_named: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether others are told which center's case it was."""
    words_hash: Mapped[str] = mapped_column(server_default=sa.FetchedValue())
    """Of everything that others will read, made by the database."""
    version: Mapped[int] = revision()
    written_by_name: Mapped[str]
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class StoryDecision(CenterOwned, Model):
    """What a ward decided about words on its case: a fact, which the proposer may read."""

    __tablename__ = "story_decisions"
    __table_args__ = (
        sa.Index(None, "center_id", "story_id", "at"),
        sa.Index(None, "center_id", "proposal_id"),
        sa.Index(None, "to_center_id", "at"),
        sa.CheckConstraint("kind IN ('declined', 'approved', 'withdrawn')", name="kind"),
    )
    readable_by_addressee = "to_center_id"
    append_only = True
    seen_by_system = ("center_id", "id", "to_center_id", "at")

    story_id: Mapped[UUID | None]
    proposal_id: Mapped[UUID | None]
    referral_id: Mapped[UUID | None] = mapped_column(server_default=sa.FetchedValue())
    to_center_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("centers.id"), server_default=sa.FetchedValue()
    )
    """Who proposed, filled by the database from the proposal."""
    kind: Mapped[str]
    words_hash: Mapped[str | None]
    """What exactly was approved."""
    words: Mapped[str] = mapped_column(server_default="")
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    at: Mapped[datetime]
