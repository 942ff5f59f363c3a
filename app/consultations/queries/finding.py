"""What is looked for, as a statement: the list, its counts and what is taken out read the same."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.calendar import CITY_TIME, Month
from app.consultations.models import Consultation, ConsultationTopic
from app.consultations.rules.finding import CONTINUING, OPEN, YES, Filters
from tenants import db

letters = sa.table("referrals", sa.column("center_id", sa.Uuid), sa.column("consultation_id"))
"""The room of referrals stands above this one: only that a letter exists is asked."""

Condition = sa.ColumnElement[bool]


def matching(filters: Filters) -> sa.Select[Consultation]:
    """The open center's consultations that `filters` let through, newest first."""
    newest_first = Consultation.received_at.desc(), Consultation.id.desc()
    return sa.select(Consultation).where(*conditions(filters)).order_by(*newest_first)


def conditions(filters: Filters) -> list[Condition]:
    return [NARROWED_BY[name](value) for name, value in filters.asked.items()]


def staff() -> list[str]:
    """Everybody who received somebody at the open center, by name."""
    names = sa.select(Consultation.received_by_name).where(Consultation.received_by_name > "")
    return list(db.session.scalars(names.distinct().order_by(Consultation.received_by_name)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def _words(words: str) -> Condition:
    texts = sa.func.concat_ws(
        "\n",
        Consultation.summary,
        Consultation.body,
        Consultation.response,
        Consultation.organization_name,
        Consultation.person_name,
        Consultation.person_kana,
    )
    return sa.and_(*(texts.icontains(word, autoescape=True) for word in words.split()))


def _topics(codes: tuple[str, ...]) -> Condition:
    tagged = (ConsultationTopic.consultation_id == Consultation.id) & (
        ConsultationTopic.center_id == Consultation.center_id
    )
    return sa.exists().where(tagged, ConsultationTopic.topic.in_(codes))


def _state(state: str) -> Condition:
    over = Consultation.outcome != CONTINUING
    return sa.not_(sa.func.coalesce(over, sa.false())) if state == OPEN else over


def _referred(answer: str) -> Condition:
    sent = (letters.c.center_id == Consultation.center_id) & (
        letters.c.consultation_id == Consultation.id
    )
    referred = Consultation.referral_target.is_not(None) | sa.exists().where(sent)
    return referred if answer == YES else sa.not_(referred)


def _month(month: Month) -> Condition:
    return Consultation.month == month.first_day


NARROWED_BY: dict[str, Callable[[Any], Condition]] = {
    "words": _words,
    "since": lambda day: Consultation.received_at >= _midnight(day),
    "until": lambda day: Consultation.received_at < _midnight(day + timedelta(days=1)),
    "month": _month,
    "topics": _topics,
    "channels": Consultation.channel.in_,
    "client_types": Consultation.client_type.in_,
    "outcomes": Consultation.outcome.in_,
    "staff": Consultation.received_by_name.in_,
    "state": _state,
    "referred": _referred,
}
"""Each filter and what it asks of a row. A new filter is a field of `Filters` and a line here."""
