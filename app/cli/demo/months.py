"""The months that were submitted, and the two of last month that were not."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from app.calendar import Month, Period, start_of
from app.cli.demo.desk import FIRST_YEAR, Desk
from app.cli.demo.staff import Colleague
from app.cli.demo.wording import chance
from app.statistics.models import CityClosing, MonthClosing
from tenants import db
from tenants import queries as tenants

LATE = ("tsurumi", "seya")
"""Wards that have not submitted last month. The first is the one that visitors sign in to."""
SUBMITTED_WITHIN = range(1, 8)
CITY_CLOSES_AFTER = timedelta(days=20)


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


def close_city_months(now: datetime, *, by_name: str) -> None:
    """The city has closed all but the last months, which some wards have not submitted."""
    last = Month.of(now.date()).previous.previous
    wards = len(tenants.wards())
    rows = [
        {
            "month": month.first_day,
            "closed_at": min(now, start_of(month.last_day + CITY_CLOSES_AFTER)),
            "closed_by_name": by_name,
            "submitted": wards,
            "wards": wards,
        }
        for month in Period(FIRST_YEAR.first, last).months
    ]
    db.session.execute(insert(CityClosing).values(rows).on_conflict_do_nothing())


def _some_days_after(month: Month, desk: Desk, days: int) -> datetime:
    return desk.hours.on(month.last_day + timedelta(days=days), chance(desk.slug, month, days))
