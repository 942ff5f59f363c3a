"""What a center decides about its opening days. Every change is written down by the database."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app import calendar
from app.centers import queries, rules
from app.centers.models import ClosedDays, OpeningHour
from app.centers.rules import A_DAY, Closed, Hours, Week
from app.errors import DomainError, InvalidError
from tenants import db, own
from tenants.models import Center


class LongPastError(DomainError):
    """What was closed stays closed: time targets were counted by it."""

    def __init__(self) -> None:
        super().__init__("過ぎた休館日は取り消せません。")


def open_weekly(hours: Mapping[int, Hours], *, first_day: date) -> None:
    """Let the week hold from `first_day`, until a later one does.

    Raises:
        InvalidError: `first_day` is past, or the center would never open.
    """
    if first_day < calendar.today():
        raise InvalidError({"first_day": ["今日より前からは変えられません。"]})
    if not any(day in hours for day in range(rules.HOLIDAY)):
        raise InvalidError({"hours": ["開館する曜日を一つ以上入力してください。"]})
    _take_over_the_list()
    db.session.execute(
        sa.delete(OpeningHour).where(own(OpeningHour), OpeningHour.first_day == first_day)
    )
    _write(Week(first_day, hours))


def call_off_week(first_day: date) -> None:
    """Forget a week that has not begun.

    Raises:
        LongPastError: it has begun.
    """
    if first_day <= calendar.today():
        raise LongPastError
    db.session.execute(
        sa.delete(OpeningHour).where(own(OpeningHour), OpeningHour.first_day == first_day)
    )


def close_on(closed: Closed) -> ClosedDays:
    """Close on certain days, from today on.

    Raises:
        InvalidError: they begin in the past.
    """
    if closed.first_day < calendar.today():
        raise InvalidError({"first_day": ["今日より前の日は登録できません。"]})
    _take_over_the_list()
    return _keep(closed)


def open_again(closed: ClosedDays) -> None:
    """Call off what is to come; the days that were closed stay so.

    Raises:
        LongPastError: nothing of it is to come.
    """
    today = calendar.today()
    if closed.last_day and closed.last_day < today:
        raise LongPastError
    if closed.first_day >= today:
        db.session.delete(closed)
    else:
        closed.last_day = today - A_DAY
    db.session.flush()


def take_over_the_list() -> None:
    """Make the city's list the center's own, to begin from: only then it can be changed."""
    _take_over_the_list()


def _take_over_the_list() -> None:
    key = sa.func.hashtextextended(sa.func.concat("opening ", sa.func.wall.current_center()), 0)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    if queries.has_own_hours():
        return
    center = sa.select(Center.id).where(Center.id == sa.func.wall.current_center())
    listed = queries.opening_days(db.session.scalars(center).one())
    for week in listed.weeks:
        _write(week)
    for closed in listed.closed:
        _keep(closed)


def _write(week: Week) -> None:
    now = calendar.now()
    db.session.add_all(
        OpeningHour(
            first_day=week.first_day,
            weekday=weekday,
            opens=hours.opens,
            closes=hours.closes,
            published_at=now,
        )
        for weekday, hours in week.hours.items()
    )
    db.session.flush()


def _keep(closed: Closed) -> ClosedDays:
    kept = ClosedDays(
        kind=closed.kind,
        first_day=closed.first_day,
        last_day=closed.last_day,
        yearly_from=closed.yearly_from,
        yearly_until=closed.yearly_until,
        nth=closed.nth,
        weekday=closed.weekday,
        reason=closed.reason,
        published_at=calendar.now(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept
