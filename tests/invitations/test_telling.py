"""Who is told of what, once: by letters, by mail, with a file for the calendar."""

from datetime import timedelta

import icalendar
import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.accounts.queries import address_of
from app.invitations import queries, service
from app.invitations.models import GuestMail, MeetingGuest, MeetingInvitation
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.service import meetings as convening
from app.notifications import queries as notices
from app.notifications import service as mailing
from app.notifications.gateway import NotNowError, RefusedError, SmtpCarrier
from tenants import SYSTEM, db, read_only
from tests.invitations.asking import BY, COMING, GUEST, answered, guest_of, in_days, sent
from tests.meetings.tables import facts
from tests.notifications.test_mails import Bag, deliver
from worker.tasks import invitations as task

ABSENT = COMING.__class__(attendance="absent", names="", substitute="", remarks="")


@pytest.fixture
def settings(app):
    return app.extensions["settings"]


def kinds(place, meeting, at):
    with at(place):
        return [letter.kind for letter in reversed(queries.letters(meetings.meeting(meeting.id)))]


def change(central, meeting, at, **changes):
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        now = facts(held_on=mine.held_on, **changes) if "held_on" not in changes else None
        convening.change_meeting(mine, now or facts(**changes), version=mine.version)


def set_back(central, at, model, **values):
    with at(central):
        db.session.execute(
            sa.update(model).values(**values), execution_options={"synchronize_session": False}
        )


def event_of(file):
    """What a calendar makes of a file, by reading it back."""
    read = icalendar.Calendar.from_ical(file)
    [entry] = read.events
    return read, entry


def test_wards_are_told_of_the_invitation_a_move_and_the_end_each_once(north, central, at):
    meeting = sent(central)
    task.tell_waiting.run()
    assert kinds(north, meeting, at) == ["invited"]
    change(central, meeting, at, held_on=in_days(40))
    for _ in range(2):
        task.tell_waiting.run()
    assert kinds(north, meeting, at) == ["invited", "changed"]
    with at(central):
        convening.cancel_meeting(meetings.own_meeting(meeting.id), by_name=BY)
    for _ in range(2):
        task.tell_waiting.run()
    assert kinds(north, meeting, at) == ["invited", "changed", "cancelled"]


def test_what_changes_after_the_meeting_is_nobodys_news(north, central, at):
    meeting = sent(central)
    set_back(central, at, Meeting, held_on=in_days(-2))
    change(central, meeting, at, place="別の会場")
    task.tell_waiting.run()
    assert kinds(north, meeting, at) == ["invited"]
    with read_only(SYSTEM):
        assert queries.changes_to_tell() == []


def test_who_has_not_answered_is_asked_again_once(north, south, central, at):
    meeting = sent(central)
    answered(north, meeting)
    task.remind_due.run()
    set_back(central, at, MeetingInvitation, remind_on=calendar.today())
    for _ in range(2):
        task.remind_due.run()
    assert kinds(north, meeting, at) == ["invited"]
    assert kinds(south, meeting, at) == ["invited", "deadline"]


def test_the_day_before_all_are_told_but_who_stays_away(north, south, central, at):
    meeting = sent(central)
    answered(north, meeting, ABSENT)
    set_back(central, at, Meeting, held_on=in_days(1))
    for _ in range(2):
        task.remind_due.run()
    assert kinds(north, meeting, at) == ["invited"]
    assert kinds(south, meeting, at) == ["invited", "eve"]


def test_nobody_is_reminded_of_what_was_cancelled(north, central, at):
    meeting = sent(central)
    with at(central):
        convening.cancel_meeting(meetings.own_meeting(meeting.id), by_name=BY)
    set_back(central, at, MeetingInvitation, remind_on=calendar.today())
    set_back(central, at, Meeting, held_on=in_days(1))
    task.remind_due.run()
    assert kinds(north, meeting, at) == ["invited"]


def test_a_notice_says_what_it_is_and_goes_with_the_answer(north, central, at):
    meeting = sent(central)
    with at(north):
        [notice] = notices.page().items
        assert (notice.source, notice.kind, notice.title) == (
            "invitation",
            "invited",
            meeting.title,
        )
        assert notices.count_unread() == 1
    answered(north, meeting)
    with at(north):
        assert notices.count_unread() == 0


