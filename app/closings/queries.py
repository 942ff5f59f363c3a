"""Who has submitted which month, and who was reminded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import Month
from app.closings import rules
from app.closings.models import ClosingReminder
from app.closings.rules import CityMonth, Facts
from app.statistics.models import MonthClosing
from app.statistics.queries import city_closings, place_of, seen
from tenants import db
from tenants import queries as tenants


def city_month(month: Month) -> CityMonth:
    """Across the city: one month of every ward."""
    return city_months([month])[0]


def city_months(months: Sequence[Month] | None = None) -> Sequence[CityMonth]:
    """Across the city: several months of every ward; those of a year, unless said."""
    today = calendar.today()
    wanted = months or rules.months_listed(today)
    wards = [place_of(ward) for ward in tenants.wards()]
    submitted, reminded, closings = _submitted(wanted), _reminded(wanted), city_closings()
    return [
        rules.city_month(
            month,
            wards,
            Facts(submitted.get(month, {}), reminded.get(month, {}), closings.get(month)),
            today,
        )
        for month in wanted
    ]


def wards_missing(month: Month) -> Sequence[str]:
    """As the platform: the names of the wards that have not submitted the month."""
    standing = sa.select(MonthClosing.center_id).where(
        MonthClosing.month == month.first_day, MonthClosing.withdrawn_at.is_(None)
    )
    submitted = set(db.session.scalars(standing))
    return [ward.short_name for ward in tenants.wards() if ward.id not in submitted]


def reminders() -> Sequence[ClosingReminder]:
    """What the open center was reminded of, the latest first."""
    here = sa.func.wall.current_center()
    addressed = sa.select(ClosingReminder).where(ClosingReminder.to_center_id == here)
    return db.session.scalars(addressed.order_by(ClosingReminder.reminded_at.desc())).all()


def _submitted(months: Sequence[Month]) -> Mapping[Month, Mapping[UUID, datetime]]:
    closings = seen(MonthClosing)
    standing = sa.select(closings.c.month, closings.c.center_id, closings.c.closed_at).where(
        closings.c.month.in_([month.first_day for month in months]),
        closings.c.withdrawn_at.is_(None),
    )
    found: dict[Month, dict[UUID, datetime]] = {}
    for month, center, at in db.session.execute(standing):
        found.setdefault(Month.of(month), {})[center] = at
    return found


def _reminded(months: Sequence[Month]) -> Mapping[Month, Mapping[UUID, date]]:
    sent = seen(ClosingReminder)
    latest = (
        sa.select(sent.c.month, sent.c.to_center_id, sa.func.max(sent.c.reminded_on))
        .where(sent.c.month.in_([month.first_day for month in months]))
        .group_by(sent.c.month, sent.c.to_center_id)
    )
    found: dict[Month, dict[UUID, date]] = {}
    for month, center, day in db.session.execute(latest):
        found.setdefault(Month.of(month), {})[center] = day
    return found
