from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app import calendar
from app.consultations.models import Consultation
from app.errors import DomainError
from app.knowledge import queries, rules
from app.knowledge.models import Story, StoryDecision, StoryProposal
from app.knowledge.rules import Words
from app.referrals import queries as referrals
from app.referrals.models import Referral
from app.referrals.rules import ANSWERED
from tenants import current_actor_id, db


class NotAnsweredError(DomainError):
    def __init__(self) -> None:
        super().__init__("回答した相談だけを事例にできます。")


class WordsChangedError(DomainError):
    """Somebody changed the words while somebody else was looking at them."""

    def __init__(self) -> None:
        super().__init__(
            "見ているあいだに文面が変わりました。いまの文面をもう一度確かめてください。"
        )


class DecidedBeforeError(DomainError):
    def __init__(self) -> None:
        super().__init__("この提案には、もう返事をしています。")


class NotPublishedError(DomainError):
    def __init__(self) -> None:
        super().__init__("この事例は、いま公開されていません。")


def draft_of_letter(letter: Referral) -> Words:
    """What the center that answered a letter could propose, before anybody has read it over.

    Raises:
        NotAnsweredError: there is nothing to tell yet.
    """
    answers = [step.words for step in referrals.steps(letter) if step.kind == ANSWERED]
    if not answers:
        raise NotAnsweredError
    return rules.from_letter(letter, answers)


def propose(letter: Referral, words: Words, *, note: str, actor_name: str) -> StoryProposal:
    """Send words about a case to the ward whose case it is. Nobody else sees them."""
    draft_of_letter(letter)
    proposed = StoryProposal(
        referral_id=letter.id,
        **words._asdict(),
        note=note,
        proposed_by_id=current_actor_id(),
        proposed_by_name=actor_name,
        proposed_at=calendar.now(),
    )
    db.session.add(proposed)
    db.session.flush()
    return proposed


def take_up(proposal: StoryProposal, *, actor_name: str) -> Story:
    """Make the proposed words one's own, to change or approve; the same twice is one.

    Raises:
        DecidedBeforeError: it was declined.
    """
    if (known := queries.story_of_proposal(proposal.id)) is not None:
        return known
    if queries.decisions(proposal_id=proposal.id):
        raise DecidedBeforeError
    words = Words(*(getattr(proposal, name) for name in Words._fields))
    origin = {"proposal_id": proposal.id, "referral_id": proposal.referral_id}
    return _begin(words, actor_name=actor_name, **origin)


def begin_from(consultation: Consultation, *, actor_name: str) -> Story:
    """Draft a story out of one's own record, without the people in it."""
    names = ("person_name", "person_kana", "person_contact", "organization_name")
    words = rules.from_record(
        summary=consultation.summary,
        body=consultation.body,
        response=consultation.response,
        topics=[tag.topic for tag in consultation.topics],
        names=[getattr(consultation, name) for name in names],
    )
    return _begin(words, actor_name=actor_name, consultation_id=consultation.id)


def _begin(words: Words, *, actor_name: str, **origin: UUID) -> Story:
    begun = Story(
        **words._asdict(), **origin, written_by_name=actor_name, written_at=calendar.now()
    )
    db.session.add(begun)
    db.session.flush()
    db.session.refresh(begun)
    return begun


def revise(story_id: UUID, words: Words, *, is_named: bool, version: int, actor_name: str) -> Story:
    """Change the words. What was published is taken back until the new words are approved.

    Raises:
        WordsChangedError: somebody else changed them since `version`.
    """
    story = queries.story(story_id, locked=True)
    if story.version != version:
        raise WordsChangedError
    said = {**words._asdict(), "is_named": is_named}
    if any(getattr(story, name) != value for name, value in said.items()):
        story.published_at = None
    for name, value in said.items():
        setattr(story, name, value)
    story.version += 1
    story.written_by_name, story.written_at = actor_name, calendar.now()
    db.session.flush()
    db.session.refresh(story)
    return story


def approve(story_id: UUID, *, words_hash: str, actor_name: str) -> Story:
    """Let every center read exactly these words from now on.

    Raises:
        WordsChangedError: the words are others than those that were looked at.
    """
    story = queries.story(story_id, locked=True)
    now = calendar.now()
    try:
        with db.session.begin_nested():
            _decide(rules.APPROVED, story, words_hash=words_hash, actor_name=actor_name)
    except IntegrityError:
        raise WordsChangedError from None
    story.published_at = now
    story.version += 1
    db.session.flush()
    return story


def withdraw(story_id: UUID, *, words: str, actor_name: str) -> Story:
    """Take a story back: from this moment no other center reads it.

    Raises:
        NotPublishedError: nobody could.
    """
    story = queries.story(story_id, locked=True)
    if story.published_at is None:
        raise NotPublishedError
    _decide(rules.WITHDRAWN, story, words=words, actor_name=actor_name)
    db.session.refresh(story)
    return story


def decline(proposal: StoryProposal, *, words: str, actor_name: str) -> None:
    """Say that this case does not become a story.

    Raises:
        DecidedBeforeError: it was taken up or declined before.
    """
    if queries.story_of_proposal(proposal.id) or queries.decisions(proposal_id=proposal.id):
        raise DecidedBeforeError
    declined = _decision(rules.DECLINED, words=words, actor_name=actor_name)
    declined.proposal_id = proposal.id
    db.session.add(declined)
    db.session.flush()


def _decide(kind: str, story: Story, *, actor_name: str, **said: str) -> None:
    taken = _decision(kind, actor_name=actor_name, **said)
    taken.story_id, taken.proposal_id = story.id, story.proposal_id
    db.session.add(taken)
    db.session.flush()


def _decision(kind: str, *, actor_name: str, **said: str) -> StoryDecision:
    return StoryDecision(
        kind=kind, actor_id=current_actor_id(), actor_name=actor_name, at=calendar.now(), **said
    )
