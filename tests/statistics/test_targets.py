"""How soon letters were received and replied to: facts of the month in which it happened."""

from datetime import datetime, timedelta

import pytest

from app import calendar
from app.calendar import CITY_TIME, Month
from app.referrals import rules
from app.statistics import service
from tests.referrals.letters import sent, take
from tests.statistics.months import figures, marks

SENT = datetime(2026, 10, 28, 10, tzinfo=CITY_TIME)
"""A Wednesday, before Bunka no Hi."""
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def clock(monkeypatch):
    """Sets the moment at which everything happens from now on."""

    def at_moment(moment):
        monkeypatch.setattr(calendar, "now", lambda: moment)

    at_moment(SENT)
    return at_moment


def targets(place, month, at):
    with at(place):
        service.consolidate(month)
        found = figures(month)
    return {code: value for (measure, code), value in found.items() if measure == "targets"}


def test_what_came_in_time_counts_twice_and_what_came_late_once(north, central, at, clock):
    soon, late = sent(north), sent(north)
    take(central, soon, rules.RECEIVED)
    take(central, soon, rules.ASKED)
    take(north, soon, rules.REPLIED)
    take(central, soon, rules.ANSWERED)  # not the first reply
    clock(SENT + timedelta(days=3))
    take(central, late, rules.RECEIVED)
    assert targets(north, OCTOBER, at) == {
        "received": 2,
        "received_in_time": 1,
        "replied": 1,
        "replied_in_time": 1,
    }
    clock(SENT + timedelta(days=10))
    take(central, late, rules.ANSWERED)
    assert targets(north, NOVEMBER, at) == {"replied": 1}
    assert targets(north, OCTOBER, at)["replied"] == 1  # the month before stays as it was


def test_a_step_of_the_addressee_marks_the_senders_month_and_nobody_elses(
    north, south, central, at, clock
):
    letter = sent(north)
    with at(north):
        before = marks()
    clock(SENT + timedelta(days=10))  # a mark of another month
    take(central, letter, rules.RECEIVED)
    with at(north):
        assert marks() == before + 1
    for place in (south, central):
        with at(place):
            assert marks() == 0


def test_a_letter_that_nobody_answered_is_in_no_figure_of_this(north, at, clock):
    sent(north)
    assert targets(north, OCTOBER, at) == {}
