"""その他 sorted anew, many at once: a recorded correction that can be undone as a whole."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.consultations import queries
from app.consultations.models import Consultation, CorrectedTopic, TopicCorrection
from app.consultations.rules.words import corrected
from app.consultations.service.records import retag
from app.errors import DomainError, InvalidError, NotFoundError
from tenants import current_actor_id, db


class NothingToCorrectError(DomainError):
    """None of those chosen is その他 any more, or the correction was undone before."""


class Corrected(NamedTuple):
    """What was done, and how many of those chosen were changed by somebody meanwhile."""

    correction: TopicCorrection
    moved: int
    left: int


def correct_topics(
    consultation_ids: Sequence[UUID], *, to_topic: str, reason: str, corrected_by_name: str
) -> Corrected:
    """Move consultations from その他 to another topic.

    Each one's version is raised, so that who has it open notices; the figures of its month
    are counted anew.

    Raises:
        NotFoundError: one of them is not the open center's.
        InvalidError: a record's fiscal year does not have the topic.
        NothingToCorrectError: none is その他 any more.
    """
    others = code_lists().others
    chosen = _locked(consultation_ids)
    _check(chosen, to_topic, others)
    moving = [each for each in chosen if any(tag.topic in others for tag in each.topics)]
    if not moving:
        raise NothingToCorrectError("選んだ相談は、もう「その他」ではありません。")
    correction = TopicCorrection(
        from_topic=others[0],
        to_topic=to_topic,
        reason=reason,
        corrected_at=calendar.now(),
        corrected_by_id=current_actor_id(),
        corrected_by_name=corrected_by_name,
    )
    db.session.add(correction)
    db.session.flush()
    for consultation in moving:
        _move(consultation, to_topic, others, correction)
    db.session.flush()
    return Corrected(correction, len(moving), len(chosen) - len(moving))


def _locked(consultation_ids: Sequence[UUID]) -> Sequence[Consultation]:
    ids = sa.literal(list(set(consultation_ids)), sa.ARRAY(sa.Uuid))
    asked = sa.select(Consultation).where(Consultation.id == sa.any_(ids)).order_by(Consultation.id)
    found = db.session.scalars(
        asked.with_for_update().execution_options(populate_existing=True)
    ).all()
    if len(found) < len(set(consultation_ids)):
        raise NotFoundError("お探しの相談は見つかりませんでした。")
    return found


def _check(chosen: Sequence[Consultation], to_topic: str, others: Sequence[str]) -> None:
    lists = code_lists()
    if to_topic in others:
        raise InvalidError({"to_topic": ["「その他」ではない項目を選んでください。"]})
    for year in sorted({each.fiscal_year for each in chosen}):
        if not lists.holds("topics", to_topic, year):
            raise InvalidError({"to_topic": [f"{FiscalYear(year).label}の項目にありません。"]})


def _move(
    consultation: Consultation, to_topic: str, others: Sequence[str], correction: TopicCorrection
) -> None:
    before = [tag.topic for tag in consultation.topics]
    primary = consultation.primary_topic
    after, primary_after = corrected(before, primary, others, to_topic)
    _retag(consultation, after, primary_after)
    db.session.add(
        CorrectedTopic(
            correction_id=correction.id,
            consultation_id=consultation.id,
            topics_before=before,
            primary_before=primary,
            topics_after=after,
            primary_after=primary_after,
        )
    )


def _retag(consultation: Consultation, topics: Sequence[str], primary: str | None) -> None:
    retag(consultation, topics, primary)
    consultation.updated_at = calendar.now()


def undo_correction(correction: TopicCorrection, *, undone_by_name: str) -> Corrected:
    """Give back the topics of all whose topics nobody changed since.

    Raises:
        NothingToCorrectError: it was undone before.
    """
    db.session.refresh(correction, with_for_update=True)
    if correction.undone_at:
        raise NothingToCorrectError("この仕分け直しは、すでに取り消されています。")
    facts = {fact.consultation_id: fact for fact in queries.corrected_topics(correction)}
    restored = 0
    for consultation in _locked(list(facts)):
        fact = facts[consultation.id]
        topics = [tag.topic for tag in consultation.topics]
        if (topics, consultation.primary_topic) == (fact.topics_after, fact.primary_after):
            _retag(consultation, fact.topics_before, fact.primary_before)
            restored += 1
    correction.undone_at, correction.undone_by_name = calendar.now(), undone_by_name
    db.session.flush()
    return Corrected(correction, restored, len(facts) - restored)