def test_a_wards_mail_has_a_file_that_a_calendar_takes(north, central, at):
    meeting = sent(central)
    with at(north):
        mailing.decide()
    bag = Bag()
    deliver(bag)
    to = {message.to for message in bag.carried}
    with read_only(SYSTEM):
        assert to == {address_of(each) for each in north.people.values()}
    message = bag.carried[0]
    [file] = message.calendars
    assert file.method == "REQUEST"
    read, entry = event_of(file.content)
    assert read["METHOD"] == "REQUEST"
    assert entry["SUMMARY"] == meeting.title
    assert entry["UID"] == f"meeting-{meeting.id}@kyodo.invalid"
    assert entry["ATTENDEE"] == f"MAILTO:{message.to}"
    assert entry.decoded("DTSTART").isoformat() == f"{in_days(30)}T14:00:00+09:00"
    assert entry["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert [str(zone["TZID"]) for zone in read.timezones] == ["Asia/Tokyo"]
    assert entry["SEQUENCE"] == 0
    assert f"/centers/north/invitations/{meeting.id}" in message.body
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))


def test_a_move_raises_the_sequence_of_the_same_entry_and_the_end_takes_it_out(north, central, at):
    meeting = sent(central)
    change(central, meeting, at, held_on=in_days(40))
    with at(central):
        convening.cancel_meeting(meetings.own_meeting(meeting.id), by_name=BY)
    task.tell_waiting.run()
    with at(north):
        mailing.decide()
    bag = Bag()
    deliver(bag)
    [file] = bag.carried[0].calendars
    read, entry = event_of(file.content)
    assert (read["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert entry["UID"] == f"meeting-{meeting.id}@kyodo.invalid"
    assert file.method == "CANCEL"


def test_a_guest_is_mailed_a_link_that_opens_and_a_file(app, central, visitor, settings):
    meeting = sent(central)
    guest = guest_of(central, meeting, key=str(app.secret_key))
    bag = Bag()
    for _ in range(2):
        task.send_waiting(bag, settings)

    [message] = bag.carried
    assert message.to == GUEST.email
    assert GUEST.name in message.body
    secret = service.link_secret(str(app.secret_key), guest.id)
    assert f"/invitations/{secret}" in message.body
    _, entry = event_of(message.calendars[0].content)
    assert entry["ATTENDEE"] == f"MAILTO:{GUEST.email}"


def test_a_guest_without_an_address_gets_no_mail_and_one_with_a_new_one_another(
    central, at, settings
):
    meeting = sent(central)
    bare = GUEST.__class__(kind="guest", name="電話 三郎", belongs_to="", email="")
    guest = guest_of(central, meeting, bare)
    bag = Bag()
    task.send_waiting(bag, settings)
    assert bag.carried == []
    with at(central):
        mine = queries.guest(meetings.own_meeting(meeting.id), guest.id)
        known = GUEST.__class__(**{**vars_of(bare), "email": "saburo@city.invalid"})
        service.change_guest(mine, known, version=mine.version)
    task.send_waiting(bag, settings)
    assert [message.to for message in bag.carried] == ["saburo@city.invalid"]


def vars_of(facts):
    return {name: getattr(facts, name) for name in facts.__slots__}


def test_a_guests_mail_that_fails_is_tried_again_and_given_up(central, at, settings):
    meeting = sent(central)
    guest_of(central, meeting)
    bag = Bag(NotNowError("つながりません"), RefusedError("あて先がありません"))
    task.send_waiting(bag, settings)
    with at(central):
        mail = db.session.scalars(sa.select(GuestMail)).one()
        assert (mail.sent_at, mail.attempts, mail.failure) == (None, 1, "つながりません")
        assert mail.due_at > calendar.now()
    set_back(central, at, GuestMail, due_at=calendar.now() - timedelta(minutes=1))
    task.send_waiting(bag, settings)
    with at(central):
        assert queries.unsent(meetings.own_meeting(meeting.id)) == [
            (GUEST.name, "あて先がありません")
        ]


def test_a_guest_is_told_of_a_move_and_asked_again(central, at, settings):
    meeting = sent(central)
    guest_of(central, meeting)
    change(central, meeting, at, held_on=in_days(40))
    task.tell_waiting.run()
    set_back(central, at, MeetingInvitation, remind_on=calendar.today())
    task.remind_due.run()
    bag = Bag()
    task.send_waiting(bag, settings)
    assert [message.subject.partition("】")[2] for message in bag.carried] == [
        "ネットワーク会議の招待が届きました",
        "ネットワーク会議の日時や会場が変わりました",
        "ネットワーク会議の出欠の回答をお願いします",
    ]
    assert [bool(message.calendars) for message in bag.carried] == [True, True, False]


def test_a_guest_who_is_asked_no_more_is_told_and_then_forgotten(central, at, settings):
    meeting = sent(central)
    guest = guest_of(central, meeting)
    bag = Bag()
    task.send_waiting(bag, settings)
    with at(central):
        service.withdraw_guest(queries.guest(meetings.own_meeting(meeting.id), guest.id))
    for _ in range(2):
        task.send_waiting(bag, settings)

    _, message = bag.carried
    assert message.to == GUEST.email
    assert message.subject.endswith("ネットワーク会議のご案内を取り消しました")
    assert "/invitations/" not in message.body
    [file] = message.calendars
    read, entry = event_of(file.content)
    assert (read["METHOD"], entry["STATUS"]) == ("CANCEL", "CANCELLED")
    invited = event_of(bag.carried[0].calendars[0].content)[1]
    assert (entry["UID"], entry["SUMMARY"]) == (invited["UID"], invited["SUMMARY"])
    with at(central):
        assert db.session.scalars(sa.select(MeetingGuest.email)).all() == [""]


def test_the_address_is_forgotten_too_where_the_last_mail_cannot_be_sent(central, at, settings):
    meeting = sent(central)
    guest = guest_of(central, meeting)
    task.send_waiting(Bag(), settings)
    with at(central):
        service.withdraw_guest(queries.guest(meetings.own_meeting(meeting.id), guest.id))
    task.send_waiting(Bag(RefusedError("あて先がありません")), settings)
    with at(central):
        assert db.session.scalars(sa.select(MeetingGuest.email)).all() == [""]


@pytest.mark.parametrize("mailed", [True, False])
def test_who_was_not_mailed_or_whose_meeting_is_off_is_forgotten_at_once(
    central, at, settings, mailed
):
    meeting = sent(central)
    guest = guest_of(central, meeting)
    if mailed:
        task.send_waiting(Bag(), settings)
        with at(central):
            convening.cancel_meeting(meetings.own_meeting(meeting.id), by_name=BY)
    with at(central):
        service.withdraw_guest(queries.guest(meetings.own_meeting(meeting.id), guest.id))
        assert db.session.scalars(sa.select(MeetingGuest.email)).all() == [""]
    bag = Bag()
    task.send_waiting(bag, settings)
    assert bag.carried == []


def test_a_mail_server_is_handed_an_attachment_that_says_its_method(north, central, at):
    sent(central)
    with at(north):
        mailing.decide()
    bag = Bag()
    deliver(bag)
    carrier = SmtpCarrier("smtp://127.0.0.1", "お知らせ <kyodo@city.invalid>")
    written = carrier._written(bag.carried[0])  # noqa: SLF001  what goes over the wire
    [part] = [each for each in written.walk() if each.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "invite.ics"
    assert part.get_content().startswith("BEGIN:VCALENDAR")


def test_addresses_are_forgotten_some_time_after_the_meeting(central, at):
    meeting = sent(central)
    guest_of(central, meeting)
    for days, left in ((-90, GUEST.email), (-91, "")):
        set_back(central, at, Meeting, held_on=in_days(days))
        task.forget_addresses.run()
        with at(central):
            [guest] = queries.guests(meetings.own_meeting(meeting.id))
            assert (guest.email, guest.name) == (left, GUEST.name)
    with at(central):
        assert queries.guests(meetings.own_meeting(meeting.id))[0].link_hash is None


def test_a_wish_for_no_mail_holds_for_invitations(north, central, at):
    sent(central)
    with at(north, role=Role.WARD_WORKER):
        mailing.wish_for({"meeting": "none"})
    with at(north):
        mailing.decide()
    bag = Bag()
    deliver(bag)
    assert len(bag.carried) == len(north.people) - 1
