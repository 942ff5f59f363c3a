"""What is looked at before the open center submits a month."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from app import calendar
from app.calendar import Month, Period
from app.centers.queries import opening_days
from app.codes.queries import code_lists
from app.consultations.models import Consultation
from app.drafts.queries import unsaved
from app.drafts.rules import CONSULTATION
from app.statistics import rules
from app.statistics.models import MonthlyFigure
from app.statistics.queries.figures import open_center
from app.statistics.queries.recounts import being_counted
from app.statistics.queries.trends import trends
from tenants import db


def checklist(month: Month) -> rules.Checklist:
    center, today, counting = open_center(), calendar.today(), being_counted()
    opening = opening_days(center.id)
    looked = rules.Looked(
        drafts=[
            rules.Unsaved(each.owner, "".join(each.fields.get("received_at", [])))
            for each in unsaved(CONSULTATION)
        ],
        topics=_topics(month),
        others=code_lists().others,
        rises=[
            seen
            for seen in trends(Period(month, month), centers=[center]).rises
            if seen.rise.month == month
        ],
        by_day=_by_day(month),
        open_days=[day for day in _days(month) if opening.is_open(day)],
        counting_since=counting.since if month in counting.months else None,
    )
    return rules.check(month, looked, today)


def _topics(month: Month) -> Mapping[str, int]:
    counted = sa.select(MonthlyFigure.code, MonthlyFigure.value).where(
        MonthlyFigure.measure == "topics", MonthlyFigure.month == month.first_day
    )
    return {row.code: row.value for row in db.session.execute(counted)}


def _by_day(month: Month) -> Mapping[date, int]:
    day = sa.cast(sa.func.timezone("Asia/Tokyo", Consultation.received_at), sa.Date)
    counted = sa.select(day, sa.func.count()).where(Consultation.month == month.first_day)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(day))}


def _days(month: Month) -> Sequence[date]:
    length = month.last_day.day
    return [month.first_day + timedelta(days=number) for number in range(length)]
