"""One consultation, and what a center recorded lately."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import Month
from app.consultations import rules
from app.consultations.models import Consultation, ConsultationTopic
from app.errors import NotFoundError
from tenants import db

USE_LASTS = timedelta(days=90)
USE_SHOWN_BY = 500


def consultation(consultation_id: UUID) -> Consultation:
    """One consultation of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    found = db.session.scalars(
        sa.select(Consultation).where(Consultation.id == consultation_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("お探しの相談は見つかりませんでした。")
    return found


def by_number(label: str) -> Consultation | None:
    """The consultation whose 受付番号 is written as `label` (R8-0012)."""
    parsed = rules.parse_number(label)
    if parsed is None:
        return None
    year, number = parsed
    named = sa.select(Consultation).where(
        Consultation.fiscal_year == year, Consultation.number == number
    )
    return db.session.scalars(named).one_or_none()


def number_of_id(consultation_id: UUID) -> str | None:
    """受付番号 of a consultation; None when it is not there any more."""
    named = sa.select(Consultation.fiscal_year, Consultation.number)
    row = db.session.execute(named.where(Consultation.id == consultation_id)).one_or_none()
    return rules.number_label(*row) if row else None


def by_entry_key(entry_key: UUID) -> Consultation | None:
    """What was recorded from the form with this key."""
    entered = sa.select(Consultation).where(Consultation.entry_key == entry_key)
    return db.session.scalars(entered).one_or_none()


def continuations(consultation: Consultation) -> Sequence[Consultation]:
    """Later consultations that continue this one."""
    later = sa.select(Consultation).where(Consultation.continues_id == consultation.id)
    return db.session.scalars(later.order_by(Consultation.received_at)).all()


def known_keys(keys: Sequence[str]) -> set[str]:
    """Those of these import keys that the open center's consultations already have."""
    asked = sa.literal(list(keys), sa.ARRAY(sa.Text))
    known = sa.select(Consultation.import_key).where(Consultation.import_key == sa.any_(asked))
    return {key for key in db.session.scalars(known) if key}


class Use(NamedTuple):
    """How often each code was chosen lately."""

    channels: Counter[str]
    client_types: Counter[str]
    topics: Counter[str]
    outcomes: Counter[str]


NO_USE = Use(Counter(), Counter(), Counter(), Counter())
"""Where the city's order holds."""


def recent_use(*, besides: Collection[str] = ()) -> Use:
    """What the open center chose in its last consultations of `USE_LASTS`.

    The topics `besides` are not counted: その他 stays last, or nobody looks for a better word.

    Only so many are read that the form opens as fast at a busy center as at a quiet one.
    """
    latest = (
        sa.select(
            Consultation.id, Consultation.channel, Consultation.client_type, Consultation.outcome
        )
        .where(Consultation.received_at > calendar.now() - USE_LASTS)
        .order_by(Consultation.received_at.desc(), Consultation.id.desc())
        .limit(USE_SHOWN_BY)
    )
    rows = db.session.execute(latest).all()
    return Use(
        Counter(row.channel for row in rows),
        Counter(row.client_type for row in rows),
        _topics_of([row.id for row in rows], besides),
        Counter(row.outcome for row in rows if row.outcome),
    )


def _topics_of(ids: list[UUID], besides: Collection[str]) -> Counter[str]:
    of_these = ConsultationTopic.consultation_id == sa.any_(sa.literal(ids, sa.ARRAY(sa.Uuid)))
    topic = ConsultationTopic.topic
    counted = sa.select(topic, sa.func.count()).where(of_these, topic.not_in(besides))
    return Counter(dict(db.session.execute(counted.group_by(topic)).all()))


def count_on(day: date, *, until: date) -> int:
    """How many were received from `day` to `until`, both included, in city time."""
    received_on = sa.func.date(sa.func.timezone("Asia/Tokyo", Consultation.received_at))
    counted = sa.select(sa.func.count()).where(
        Consultation.month.between(Month.of(day).first_day, Month.of(until).first_day),
        received_on.between(day, until),
    )
    return db.session.scalars(counted.select_from(Consultation)).one()
