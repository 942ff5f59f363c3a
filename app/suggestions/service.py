from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.calls import queries as calls
from app.calls.service import put_on_agenda
from app.meetings import queries as meetings
from app.meetings.models import AgendaItem, Meeting
from app.meetings.service.meetings import add_item, keep_order, move_item
from app.suggestions import queries
from app.suggestions.models import AgendaDismissal, RisingTopic
from app.suggestions.rules import Origin, Rising
from tenants import db, own


def take(meeting: Meeting, key: str) -> AgendaItem:
    """Make an item of a suggestion, once; who comes second finds the same item.

    The list of what was promised is written anew each time: some of it is done meanwhile.

    Raises:
        NotFoundError: it is not made any more.
    """
    keep_order(meeting)
    known = queries.taken(meeting, key)
    if known and key != Origin.ACTIONS:
        return known
    suggested = queries.suggestion(meeting, key)
    if known:
        known.details = suggested.item.details
        db.session.flush()
        return known
    call = calls.call_of(meeting)
    if suggested.origin is Origin.LINE and suggested.subject and call:
        item = put_on_agenda(call, UUID(suggested.subject))
    else:
        item = add_item(meeting, suggested.item)
    item.suggestion = key
    db.session.flush()
    if suggested.origin is Origin.ACTIONS:
        _put_first(meeting, item)
    return item


def _put_first(meeting: Meeting, item: AgendaItem) -> None:
    """Next to the opening: a meeting begins with what the last one left open."""
    before = [each for each in meetings.agenda(meeting) if each.position < item.position]
    for each in reversed(before):
        if each.kind != "opening":
            move_item(meeting, item, "up")


def dismiss(meeting: Meeting, key: str, *, by_name: str) -> None:
    """Let a suggestion pass for this meeting. Once is enough.

    Raises:
        NotFoundError: it is not made.
    """
    if key in queries.dismissed(meeting):
        return
    suggested = queries.suggestion(meeting, key)
    row = {
        "meeting_id": meeting.id,
        "suggestion": suggested.key,
        "by_name": by_name,
        "at": calendar.now(),
    }
    db.session.execute(insert(AgendaDismissal).values(row).on_conflict_do_nothing())


def keep_rising(meeting_id: UUID, found: Sequence[Rising]) -> None:
    """Keep what the worker counted across the city for a coming meeting, in place of before."""
    former = sa.delete(RisingTopic).where(own(RisingTopic), RisingTopic.meeting_id == meeting_id)
    db.session.execute(former, execution_options={"synchronize_session": False})
    now = calendar.now()
    db.session.add_all(
        RisingTopic(
            meeting_id=meeting_id,
            topic=each.topic,
            wards=each.wards,
            value=each.value,
            before=each.before,
            counted_at=now,
        )
        for each in found
    )
    db.session.flush()
