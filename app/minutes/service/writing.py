from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.errors import DomainError, InvalidError
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.minutes.models import MeetingTurn, MinutesEntry
from app.minutes.queries import writing as queries
from app.minutes.rules.writing import ATTENDANCE, EntryFacts
from tenants import current_actor_id, db


class WrittenOtherwiseError(DomainError):
    def __init__(self) -> None:
        super().__init__("同じ番号の記録が、別の内容で届いています。もう一度書いてください。")


def write(meeting: Meeting, facts: EntryFacts, *, by_name: str) -> MinutesEntry:
    """Keep one version; what comes twice is kept once. Nothing that was written is overwritten.

    What is about an item that has gone from the agenda meanwhile is about the whole meeting.

    Raises:
        InvalidError: nothing was typed, or it follows what was never written here.
        WrittenOtherwiseError: other words came under this id before.
    """
    columns = _columns(meeting, facts)
    at = calendar.now()
    typed_at = facts.written_at if facts.written_at and facts.written_at < at else at
    written = insert(MinutesEntry).values(
        id=facts.id,
        meeting_id=meeting.id,
        author_id=current_actor_id(),
        author_name=by_name,
        written_at=typed_at,
        received_at=at,
        **columns,
    )
    db.session.execute(written.on_conflict_do_nothing())
    kept = queries.entry(facts.id)
    same = {"meeting_id": meeting.id, "author_id": current_actor_id(), **columns}
    del same["item_id"]  # it may have gone from the agenda between two sendings
    if kept is None or any(getattr(kept, name) != value for name, value in same.items()):
        raise WrittenOtherwiseError
    return kept


def _columns(meeting: Meeting, facts: EntryFacts) -> dict[str, object]:
    """What a version says, once it is certain that it can."""
    followed = queries.versions_among(meeting, facts.follows)
    threads = {each.thread_id for each in followed}
    if len(followed) != len(set(facts.follows)) or len(threads) > 1:
        raise InvalidError({"follows": ["直そうとした記録が見つかりません。"]})
    if any((each.kind == ATTENDANCE) != (facts.kind == ATTENDANCE) for each in followed):
        raise InvalidError({"kind": ["出席の記録は、ほかの種類に変えられません。"]})
    if facts.kind != ATTENDANCE and not facts.words and not followed:
        raise InvalidError({"words": ["何も書かれていません。"]})
    thread_id = next(iter(threads), facts.id)
    if facts.kind == ATTENDANCE:
        thread_id = _attendee(meeting, facts.attendee)
        if threads - {thread_id}:
            raise InvalidError({"follows": ["別のセンターの出席の記録です。"]})
    return {
        "thread_id": thread_id,
        "item_id": _item_id(meeting, facts),
        "kind": facts.kind,
        "state": facts.state if facts.kind == ATTENDANCE else None,
        "words": facts.words,
        "substitutes": facts.substitutes if facts.kind == ATTENDANCE else "",
        "follows": list(dict.fromkeys(facts.follows)),
    }


def _attendee(meeting: Meeting, slug: str | None) -> UUID:
    for each in queries.attendees(meeting):
        if each.slug == slug:
            return each.id
    raise InvalidError({"attendee": ["センターを選んでください。"]})


def _item_id(meeting: Meeting, facts: EntryFacts) -> UUID | None:
    items = {item.id for item in meetings.agenda(meeting)}
    return facts.item_id if facts.item_id in items and facts.kind != ATTENDANCE else None


def take_turn(
    meeting: Meeting, turn_id: UUID, item_id: UUID | None, *, at: datetime | None, by_name: str
) -> MeetingTurn:
    """Say which item the meeting is at from now on; without one, that it is over.

    The same turn sent twice is taken once; one that comes late counts from when it was taken.

    Raises:
        NotFoundError: no such item stands on the agenda.
    """
    if item_id:
        meetings.agenda_item(meeting, item_id)
    now = calendar.now()
    taken = insert(MeetingTurn).values(
        id=turn_id,
        meeting_id=meeting.id,
        item_id=item_id,
        at=at if at and at < now else now,
        by_name=by_name,
    )
    db.session.execute(taken.on_conflict_do_nothing())
    kept = queries.turn(turn_id)
    if kept is None or (kept.meeting_id, kept.item_id) != (meeting.id, item_id):
        raise WrittenOtherwiseError
    return kept
