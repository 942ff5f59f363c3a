from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.audit.models import AuditEntry
from app.centers import queries, service
from app.centers.models import ClosedDays
from app.centers.rules import Closed, Hours
from app.errors import InvalidError, NotFoundError
from tenants import db

MORNINGS = Hours(time(9), time(12))


def test_until_it_says_otherwise_a_center_keeps_the_citys_list(north, at):
    with at(north):
        days = queries.opening_days(north.id)
        assert days.hours(date(2026, 11, 2)) == Hours(time(9), time(20))
        assert days.hours(date(2026, 11, 3)) == Hours(time(9), time(17))
        assert days.why_closed(date(2026, 12, 30)) == "年末年始"


def test_every_center_knows_when_another_is_open(north, south, central, at):
    today = calendar.today()
    with at(north):
        service.open_weekly(dict.fromkeys(range(8), MORNINGS), first_day=today)
        service.close_on(Closed("once", today, "大掃除", last_day=today))
    for reader in (south, central):
        with at(reader):
            days = queries.opening_days(north.id)
            assert days.why_closed(today) == "大掃除"
            assert days.hours(today + timedelta(days=1)) in {MORNINGS, None}
            own = queries.opening_days(reader.id)
            assert own.hours(date(2026, 11, 2)) == Hours(time(9), time(20))
            assert queries.closed_days() == []


def test_the_past_stays_as_it_was_counted(north, at):
    today = calendar.today()
    with at(north):
        service.open_weekly(dict.fromkeys(range(8), MORNINGS), first_day=today)
        days = queries.opening_days(north.id)
        assert days.hours(date(2026, 11, 2)) == Hours(time(9), time(20))
        with pytest.raises(InvalidError):
            service.open_weekly({0: MORNINGS}, first_day=today - timedelta(days=1))


def test_a_week_without_an_open_day_is_refused(north, at):
    with at(north), pytest.raises(InvalidError):
        service.open_weekly({7: MORNINGS}, first_day=calendar.today())


def test_the_same_week_is_said_anew_and_one_to_come_called_off(north, at):
    later = calendar.today() + timedelta(days=30)
    with at(north):
        service.open_weekly({0: MORNINGS, 1: MORNINGS}, first_day=later)
        service.open_weekly({0: MORNINGS}, first_day=later)
        assert dict(queries.opening_days(north.id).weeks[-1].hours) == {0: MORNINGS}
        service.call_off_week(later)
        assert len(queries.opening_days(north.id).weeks) == 1
        with pytest.raises(service.LongPastError):
            service.call_off_week(calendar.today())


def test_the_turn_of_the_year_can_be_opened(north, at):
    with at(north):
        service.take_over_the_list()
        (new_year,) = queries.closed_days()
        service.open_again(new_year)
        assert queries.opening_days(north.id).is_open(date(2099, 12, 30))


def test_days_that_were_closed_stay_so(north, at):
    today = calendar.today()
    with at(north):
        begun = service.close_on(Closed("once", today, "工事", last_day=today + timedelta(days=9)))
        begun.first_day = today - timedelta(days=2)
        db.session.flush()
        service.open_again(begun)
        assert begun.last_day == today - timedelta(days=1)
        with pytest.raises(service.LongPastError):
            service.open_again(begun)


def test_a_center_that_does_not_exist_has_no_calendar(north, at):
    with at(north), pytest.raises(NotFoundError):
        queries.opening_days(db.session.scalar(sa.select(sa.func.gen_random_uuid())))


def test_another_centers_closed_days_cannot_be_touched(north, south, at):
    with at(north):
        closed_id = service.close_on(
            Closed("once", calendar.today(), "工事", last_day=calendar.today())
        ).id
    with at(south):
        with pytest.raises(NotFoundError):
            queries.closed_span(closed_id)
        touched = db.session.execute(sa.delete(ClosedDays).where(ClosedDays.id == closed_id))
        assert touched.rowcount == 0


def test_the_change_is_written_down_with_its_author(north, at):
    with at(north):
        closed = service.close_on(
            Closed("once", calendar.today(), "工事", last_day=calendar.today())
        )
        entry = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.row_id == closed.id)
        ).one()
        assert (entry.table_name, entry.action) == ("closed_days", "insert")
        assert entry.actor_id == next(iter(north.people.values()))
