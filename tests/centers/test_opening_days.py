from datetime import date, datetime, time

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import CITY_TIME
from app.centers.rules import (
    NEW_YEAR,
    Closed,
    Hours,
    NeverOpenError,
    OpeningDays,
    Week,
    holiday,
    listed_week,
)

WEEKDAYS = Hours(time(9), time(20))
WEEKENDS = Hours(time(9), time(17))
LISTED = OpeningDays([listed_week(WEEKDAYS, WEEKENDS)], [NEW_YEAR])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


def test_holidays_have_the_hours_of_the_weekend_even_on_weekdays():
    assert LISTED.hours(date(2026, 11, 2)) == WEEKDAYS
    assert LISTED.hours(date(2026, 11, 3)) == WEEKENDS  # 文化の日, a Tuesday
    assert LISTED.hours(date(2026, 11, 7)) == WEEKENDS


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 5, 6), "振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2019, 5, 1), "天皇の即位の日"),
        (date(2021, 7, 23), "スポーツの日"),
        (date(2026, 9, 24), None),
    ],
)
def test_moved_and_inserted_holidays_are_known(day, name):
    assert holiday(day) == name


@pytest.mark.parametrize("year", [2019, 2026])  # jpholiday takes its time
def test_two_libraries_agree_about_every_holiday(year):
    theirs = {found for found, _ in jpholiday.year_holidays(year)}
    days = (date.fromordinal(n) for n in range(*_ordinals(year)))
    assert {day for day in days if holiday(day)} == theirs


def _ordinals(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()


def test_the_turn_of_the_year_is_closed_unless_a_center_says_otherwise():
    closed = [date(2026, 12, 29), date(2026, 12, 31), date(2027, 1, 3)]
    assert [LISTED.why_closed(day) for day in closed] == ["年末年始"] * 3
    assert LISTED.is_open(date(2026, 12, 28))
    assert LISTED.is_open(date(2027, 1, 4))
    assert LISTED.next_open_day(date(2026, 12, 28)) == date(2027, 1, 4)


def test_a_weekday_without_hours_is_closed_but_a_holiday_keeps_its_own():
    hours = dict.fromkeys(range(1, 8), WEEKDAYS)
    days = OpeningDays([Week(date(2020, 4, 1), hours)])
    assert days.why_closed(date(2026, 11, 2)) == "月曜日は休館"
    assert days.is_open(date(2026, 11, 23))  # 勤労感謝の日, a Monday


def test_the_third_tuesday_of_each_month():
    third = Closed("monthly", date(2026, 4, 1), "設備点検", nth=3, weekday=1)
    days = OpeningDays(LISTED.weeks, [third])
    assert [day for day in range(1, 31) if not days.is_open(date(2026, 11, day))] == [17]
    assert days.is_open(date(2026, 3, 17))  # before the rule
    assert third.words == "毎月 第3火曜日"


def test_a_new_week_leaves_the_days_before_it_as_they_were():
    later = Week(date(2026, 12, 1), {0: WEEKENDS})
    days = OpeningDays([*LISTED.weeks, later])
    assert days.hours(date(2026, 11, 30)) == WEEKDAYS
    assert days.hours(date(2026, 12, 7)) == WEEKENDS
    assert not days.is_open(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-11-27 08:00", "2026-11-27 20:00"),  # before opening: today
        ("2026-11-27 20:00", "2026-11-27 20:00"),
        ("2026-11-27 20:01", "2026-11-28 17:00"),  # a Saturday
        ("2026-12-28 21:00", "2027-01-04 20:00"),
    ],
)
def test_the_end_of_the_open_day_a_moment_counts_to(moment, ends):
    assert LISTED.end_of_open_day(at(moment)) == at(ends)


def test_open_days_are_counted_without_the_first():
    assert LISTED.open_days_after(date(2026, 12, 27), 2) == date(2027, 1, 4)


def test_a_center_that_never_opens_is_said_so_instead_of_searched_for_ever():
    with pytest.raises(NeverOpenError):
        OpeningDays([]).next_open_day(date(2026, 11, 1))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 15))
def test_every_day_between_is_counted_once(day, n):
    found = LISTED.open_days_after(day, n)
    between = range(day.toordinal() + 1, found.toordinal() + 1)
    assert sum(LISTED.is_open(date.fromordinal(each)) for each in between) == n
