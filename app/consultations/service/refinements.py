"""A center's own topics below the city's, on one consultation."""

from collections.abc import Sequence
from uuid import UUID

from app.centers.models import OwnTopic
from app.centers.queries import own_topics as all_own_topics
from app.codes.queries import code_lists
from app.consultations.models import Consultation
from app.errors import InvalidError


def refinements(own_topics: Sequence[str], topics: Sequence[str]) -> dict[str, UUID]:
    """City topic → the own topic chosen below it.

    Raises:
        InvalidError: not one of the center's, its city topic is not chosen, or two of one.
    """
    known = {str(each.id): each for each in all_own_topics()} if any(own_topics) else {}
    chosen: dict[str, UUID] = {}
    for wanted in filter(None, own_topics):
        own_topic = known.get(wanted)
        if fault := _fault(own_topic, topics, chosen):
            raise InvalidError({"own_topics": [fault]})
        assert own_topic is not None  # noqa: S101  a fault otherwise
        chosen[own_topic.topic] = own_topic.id
    return chosen


def refine(consultation: Consultation, chosen: dict[str, UUID]) -> None:
    for tag in consultation.topics:
        tag.own_topic_id = chosen.get(tag.topic)


def is_refined_by(consultation: Consultation, own_topics: Sequence[str]) -> bool:
    kept = {str(tag.own_topic_id) for tag in consultation.topics if tag.own_topic_id}
    return kept == set(filter(None, own_topics))


def _fault(own_topic: OwnTopic | None, topics: Sequence[str], chosen: dict[str, UUID]) -> str:
    if own_topic is None:
        return "このセンターの項目の中から選んでください。"
    words = code_lists().label("topics", own_topic.topic)
    if own_topic.topic not in topics:
        return f"「{own_topic.label}」を選ぶときは、相談内容の「{words}」も選んでください。"
    if own_topic.topic in chosen:
        return f"「{words}」の細かい項目は、一つだけ選んでください。"
    return ""
