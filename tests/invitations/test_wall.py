"""A ward answers for itself; nobody but the convening center reads it, or knows a guest."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import calendar
from app.errors import ChangedMeanwhileError, InvalidError, NotFoundError
from app.invitations import queries, service
from app.invitations.models import MeetingGuest, MeetingInvitation, MeetingLetter, MeetingReply
from app.invitations.rules import InvitationFacts
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.service import meetings as convening
from tenants import CITY, VISITOR, acting_for, db
from tests.invitations.asking import (
    BY,
    COMING,
    GUEST,
    KEY,
    answered,
    guest_of,
    in_days,
    invited,
    prepared,
    sent,
    standings,
)


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def moved(central, meeting, at, **values):
    """Time goes by."""
    with at(central):
        db.session.execute(sa.update(Meeting).where(Meeting.id == meeting.id).values(**values))


def test_an_invitation_is_unseen_until_it_is_sent_and_announces_its_meeting(north, central, at):
    meeting = prepared(central)
    with at(north):
        assert queries.invitations() == []
        with pytest.raises(NotFoundError):
            meetings.meeting(meeting.id)
    with at(central):
        service.send(meetings.own_meeting(meeting.id), by_name=BY)
    with at(north):
        [mine] = queries.waiting_here(calendar.now())
        assert mine.meeting.id == meeting.id
        assert queries.invitation(mine.meeting).words == "ご参加ください"
        assert count(MeetingLetter) == 1


def test_an_answer_is_read_by_the_convening_center_alone(north, south, central, at):
    meeting = sent(central)
    answered(north, meeting)
    assert standings(central, meeting) == {"港北": "出席", "南": "未回答"}
    with at(south):
        assert count(MeetingReply) == 0
    with at(north):
        assert queries.waiting_here(calendar.now()) == []


def test_an_answer_is_changed_until_the_meeting_begins(north, central, at):
    meeting = sent(central)
    answered(north, meeting)
    with at(north):
        subject = meetings.meeting(meeting.id)
        absent = replace(COMING, attendance="absent", names="")
        with pytest.raises(ChangedMeanwhileError):
            service.reply(subject, absent, version=0, by_name=BY)
        service.reply(subject, absent, version=1, by_name=BY)
    assert standings(central, meeting)["港北"] == "欠席"
    moved(central, meeting, at, held_on=in_days(-1))
    with at(north), pytest.raises(service.OverError):
        service.reply(meetings.meeting(meeting.id), COMING, version=2, by_name=BY)
    late = sa.update(MeetingReply).values(attendance="attends")
    with pytest.raises(IntegrityError, match="over or cancelled"), at(north):
        db.session.execute(late)


def test_only_who_is_asked_answers(north, south, central, at):
    meeting = prepared(central)
    with at(central):
        subject = meetings.own_meeting(meeting.id)
        facts = InvitationFacts(words="", reply_by=in_days(9), ward_ids=[south.id])
        service.keep(subject, facts, version=1)
        service.send(subject, by_name=BY)
    with at(north):
        assert queries.invitations() == []
        subject = meetings.meeting(meeting.id)
        with pytest.raises(NotFoundError):
            service.reply(subject, COMING, version=0, by_name=BY)
    row = MeetingReply(
        meeting_id=meeting.id, attendance="attends", saved_at=calendar.now(), saved_by_name=BY
    )
    with pytest.raises(DBAPIError, match="no such invitation"), at(north):
        db.session.add(row)


def test_a_ward_that_was_told_stays_asked_and_one_that_is_added_is_told(north, south, central, at):
    meeting = prepared(central)
    with at(central):
        subject = meetings.own_meeting(meeting.id)
        only = InvitationFacts(words="", reply_by=in_days(9), ward_ids=[south.id])
        service.keep(subject, only, version=1)
        service.send(subject, by_name=BY)
        version = queries.invitation(subject).version
        with pytest.raises(InvalidError):
            service.keep(subject, replace(only, ward_ids=[north.id]), version=version)
    with at(central):
        service.keep(
            meetings.own_meeting(meeting.id),
            replace(only, ward_ids=[south.id, north.id]),
            version=version,
        )
    with at(north):
        assert count(MeetingLetter) == 1
    with at(south):
        assert count(MeetingLetter) == 1


@pytest.mark.parametrize("days", [-1, 31])
def test_a_deadline_that_cannot_be_is_refused(central, at, days):
    meeting = prepared(central)
    facts = InvitationFacts(words="", reply_by=in_days(days), ward_ids=[])
    with at(central), pytest.raises(InvalidError):
        service.keep(meetings.own_meeting(meeting.id), facts, version=1)


def test_nobody_is_invited_to_what_is_over_cancelled_or_empty(central, at):
    meeting = prepared(central)
    with at(central):
        subject = meetings.own_meeting(meeting.id)
        facts = InvitationFacts(words="", reply_by=in_days(9), ward_ids=[])
        service.keep(subject, facts, version=1)
        with pytest.raises(service.NobodyInvitedError):
            service.send(subject, by_name=BY)
        convening.cancel_meeting(subject, by_name=BY)
        with pytest.raises(service.OverError):
            service.send(subject, by_name=BY)


def test_a_guest_is_known_to_the_convening_center_alone(north, central, at):
    meeting = sent(central)
    guest_of(central, meeting)
    with at(north):
        assert count(MeetingGuest) == 0
    with pytest.raises(DBAPIError, match="permission denied"), acting_for(CITY):
        count(MeetingGuest)


def test_a_guest_answers_by_the_link_and_by_nothing_else(central, at):
    meeting = sent(central)
    guest = guest_of(central, meeting)
    secret = service.link_secret(KEY, guest.id)
    with acting_for(VISITOR):
        page = queries.guest_page(service.link_hash(secret))
        assert (page.title, page.name, page.attendance) == (meeting.title, GUEST.name, None)
        service.answer_as_guest(secret, replace(COMING, names="", substitute="役所 次郎"))
    assert standings(central, meeting)[GUEST.name] == "出席"
    with at(central):
        assert queries.answers(meetings.own_meeting(meeting.id))[-1].substitute == "役所 次郎"
    for wrong in (service.link_secret("another key", guest.id), ""):
        with acting_for(VISITOR), pytest.raises(NotFoundError):
            queries.guest_page(service.link_hash(wrong))
    with pytest.raises(DBAPIError, match="permission denied"), acting_for(VISITOR):
        count(MeetingGuest)


def test_the_secret_of_a_link_is_not_kept(central, at):
    guest = guest_of(central, sent(central))
    secret = service.link_secret(KEY, guest.id)
    with at(central):
        row = db.session.execute(sa.text("SELECT t::text FROM meeting_guests t")).scalar_one()
    assert secret not in row


def test_a_link_closes_with_the_meeting_and_with_the_invitation(central, at):
    meeting = sent(central)
    guest = guest_of(central, meeting)
    secret = service.link_secret(KEY, guest.id)
    moved(central, meeting, at, held_on=in_days(0), begins_at=sa.text("'00:00'"))
    with acting_for(VISITOR), pytest.raises(service.OverError):
        service.answer_as_guest(secret, COMING)
    with at(central):
        service.withdraw_guest(queries.guest(meetings.own_meeting(meeting.id), guest.id))
        assert queries.guests(meetings.own_meeting(meeting.id)) == []
        assert db.session.scalars(sa.select(MeetingGuest.email)).all() == [""]
    with acting_for(VISITOR), pytest.raises(NotFoundError):
        queries.guest_page(service.link_hash(secret))


def test_a_guest_of_an_invitation_that_was_not_sent_finds_nothing(central):
    guest = guest_of(central, prepared(central))
    link = service.link_hash(service.link_secret(KEY, guest.id))
    with acting_for(VISITOR), pytest.raises(NotFoundError):
        queries.guest_page(link)


def test_the_keepers_functions_serve_visitors_alone(north, central, at):
    guest = guest_of(central, sent(central))
    link = service.link_hash(service.link_secret(KEY, guest.id))
    with at(north), pytest.raises(NotFoundError):
        queries.guest_page(link)


def test_an_invitation_is_written_for_one_meeting_once(central, at):
    meeting = prepared(central)
    assert invited(central, meeting).version == 1
    facts = InvitationFacts(words="", reply_by=in_days(9), ward_ids=[])
    with at(central), pytest.raises(ChangedMeanwhileError):
        service.keep(meetings.own_meeting(meeting.id), facts, version=0)
    with at(central):
        assert count(MeetingInvitation) == 1
