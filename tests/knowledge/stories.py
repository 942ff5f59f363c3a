"""A case on its way to becoming a story."""

from app.access.permissions import Role
from app.knowledge import queries, service
from app.knowledge.rules import Words
from app.referrals import rules as referrals
from app.referrals.queries import referral
from tests.places import at
from tests.referrals.letters import bring_to, sent

WORDS = Words("集会所の使い方", "意見が分かれた。", "話し合いの場を設けた。", "早めに。", [])
WRITER, APPROVER = Role.WARD_WORKER, Role.WARD_MANAGER


def answered(ward, central):
    letter = sent(ward)
    bring_to(referrals.ANSWERED, letter, ward=ward, central=central)
    return letter


def proposed(ward, central, words=WORDS):
    letter = answered(ward, central)
    with at(central):
        found = referral(letter.id)
        return service.propose(found, words, note="ひとこと", actor_name="推進の人").id


def taken_up(ward, central, words=WORDS):
    proposal_id = proposed(ward, central, words)
    with at(ward, role=WRITER):
        return service.take_up(queries.proposal_to_us(proposal_id), actor_name="区の人").id


def approve(ward, story_id):
    with at(ward, role=APPROVER):
        hashed = queries.story(story_id).words_hash
        service.approve(story_id, words_hash=hashed, actor_name="区の管理者")


def published(ward, central, words=WORDS):
    story_id = taken_up(ward, central, words)
    approve(ward, story_id)
    return story_id


def seen_from(place, **asked):
    with at(place):
        return queries.published(**asked).items
