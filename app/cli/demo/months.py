"""The months that were submitted, and the two of last month that were not."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from app.calendar import Month, Period
from app.cli.demo.desk import FIRST_YEAR, Desk
from app.cli.demo.staff import Colleague
from app.cli.demo.wording import chance
from app.statistics.models import MonthClosing
from tenants import db

LATE = ("tsurumi", "seya")
"""Wards that have not submitted last month. The first is the one that visitors sign in to."""
SUBMITTED_WITHIN = range(1, 8)


def close_past_months(desk: Desk, manager: Colleague, now: datetime) -> None:
    last = Month.of(now.date()).previous
    if desk.slug in LATE:
        last = last.previous
    random = chance("closings", desk.slug)
    rows = [
        {
            "month": month.first_day,
            "closed_at": min(now, _some_days_after(month, desk, random.choice(SUBMITTED_WITHIN))),
            "closed_by_name": manager.name,
        }
        for month in Period(FIRST_YEAR.first, last).months
    ]
    db.session.execute(insert(MonthClosing).values(rows).on_conflict_do_nothing())


def _some_days_after(month: Month, desk: Desk, days: int) -> datetime:
    return desk.hours.on(month.last_day + timedelta(days=days), chance(desk.slug, month, days))
