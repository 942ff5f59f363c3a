"""Suggestions on the page of a coming meeting: taken or let pass, inside the wall."""

import html
from datetime import date

import pytest

from app import calendar
from app.access.permissions import Role
from app.actions.rules import DONE
from app.calendar import Month, Period
from app.errors import NotFoundError
from app.meetings import queries as meetings
from app.statistics.models import MonthlyFigure
from app.suggestions import queries, rules, service
from app.suggestions.rules import Rising, WardFigure
from tenants import CITY, acting_for, db
from tests.actions.promising import held, in_days, promised, stepped
from tests.calls.asking import opened, submitted
from worker.tasks.suggestions import count_rising

BY = "見本 花子"


@pytest.fixture
def as_city(app):
    return lambda: acting_for(CITY)


@pytest.fixture
def coming(central):
    return held(central, days=30)


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


def keys(central, meeting, at):
    with at(central):
        return {each.key for each in queries.suggestions(meetings.own_meeting(meeting.id))}


def test_what_is_open_comes_on_the_next_agenda_by_one_press(
    preparer, worker, north, south, central, coming, at
):
    first = promised(central, north, meeting=held(central, days=-60), what="案内文を送る")
    second = promised(central, south, meeting=held(central, days=-30), what="比較表を作る")
    page = f"/centers/central/meetings/{coming.id}"
    shown = html.unescape(preparer.get(page).text)
    assert "これまでの会議の宿題が2件、終わっていません" in shown
    pressed = {"meeting_id": str(coming.id), "key": "actions"}
    assert preparer.post("/centers/central/suggestions/items", data=pressed).status_code == 303
    assert preparer.post("/centers/central/suggestions/items", data=pressed).status_code == 303
    with at(central):
        [item] = [each for each in meetings.agenda(coming) if each.suggestion == "actions"]
        assert (item.title, item.position) == ("前回の宿題", 2)
        assert len(item.details.splitlines()) == 2
    assert "actions" not in keys(central, coming, at)

    stepped(north, first, DONE)
    assert "一覧を新しくする" in html.unescape(preparer.get(page).text)
    assert preparer.post("/centers/central/suggestions/items", data=pressed).status_code == 303
    with at(central):
        [item] = [each for each in meetings.agenda(coming) if each.suggestion == "actions"]
        assert "比較表を作る" in item.details
        assert "案内文" not in item.details
    assert second.id


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def test_the_page_of_a_meeting_always_says_what_is_still_open(
    preparer, worker, north, south, central, coming, at
):
    promised(central, north, meeting=held(central, days=-60), what="案内文を送る")
    promised(central, south, meeting=held(central, days=-30), what="比較表を作る")
    at_center = html.unescape(preparer.get(f"/centers/central/meetings/{coming.id}").text)
    assert "終わっていないもの（2件）" in at_center
    promised(central, south, meeting=coming, due_on=in_days(60))  # announces the meeting
    at_ward = html.unescape(worker.get(f"/centers/north/meetings/{coming.id}").text)
    assert "終わっていないもの（1件）" in at_ward
    assert "比較表を作る" not in at_ward


def test_what_was_let_pass_is_not_suggested_again_for_this_meeting(
    preparer, north, central, coming, at
):
    promised(central, north, meeting=held(central, days=-60))
    other = held(central, days=90)
    pressed = {"meeting_id": str(coming.id), "key": "actions"}
    for _ in range(2):
        let = preparer.post("/centers/central/suggestions/dismissals", data=pressed)
        assert let.status_code == 303
    assert "actions" not in keys(central, coming, at)
    assert "actions" in keys(central, other, at)


def test_a_wards_line_becomes_the_item_that_the_call_knows(north, central, at):
    call = opened(central)
    submitted(north, call)
    with at(central):
        meeting = meetings.own_meeting(call.meeting_id)
        suggested = [each for each in queries.suggestions(meeting) if each.key.startswith("line:")]
        assert len(suggested) == 2
        item = service.take(meeting, suggested[0].key)
        assert str(item.line_id) == suggested[0].subject
        left = [each.key for each in queries.suggestions(meeting)]
        assert suggested[0].key not in left
        assert suggested[1].key in left


def test_what_rose_is_kept_for_the_meeting_and_counted_anew(central, coming, at, app):
    with at(central):
        risen = [Rising("founding", 3, 72, 60), Rising("other", 9, 272, 160)]
        service.keep_rising(coming.id, risen)
    assert "rising:other" not in keys(central, coming, at)
    assert "rising:founding" in keys(central, coming, at)
    count_rising.run()  # nothing is counted in this city
    assert "rising:founding" not in keys(central, coming, at)


def counted(place, at, months):
    """Topics of some months: {(2026, 4): 12}."""
    with at(place):
        db.session.add_all(
            MonthlyFigure(
                month=date(*month, 1),
                measure="topics",
                code="founding",
                value=value,
                consolidated_at=calendar.now(),
            )
            for month, value in months.items()
        )


def test_each_wards_figures_are_read_beside_the_year_before(north, south, central, at, as_city):
    counted(north, at, {(2026, 4): 12, (2026, 5): 13, (2025, 4): 10, (2025, 6): 99})
    counted(south, at, {(2026, 5): 7})
    counted(central, at, {(2026, 5): 50})  # no ward
    with as_city():
        figures = queries.ward_figures(Period(Month(2026, 4), Month(2026, 5)))
    assert sorted(figures) == [
        WardFigure("founding", 7, 0),
        WardFigure("founding", 25, 10),
    ]


def test_the_worker_keeps_what_rose_in_several_wards(
    north, south, central, coming, at, monkeypatch
):
    monkeypatch.setattr(rules, "SEVERAL", 2)  # there are two wards in this city
    for ward in (north, south):
        counted(ward, at, {(2020, 5): 25, (2019, 5): 20})
    count_rising.run()
    count_rising.run()
    with at(central):
        made = queries.suggestion(meetings.own_meeting(coming.id), "rising:founding")
    assert "2区のうち2区" in made.reason
    assert "40件→50件" in made.reason


def test_nothing_is_suggested_for_a_meeting_that_was_held(north, central, at):
    promised(central, north, meeting=held(central, days=-60))
    assert keys(central, held(central, days=-1), at) == set()


def test_what_is_not_suggested_cannot_be_taken(central, coming, at):
    with at(central), pytest.raises(NotFoundError):
        service.take(meetings.own_meeting(coming.id), "late")
    with at(central), pytest.raises(NotFoundError):
        service.dismiss(meetings.own_meeting(coming.id), "late", by_name=BY)


def test_programs_read_take_and_let_pass(preparer, worker, north, central, coming):
    promised(central, north, meeting=held(central, days=-60))
    room = "/api/v1/centers/central/suggestions/"
    listed = preparer.get(f"{room}?meeting_id={coming.id}").json["items"]
    assert "actions" in [each["key"] for each in listed]
    ordered = {"meeting_id": str(coming.id), "key": "actions"}
    taken = preparer.post(f"{room}items", json=ordered)
    assert taken.status_code == 201
    assert "講座のちらし" in taken.json["details"]
    assert preparer.post(f"{room}dismissals", json=ordered).status_code == 204
    refused = worker.get(f"/api/v1/centers/north/suggestions/?meeting_id={coming.id}")
    assert refused.status_code == 403
