from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.errors import NotFoundError
from app.knowledge import rules
from app.knowledge.models import Story, StoryDecision, StoryProposal
from app.paging import PAGE_SIZE, Cursor, Page
from tenants import db, own
from tenants.models import Center

COMPARED = 300
"""Of the published stories, so many of the latest are compared with a text."""


class Published(NamedTuple):
    """A story as every center may read it."""

    id: UUID
    title: str
    situation: str
    response: str
    lesson: str
    topics: list[str]
    published_at: datetime
    center_name: str | None
    """Only where the ward wishes to be named."""
    is_own: bool


def published(
    *,
    words: str = "",
    topics: Sequence[str] = (),
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> Page[Published]:
    """What any center has published, latest first, with all these words and any of the topics."""
    found = _published(words=words, topics=topics, after=after, limit=limit + 1)
    items = found[:limit]
    more = len(found) > limit
    return Page(items, Cursor(items[-1].published_at, items[-1].id) if more else None)


def published_story(story_id: UUID) -> Published:
    """One published story.

    Raises:
        NotFoundError: there is none, or it is not published, or not any more: the same answer.
    """
    found = _published(one=story_id, limit=1)
    if not found:
        raise NotFoundError("お探しの事例は見つかりませんでした。")
    return found[0]


class Alike(NamedTuple):
    story: Published
    why: rules.Likeness


def published_like(
    text: str, topics: Sequence[str] = (), *, limit: int = 3, but: UUID | None = None
) -> list[Alike]:
    """Published stories that have to do with what is being written, the closest first."""
    asked = rules.pairs(text)
    if not asked and not topics:
        return []
    compared = [
        Alike(
            story,
            rules.likeness(
                asked,
                topics,
                rules.pairs(f"{story.title}\n{story.situation}\n{story.response}"),
                story.topics,
            ),
        )
        for story in _published(limit=COMPARED)
        if story.id != but
    ]
    close = [each for each in compared if each.why.is_enough]
    return sorted(close, key=lambda each: each.why.score, reverse=True)[:limit]


PUBLISHED = sa.text("""
    SELECT story.id, title, situation, response, lesson, topics, published_at,
           centers.name, is_own
      FROM wall.published_stories(:patterns, :topics, :before_at, :before_id, :one, :most) story
      LEFT JOIN centers ON centers.id = named_center_id
     ORDER BY published_at DESC, story.id DESC
""").bindparams(
    sa.bindparam("patterns", type_=ARRAY(sa.Text)),
    sa.bindparam("topics", type_=ARRAY(sa.Text)),
    sa.bindparam("before_at", type_=sa.DateTime(timezone=True)),
    sa.bindparam("before_id", type_=sa.Uuid),
    sa.bindparam("one", type_=sa.Uuid),
)


def _published(
    *,
    words: str = "",
    topics: Sequence[str] = (),
    after: Cursor | None = None,
    one: UUID | None = None,
    limit: int,
) -> list[Published]:
    asked = {
        "patterns": rules.patterns(words),
        "topics": list(topics) or None,
        "before_at": after.at if after else None,
        "before_id": after.id if after else None,
        "one": one,
        "most": limit,
    }
    return [Published._make(row) for row in db.session.execute(PUBLISHED, asked)]


def own_stories(*, limit: int = 200) -> Sequence[Story]:
    """The open center's, published or not, latest first."""
    mine = sa.select(Story).where(own(Story)).order_by(Story.written_at.desc())
    return db.session.scalars(mine.limit(limit)).all()


def story(story_id: UUID, *, locked: bool = False) -> Story:
    """A story of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    asked = sa.select(Story).where(own(Story), Story.id == story_id)
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの事例は見つかりませんでした。")
    return found


def story_of_proposal(proposal_id: UUID) -> Story | None:
    mine = sa.select(Story).where(own(Story), Story.proposal_id == proposal_id)
    return db.session.scalars(mine).one_or_none()


def stories_of_consultation(consultation_id: UUID) -> Sequence[Story]:
    mine = sa.select(Story).where(own(Story), Story.consultation_id == consultation_id)
    return db.session.scalars(mine.order_by(Story.written_at)).all()


def proposal(proposal_id: UUID) -> StoryProposal:
    """A proposal that the open center made, or that was made to it.

    Raises:
        NotFoundError: neither.
    """
    asked = sa.select(StoryProposal).where(StoryProposal.id == proposal_id)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの提案は見つかりませんでした。")
    return found


def proposal_to_us(proposal_id: UUID) -> StoryProposal:
    """A proposal that waits for the open center's answer, or had it.

    Raises:
        NotFoundError: there is none, or it is for somebody else to answer.
    """
    asked = sa.select(StoryProposal).where(
        StoryProposal.id == proposal_id,
        StoryProposal.to_center_id == sa.func.wall.current_center(),
    )
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの提案は見つかりませんでした。")
    return found


def decisions(
    *, story_id: UUID | None = None, proposal_id: UUID | None = None
) -> Sequence[StoryDecision]:
    """What was decided about a story or a proposal, in order."""
    about = (
        StoryDecision.story_id == story_id if story_id else StoryDecision.proposal_id == proposal_id
    )
    taken = sa.select(StoryDecision).where(about).order_by(StoryDecision.at)
    return db.session.scalars(taken).all()


class ProposalLine(NamedTuple):
    """A proposal as lists show it, on either side."""

    id: UUID
    title: str
    proposed_at: datetime
    proposed_by_name: str
    ward_name: str
    is_ours: bool
    decided: str | None
    """The last decision, as far as there is one."""


def proposals(*, referral_id: UUID | None = None, limit: int = 200) -> Sequence[ProposalLine]:
    """Proposals by or to the open center, latest first."""
    last = (
        sa.select(StoryDecision.kind)
        .where(StoryDecision.proposal_id == StoryProposal.id)
        .order_by(StoryDecision.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    lines = sa.select(
        StoryProposal.id,
        StoryProposal.title,
        StoryProposal.proposed_at,
        StoryProposal.proposed_by_name,
        Center.short_name,
        own(StoryProposal),
        last,
    ).join(Center, Center.id == StoryProposal.to_center_id)
    if referral_id:
        lines = lines.where(StoryProposal.referral_id == referral_id)
    newest = lines.order_by(StoryProposal.proposed_at.desc()).limit(limit)
    return [ProposalLine._make(row) for row in db.session.execute(newest)]
