"""A calendar to subscribe to: what its owner may see, for who has the secret, and no more."""

import re
from datetime import timedelta

import icalendar
import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.feeds import queries, service
from app.meetings import queries as meetings
from app.meetings.service import meetings as convening
from tenants import SYSTEM, acting_for, db
from tests.calls.asking import opened
from tests.invitations.asking import BY, answered, guest_of, in_days, prepared, sent
from tests.meetings.tables import convened, facts

PUBLIC = "https://kyodo.example"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def made(person, place):
    answer = person.post(f"/centers/{place.slug}/feeds/")
    assert answer.status_code == 201
    return re.search(r"/calendar/[\w-]{43}\.ics", answer.text)[0]


def read(person, address):
    answer = person.get(address)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.data)


def titles(calendar_read):
    return sorted(str(entry["SUMMARY"]) for entry in calendar_read.events)


def test_a_calendar_holds_meetings_and_deadlines_for_who_has_the_secret(
    worker, nobody, north, central
):
    meeting, call = sent(central), opened(central)
    address = made(worker, north)
    found = read(nobody, address)
    assert titles(found) == sorted(
        [
            meeting.title,
            meeting.title,
            f"出欠の回答期限: {meeting.title}",
            f"報告・議題の締切: {meeting.title}",
        ]
    )
    [entry] = [each for each in found.events if each["UID"].startswith(f"meeting-{meeting.id}@")]
    assert entry["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert entry.decoded("DTEND").hour == 16
    assert [str(zone["TZID"]) for zone in found.timezones] == ["Asia/Tokyo"]
    [due] = [each for each in found.events if each["UID"].startswith("call-")]
    assert due.decoded("DTSTART") == call.due_on
    assert found["X-WR-CALNAME"] == "ネットワーク会議(港北)"


def test_a_moved_meeting_keeps_its_entry_and_a_cancelled_one_says_so(
    worker, nobody, north, central, at, monkeypatch
):
    meeting = sent(central)
    address = made(worker, north)
    a_second_later = calendar.now() + timedelta(seconds=1)  # calendars know no parts of seconds

    def entry():
        found = read(nobody, address)
        return next(each for each in found.events if each["UID"].startswith("meeting-"))

    before = entry()
    monkeypatch.setattr(calendar, "now", lambda: a_second_later)
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        convening.change_meeting(mine, facts(held_on=in_days(41)), version=mine.version)
    after = entry()
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")
    assert after.decoded("DTSTART").date() == in_days(41)
    with at(central):
        convening.cancel_meeting(meetings.own_meeting(meeting.id), by_name=BY)
    assert (entry()["STATUS"], entry()["SEQUENCE"]) == ("CANCELLED", 2)


def test_what_is_not_announced_is_in_no_calendar(visitor, nobody, worker, north, central):
    convened(central, held_on=in_days(20))
    prepared(central)
    preparer = visitor(Role.CENTRAL_COORDINATOR, central)
    assert titles(read(nobody, made(worker, north))) == []
    assert titles(read(nobody, made(preparer, central))) == []


def test_no_person_is_named_in_it(visitor, nobody, north, central):
    meeting = sent(central)
    guest_of(central, meeting)
    answered(north, meeting)
    preparer = visitor(Role.CENTRAL_COORDINATOR, central)
    text = nobody.get(made(preparer, central)).text.replace("\r\n ", "")
    for name in ("見本", "役所", "@city.invalid", "遅れます"):
        assert name not in text


def test_an_unknown_secret_is_an_absent_page(worker, nobody, north, central):
    sent(central)
    old = made(worker, north)
    new = made(worker, north)
    absent = nobody.get("/calendar/nothing-of-the-kind")
    for address in (old, "/calendar/x.ics", "/calendar/" + "A" * 43 + ".ics"):
        answer = nobody.get(address)
        assert (answer.status_code, answer.text) == (404, absent.text)
    assert nobody.get(new).status_code == 200
    assert worker.post(f"/centers/{north.slug}/feeds/removal").status_code == 303
    assert nobody.get(new).status_code == 404


def test_the_secret_is_shown_once_and_not_kept(worker, north, at):
    secret = made(worker, north)[len("/calendar/") : -len(".ics")]
    assert secret not in worker.get(f"/centers/{north.slug}/feeds/").text
    with at(north):
        row = db.session.execute(sa.text("SELECT f::text FROM calendar_feeds f")).scalar_one()
    assert secret not in row


def test_it_is_private_unindexed_and_asked_for_anew_cheaply(worker, nobody, north, central):
    sent(central)
    address = made(worker, north)
    answer = nobody.get(address)
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.content_type == "text/calendar; charset=utf-8"
    again = nobody.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_who_leaves_takes_their_calendar_along(worker, nobody, north, at):
    address = made(worker, north)
    with acting_for(SYSTEM):
        db.session.execute(
            sa.text("DELETE FROM memberships WHERE center_id = :here"), {"here": north.id}
        )
    assert nobody.get(address).status_code == 404


def test_a_person_has_one_calendar_at_a_center(north, at):
    with at(north):
        service.make()
        service.make()
        assert queries.mine() is not None
        service.revoke()
        service.revoke()
        assert queries.mine() is None
        assert queries.shown(public_url=PUBLIC, today=calendar.today()).events == []


def test_the_api_makes_it_and_tells_of_it(visitor, nobody, north, central):
    sent(central)
    manager = visitor(Role.WARD_MANAGER, north)
    mine = f"/api/v1/centers/{north.slug}/feeds/mine"
    assert manager.get(mine).status_code == 404
    address = manager.post(mine).json["address"]
    assert manager.get(mine).json.keys() == {"made_at"}
    assert nobody.get(address[address.index("/calendar/") :]).status_code == 200
    assert manager.delete(mine).status_code == 204
    assert manager.get(mine).status_code == 404
