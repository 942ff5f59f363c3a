"""The calendar files of a meeting."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from app.documents.ical import Event
from app.invitations.rules import begins, ends
from app.meetings.models import Meeting


def event(
    meeting: Meeting, *, public_url: str, link: str, words: str = "", is_withdrawn: bool = False
) -> Event:
    """The meeting as a calendar keeps it; the same entry however often it changes.

    `is_withdrawn`: it leaves this one calendar, because its owner is asked no more.
    """
    said = [words, f"オンライン: {meeting.online_address}" if meeting.online_address else ""]
    return Event(
        uid=uid("meeting", meeting.id, public_url=public_url),
        sequence=meeting.sequence,
        title=f"【中止】{meeting.title}" if meeting.cancelled_at else meeting.title,
        begins=begins(meeting),
        ends=ends(meeting),
        changed_at=changed_at(meeting),
        place=meeting.place or meeting.online_address,
        words="\n".join(filter(None, said)),
        link=link,
        is_cancelled=is_withdrawn or meeting.cancelled_at is not None,
    )


def changed_at(meeting: Meeting) -> datetime:
    return meeting.changed_at or meeting.created_at


def uid(kind: str, of_id: UUID, *, public_url: str) -> str:
    """Stable, and nobody else's: meeting-0190…@kyodo.example."""
    return f"{kind}-{of_id}@{urlsplit(public_url).hostname or 'kyodo.invalid'}"
