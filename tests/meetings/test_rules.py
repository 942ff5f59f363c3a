from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from marshmallow import ValidationError

from app.calendar import Month
from app.meetings.rules.agenda import (
    FIRST_AGENDA,
    KINDS,
    clock_times,
    first_facts,
    neighbor,
    timing,
)
from app.orders import is_overdue
from app.web.fields import WholeMonth

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ([60, 61], "会議の時間(120分)を1分超えています。"),
        ([60, 60], "会議の時間(120分)にちょうど収まります。"),
        ([60], "会議の時間(120分)まで、あと60分あります。"),
        ([], "会議の時間(120分)まで、あと120分あります。"),
    ],
)
def test_the_sum_is_said_beside_the_time_available(minutes, words):
    assert timing(time(14), time(16), minutes).words == words


def test_each_item_begins_when_the_one_before_it_ends():
    assert list(clock_times(time(13, 50), [5, 10, 60])) == ["13:50", "13:55", "14:05"]
    assert list(clock_times(time(13, 50), [])) == []


def test_the_first_agenda_fills_two_hours():
    minutes = [item.minutes for item in FIRST_AGENDA]
    assert timing(time(14), time(16), minutes).over == 0
    assert sum(minutes) == 120
    assert {item.kind for item in FIRST_AGENDA} <= KINDS.keys()


def test_nobody_stands_beyond_either_end():
    first, second = uuid4(), uuid4()
    assert neighbor([first, second], first, "up") is None
    assert neighbor([first, second], second, "down") is None
    assert neighbor([first, second], second, "up") == first
    assert neighbor([first, second], first, "down") == second


@pytest.mark.parametrize(
    ("today", "title", "first", "last"),
    [
        (date(2026, 11, 23), "令和8年度 第3回", Month(2026, 4), Month(2026, 10)),
        (date(2026, 4, 1), "令和8年度 第3回", Month(2025, 4), Month(2026, 3)),
        (date(2027, 1, 5), "令和8年度 第3回", Month(2026, 4), Month(2026, 12)),
    ],
)
def test_a_new_meeting_covers_the_fiscal_year_up_to_last_month(today, title, first, last):
    begun = first_facts(today, held=2)
    assert begun.title.startswith(title)
    assert (begun.first_month, begun.last_month) == (first, last)


@pytest.mark.parametrize("typed", ["R8.4", "２０２６年４月", "2026-04", "2026/4", "令和8年4月"])
def test_a_month_is_read_as_people_write_it(typed):
    assert WholeMonth().deserialize(typed) == Month(2026, 4)


@pytest.mark.parametrize("typed", ["2026-13", "4月ごろ", "R8", "R8.4.1.1"])
def test_what_is_no_month_is_refused_in_words(typed):
    with pytest.raises(ValidationError, match="月として読めません"):
        WholeMonth().deserialize(typed)


def test_a_silent_worker_is_noticed_and_a_busy_one_is_not():
    soon, late = NOW + timedelta(seconds=5), NOW + timedelta(seconds=60)
    assert not is_overdue(NOW, None, now=soon)
    assert is_overdue(NOW, None, now=late)
    assert not is_overdue(NOW, NOW + timedelta(minutes=2), now=late)
    assert is_overdue(NOW, NOW + timedelta(seconds=30), now=late)
