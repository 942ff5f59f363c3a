from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.consultations.queries import consultation
from app.knowledge import queries, service
from app.knowledge.models import Story, StoryProposal
from app.knowledge.schemas import (
    ApprovalTyped,
    ProposalLineShown,
    ProposalShown,
    ProposalTyped,
    PublishedStory,
    RefusalTyped,
    StoriesAlike,
    StoriesAsked,
    StoryBegun,
    StoryComparison,
    StoryPage,
    StoryShown,
    StoryTyped,
    WithdrawalTyped,
)
from app.paging import Cursor, Page, moment_key, walk
from app.referrals.queries import referral

api = center_api("knowledge", __name__, "事例: 提案、区の承認、公開")


@api.get("/")
@api.arguments(StoriesAsked, location="query")
@api.response(200, StoryPage)
@allowed(Permission.READ_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[queries.Published]:
    """Find published stories, latest first."""
    return found(asked)


@api.get("/published/<uuid:story_id>")
@api.response(200, PublishedStory)
@allowed(Permission.READ_CONSULTATIONS)
def show_published(story_id: UUID) -> queries.Published:
    """Read a published story."""
    return queries.published_story(story_id)


@api.post("/comparisons")
@api.arguments(StoryComparison)
@api.response(200, StoriesAlike)
@allowed(Permission.READ_CONSULTATIONS)
def compare(typed: dict[str, str]) -> dict[str, Any]:
    """Show published stories that have to do with a text, the closest first.

    Nothing is kept: sent by POST only so that the words stand in no address.
    """
    return {"items": queries.published_like(f"{typed['summary']}\n{typed['body']}")}


@api.get("/stories")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(StoryShown))
@allowed(Permission.WRITE_STORIES)
def index_own(asked: dict[str, Any]) -> Page[Story]:
    """List the center's own stories, published or not, latest first."""
    return walk(
        queries.own_stories(),
        key=lambda story: moment_key(story.written_at, story.id),
        latest_first=True,
        **asked,
    )


@api.post("/stories")
@api.arguments(StoryBegun)
@api.response(201, StoryShown)
@allowed(Permission.WRITE_STORIES)
def create(typed: dict[str, Any]) -> Story:
    """Draft a story out of one's own consultation, without the people in it."""
    subject = consultation(typed["consultation_id"])
    return service.begin_from(subject, actor_name=current_user.name)


@api.get("/stories/<uuid:story_id>")
@api.response(200, StoryShown)
@allowed(Permission.WRITE_STORIES)
def show(story_id: UUID) -> Story:
    """Read one's own story as it stands."""
    return queries.story(story_id)


@api.put("/stories/<uuid:story_id>")
@api.arguments(StoryTyped)
@api.response(200, StoryShown)
@allowed(Permission.WRITE_STORIES)
def update(typed: dict[str, Any], story_id: UUID) -> Story:
    """Change the words; what was published is taken back until they are approved anew."""
    return service.revise(story_id, actor_name=current_user.name, **typed)


@api.post("/stories/<uuid:story_id>/approval")
@api.arguments(ApprovalTyped)
@api.response(201, StoryShown)
@allowed(Permission.APPROVE_STORIES)
def create_approval(typed: dict[str, str], story_id: UUID) -> Story:
    """Approve exactly these words: from now on every center reads them."""
    return service.approve(story_id, actor_name=current_user.name, **typed)


@api.post("/stories/<uuid:story_id>/withdrawal")
@api.arguments(WithdrawalTyped)
@api.response(201, StoryShown)
@allowed(Permission.APPROVE_STORIES)
def create_withdrawal(typed: dict[str, str], story_id: UUID) -> Story:
    """Take a published story back at once."""
    return service.withdraw(story_id, actor_name=current_user.name, **typed)


@api.get("/proposals")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ProposalLineShown))
@allowed(Permission.WRITE_STORIES)
def index_proposals(asked: dict[str, Any]) -> Page[queries.ProposalLine]:
    """List what was proposed to one's center, or by it, and what became of it, latest first."""
    return walk(
        queries.proposals(),
        key=lambda proposal: moment_key(proposal.proposed_at, proposal.id),
        latest_first=True,
        **asked,
    )


@api.post("/proposals")
@api.arguments(ProposalTyped)
@api.response(201, ProposalShown)
@allowed(Permission.ANSWER_REFERRALS)
def create_proposal(typed: dict[str, Any]) -> StoryProposal:
    """Propose words about an answered case to the ward whose case it is."""
    return propose(typed)


@api.get("/proposals/<uuid:proposal_id>")
@api.response(200, ProposalShown)
@allowed(Permission.WRITE_STORIES)
def show_proposal(proposal_id: UUID) -> StoryProposal:
    """Read a proposal, on either side."""
    return queries.proposal(proposal_id)


@api.post("/proposals/<uuid:proposal_id>/story")
@api.response(201, StoryShown)
@allowed(Permission.WRITE_STORIES)
def create_story(proposal_id: UUID) -> Story:
    """Take the proposed words up, to change or approve them."""
    return service.take_up(queries.proposal_to_us(proposal_id), actor_name=current_user.name)


@api.post("/proposals/<uuid:proposal_id>/refusal")
@api.arguments(RefusalTyped)
@api.response(204)
@allowed(Permission.APPROVE_STORIES)
def create_refusal(typed: dict[str, str], proposal_id: UUID) -> ResponseReturnValue:
    """Say that this case does not become a story."""
    service.decline(queries.proposal_to_us(proposal_id), actor_name=current_user.name, **typed)
    return "", 204


def found(asked: dict[str, Any]) -> Page[queries.Published]:
    """What is searched for, by form or by API."""
    return queries.published(
        words=asked["words"],
        topics=[asked["topic"]] if asked["topic"] else (),
        after=Cursor.parse(asked["after"]) if asked["after"] else None,
        limit=asked["limit"],
    )


def propose(typed: dict[str, Any]) -> StoryProposal:
    letter = referral(typed["referral_id"])
    return service.propose(letter, typed["words"], note=typed["note"], actor_name=current_user.name)
