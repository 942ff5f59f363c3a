"""Records as they are counted, and the figures that they are part of."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from app.calendar import CITY_TIME, Month
from app.consultations.models import Consultation
from app.referrals.models import ReferralRecord
from app.statistics.models import MonthlyFigure
from app.statistics.rules.contributions import CountedRecord, Figure
from tenants import db, own


def counted_record(consultation: Consultation) -> CountedRecord:
    linked = sa.select(
        sa.exists().where(own(ReferralRecord), ReferralRecord.consultation_id == consultation.id)
    )
    return CountedRecord(
        month=Month.of(consultation.received_at.astimezone(CITY_TIME).date()),
        channel=consultation.channel,
        client_type=consultation.client_type,
        kind=consultation.kind,
        outcome=consultation.outcome,
        minutes=consultation.minutes,
        is_continued=consultation.continues_id is not None,
        topics=tuple(tag.topic for tag in consultation.topics),
        primary_topic=consultation.primary_topic,
        fields=tuple(consultation.activity_fields),
        is_linked=bool(db.session.scalar(linked)),
    )


def kept_figures(figures: Iterable[Figure]) -> Mapping[Figure, int]:
    """What stands for each of these figures of the open center; nothing is zero."""
    wanted = list(figures)
    kept = sa.select(MonthlyFigure).where(
        MonthlyFigure.month.in_({month.first_day for month, _, _ in wanted})
    )
    known = {
        (Month.of(each.month), each.measure, each.code): each.value
        for each in db.session.scalars(kept)
    }
    return {figure: known.get(figure, 0) for figure in wanted}
