"""Consultations of a month, as tests of figures need them."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.calendar import CITY_TIME, Month
from app.consultations.models import Consultation, ConsultationTopic
from app.referrals.models import Referral
from app.statistics import queries, service
from app.statistics.models import MonthlyFigure
from tenants import db
from tests.transfers.golden import GoldenRow, golden_rows

MAY = Month(2026, 5)


def a_consultation(
    day: date = MAY.first_day, *, topics: Iterable[str] = ("tax",), **details: Any
) -> Consultation:
    """One in the open center, the first of its topics being the primary one."""
    shown = {"channel": "phone", "client_type": "npo", "kind": "consultation", **details}
    received_at = datetime.combine(day, time(11), CITY_TIME)
    consultation = Consultation(received_at=received_at, **shown)
    consultation.topics = [
        ConsultationTopic(topic=topic, position=position, is_primary=position == 0)
        for position, topic in enumerate(topics)
    ]
    db.session.add(consultation)
    db.session.flush()
    return consultation


def a_referral(consultation: Consultation, *, to_center_id: UUID, sent_at: datetime) -> None:
    db.session.add(
        Referral(
            to_center_id=to_center_id,
            consultation_id=consultation.id,
            wanted="advice",
            urgency="normal",
            message="",
            received_on=sent_at.date(),
            channel="phone",
            client_type="npo",
            kind="consultation",
            topics=["tax"],
            summary="",
            body="",
            response="",
            sent_at=sent_at,
            sent_by_name="見本",
        )
    )
    db.session.flush()


def the_golden_rows(rows: Iterable[GoldenRow] = golden_rows()) -> None:
    for row in rows:
        details = {"channel": row.channel, "client_type": row.client_type}
        a_consultation(row.received_on, topics=row.topics, **details)


def counted_everything() -> None:
    """Consolidate every month of the open center."""
    for month in queries.months():
        service.consolidate(month)


def figures(month: Month = MAY) -> dict[tuple[str, str], int]:
    """What is kept for the open center's month."""
    kept = sa.select(MonthlyFigure).where(MonthlyFigure.month == month.first_day)
    return {(each.measure, each.code): each.value for each in db.session.scalars(kept)}


def marks() -> int:
    return len(db.session.execute(sa.text("SELECT FROM dirty_marks")).all())


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CITY_TIME)
