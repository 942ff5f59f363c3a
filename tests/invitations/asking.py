"""A meeting to which everybody is asked: prepared, sent, and answered."""

from datetime import date, time, timedelta
from typing import Any

from app import calendar
from app.invitations import queries, service
from app.invitations.models import MeetingGuest, MeetingInvitation, MeetingReply
from app.invitations.rules import GuestFacts, InvitationFacts, ReplyFacts
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from tests.meetings.tables import convened
from tests.places import Place, at

BY = "見本 花子"
KEY = "a key of the tests"
COMING = ReplyFacts(attendance="attends", names="見本 太郎", substitute="", remarks="遅れます")
GUEST = GuestFacts(kind="city", name="役所 一郎", belongs_to="市民局", email="ichiro@city.invalid")


def in_days(days: int) -> date:
    return calendar.today() + timedelta(days=days)


def prepared(central: Place, **changes: Any) -> Meeting:
    """A meeting in thirty days with an invitation to every ward that nobody has seen."""
    meeting = convened(
        central, **{"held_on": in_days(30), "begins_at": time(14), "ends_at": time(16), **changes}
    )
    with at(central):
        facts = InvitationFacts(
            words="ご参加ください",
            reply_by=meeting.held_on - timedelta(days=7),
            ward_ids=[ward.id for ward in queries.everybody()],
        )
        service.keep(meetings.own_meeting(meeting.id), facts, version=0)
    return meeting


def sent(central: Place, **changes: Any) -> Meeting:
    meeting = prepared(central, **changes)
    with at(central):
        service.send(meetings.own_meeting(meeting.id), by_name=BY)
    return meeting


def invited(central: Place, meeting: Meeting) -> MeetingInvitation:
    with at(central):
        return queries.invitation(meetings.own_meeting(meeting.id))


def guest_of(
    central: Place, meeting: Meeting, facts: GuestFacts = GUEST, *, key: str = KEY
) -> MeetingGuest:
    with at(central):
        return service.add_guest(meetings.own_meeting(meeting.id), facts, key=key)


def answered(ward: Place, meeting: Meeting, facts: ReplyFacts = COMING) -> MeetingReply:
    with at(ward):
        return service.reply(meetings.meeting(meeting.id), facts, version=0, by_name=BY)


def standings(central: Place, meeting: Meeting) -> dict[str, str]:
    with at(central):
        given = queries.answers(meetings.own_meeting(meeting.id))
        return {answer.name: answer.label for answer in given}
