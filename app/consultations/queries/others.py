"""What stands under その他, and how it was sorted anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.calendar import Period
from app.consultations.models import (
    Consultation,
    ConsultationTopic,
    CorrectedTopic,
    TopicCorrection,
)
from app.consultations.queries.lists import LINES, Line, read_lines, topics_of
from app.consultations.rules.words import Told, Word, common_words, words_in
from app.errors import NotFoundError
from tenants import db

MOST_READ = 5_000
"""Texts on either side: enough to know the habits of a center, read in well under a second."""

MOST_SELECTED = 200
CORRECTIONS_SHOWN = 50


def words_of_others(period: Period, others: Sequence[str]) -> list[Word]:
    """The commonest words of the consultations under one of `others`, the latest of a period."""
    return common_words(_told(period, others, inside=True), _told(period, others, inside=False))


def with_word(period: Period, others: Sequence[str], word: str) -> Sequence[Line]:
    """The consultations under その他 that hold a word, newest first; at most `MOST_SELECTED`."""
    held = [row.id for row in _texts(period, others, inside=True) if word in words_in(row.text)]
    ids = sa.literal(held[:MOST_SELECTED], sa.ARRAY(sa.Uuid))
    return read_lines(LINES.where(Consultation.id == sa.any_(ids)))


def _told(period: Period, others: Sequence[str], *, inside: bool) -> list[Told]:
    rows = _texts(period, others, inside=inside)
    if inside:
        return [Told(row.text, []) for row in rows]
    topics = topics_of([row.id for row in rows])
    return [Told(row.text, topics.get(row.id, [])) for row in rows]


def _texts(period: Period, others: Sequence[str], *, inside: bool) -> Sequence[Any]:
    """(id, text), the latest first."""
    is_other = Consultation.id.in_(
        sa.select(ConsultationTopic.consultation_id).where(ConsultationTopic.topic.in_(others))
    )
    text = Consultation.summary + " " + Consultation.body
    asked = (
        sa.select(Consultation.id, text.label("text"))
        .where(
            Consultation.month.between(period.first.first_day, period.last.first_day),
            is_other if inside else ~is_other,
        )
        .order_by(Consultation.received_at.desc(), Consultation.id.desc())
        .limit(MOST_READ)
    )
    return db.session.execute(asked).all()


def corrections(*, limit: int = CORRECTIONS_SHOWN) -> Sequence[tuple[TopicCorrection, int]]:
    """How その他 was sorted anew, latest first, each with the number of consultations."""
    counted = (
        sa.select(TopicCorrection, sa.func.count(CorrectedTopic.id))
        .outerjoin(CorrectedTopic, CorrectedTopic.correction_id == TopicCorrection.id)
        .group_by(TopicCorrection.center_id, TopicCorrection.id)
        .order_by(TopicCorrection.corrected_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(counted)]


def correction(correction_id: UUID) -> TopicCorrection:
    """One correction of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's.
    """
    asked = sa.select(TopicCorrection).where(TopicCorrection.id == correction_id)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの仕分け直しは見つかりませんでした。")
    return found


def corrected_topics(correction: TopicCorrection) -> Sequence[CorrectedTopic]:
    told = sa.select(CorrectedTopic).where(CorrectedTopic.correction_id == correction.id)
    return db.session.scalars(told.order_by(CorrectedTopic.consultation_id)).all()
