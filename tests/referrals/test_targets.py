"""The same open day, two open days: in the central center's own days and the nation's holidays."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app import calendar
from app.calendar import CITY_TIME
from app.centers.rules import Closed, Hours, OpeningDays, listed_week
from app.referrals import queries, rules
from app.referrals.models import Referral
from tenants import db
from tests.referrals.letters import sent, take


def at_city(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


DAYS = OpeningDays(
    [
        listed_week(
            Hours(at_city("2026-01-01T09:00").time(), at_city("2026-01-01T20:00").time()),
            Hours(at_city("2026-01-01T09:00").time(), at_city("2026-01-01T17:00").time()),
        )
    ],
    [Closed("once", date(2026, 11, 24), "点検", last_day=date(2026, 11, 24))],
)


@pytest.mark.parametrize(
    ("state", "sent_at", "since", "expected"),
    [
        ("sent", "2026-11-19T10:00", None, ("received", "2026-11-19T20:00")),
        ("sent", "2026-11-19T21:00", None, ("received", "2026-11-20T20:00")),
        ("sent", "2026-11-24T10:00", None, ("received", "2026-11-25T20:00")),  # closed for a check
        ("sent", "2026-11-23T10:00", None, ("received", "2026-11-23T17:00")),  # a holiday's hours
        ("received", "2026-11-22T10:00", None, ("answered", "2026-11-25T20:00")),
        ("replied", "2026-11-01T10:00", "2026-11-19T10:00", ("answered", "2026-11-21T17:00")),
        ("asked", "2026-11-19T10:00", None, None),
        ("answered", "2026-11-19T10:00", None, None),
        ("declined", "2026-11-19T10:00", None, None),
        ("withdrawn", "2026-11-19T10:00", None, None),
    ],
)
def test_what_is_due_counts_open_days_from_when_the_turn_began(state, sent_at, since, expected):
    found = rules.due(state, at_city(sent_at), at_city(since or sent_at), DAYS)
    assert found == (expected and (expected[0], at_city(expected[1])))


def test_an_earlier_wish_comes_first():
    moment = at_city("2026-11-19T10:00")
    wished = rules.due("received", moment, moment, DAYS, date(2026, 11, 20))
    assert wished.at.date() == date(2026, 11, 20)


def test_a_month_counts_those_whose_time_came(monkeypatch):
    early, late = at_city("2026-11-19T11:00"), at_city("2026-11-29T11:00")
    moment, now = at_city("2026-11-19T10:00"), at_city("2026-11-30T10:00")
    handled = [
        rules.Handled(moment, early, early, None),
        rules.Handled(moment, early, late, None),
        rules.Handled(moment, None, None, None),
        rules.Handled(moment, None, None, early),  # withdrawn before anything was owed
        rules.Handled(now, None, None, None),  # not due yet
    ]
    [november] = rules.by_month(handled, DAYS, now)
    assert november.letters == 5
    assert (november.received, november.replied) == (
        type(november.received)(2, 3),
        type(november.received)(1, 3),
    )


def test_both_sides_see_the_same_due_moment_and_what_is_late_says_so(
    north, central, at, visitor, monkeypatch
):
    letter, later = sent(north), sent(north)
    with at(north):
        [second, first] = queries.sent()
    with at(central):
        waiting = queries.queue()
    assert {line.id: line.due for line in waiting} == {
        letter.id: first.due,
        later.id: second.due,
    }
    real = calendar.now()
    monkeypatch.setattr("app.referrals.queries.now", lambda: real.replace(year=real.year + 1))
    with at(central):
        assert all(line.is_late for line in queries.queue())
        [month] = queries.targets(since=real.replace(day=1, hour=0, minute=0))
        assert (month.received.met, month.received.of) == (0, 2)


def test_what_waits_for_the_ward_comes_after_what_is_due(north, central, at):
    asked, waiting = sent(north, urgency="urgent"), sent(north)
    take(central, asked, rules.RECEIVED)
    take(central, asked, rules.ASKED)
    with at(central):
        assert [line.id for line in queries.queue()] == [waiting.id, asked.id]


def test_another_wards_letters_are_in_nobodys_figures(north, south, at):
    sent(north)
    since = calendar.now().replace(day=1, hour=0)
    with at(south):
        assert queries.targets(since=since) == []
    with at(north):
        [month] = queries.targets(since=since)
        assert month.letters == db.session.scalar(sa.select(sa.func.count()).select_from(Referral))
