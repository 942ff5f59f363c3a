"""A meeting for which wards brought something, and whose center added files."""

from collections.abc import Sequence
from uuid import UUID

from app.calls import queries as calls
from app.calls import service as calling
from app.calls.models import Call
from app.calls.rules import Line
from app.handouts import service
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from tests.calls.asking import LINES, opened
from tests.places import Place, at

BY = "見本 花子"


def called(central: Place) -> tuple[Meeting, Call]:
    """A meeting, and its call that is open to wards."""
    call = opened(central)
    with at(central):
        return meetings.own_meeting(call.meeting_id), call


def brings(
    ward: Place,
    call: Call,
    *,
    lines: Sequence[Line] = LINES,
    files: Sequence[calling.Sent] = (),
    stories: Sequence[UUID] = (),
) -> None:
    """What a ward submits."""
    with at(ward):
        asked = calls.call(call.id)
        calling.keep(asked, lines, stories, version=0, by_name=BY)
        if files:
            calling.attach(asked, files, by_name=BY)
        mine = calls.own_contribution(asked)
        assert mine is not None
        calling.submit(asked, mine, by_name=BY, nothing=not lines)


def adds(central: Place, meeting: Meeting, name: str, content: bytes, **said: object) -> str:
    """The key of a file that the central center adds."""
    with at(central):
        own = meetings.own_meeting(meeting.id)
        sent = service.FileSent(name, content, **said)  # type: ignore[arg-type]
        return f"added:{service.add_file(own, sent, by_name=BY).id}"
