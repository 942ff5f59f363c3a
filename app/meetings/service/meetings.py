from dataclasses import asdict

import sqlalchemy as sa

from app import calendar
from app.errors import ChangedMeanwhileError
from app.meetings import queries
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules.agenda import (
    FIRST_AGENDA,
    Direction,
    ItemFacts,
    MeetingFacts,
    neighbor,
)
from tenants import db, own


def create_meeting(facts: MeetingFacts) -> Meeting:
    """Convene a meeting; its agenda begins with the usual order of business."""
    meeting = Meeting(**_columns(facts), created_at=calendar.now())
    db.session.add(meeting)
    db.session.flush()
    for position, item in enumerate(FIRST_AGENDA, start=1):
        db.session.add(AgendaItem(meeting_id=meeting.id, position=position, **asdict(item)))
    db.session.flush()
    return meeting


def change_meeting(meeting: Meeting, facts: MeetingFacts, *, version: int) -> None:
    """Change what was decided, unless somebody else did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors is told.
    """
    if meeting.version != version:
        raise ChangedMeanwhileError
    for name, value in _columns(facts).items():
        setattr(meeting, name, value)
    db.session.flush()


def _columns(facts: MeetingFacts) -> dict[str, object]:
    months = {
        "first_month": facts.first_month.first_day,
        "last_month": facts.last_month.first_day,
    }
    return {name: getattr(facts, name) for name in MeetingFacts.__slots__} | months


def add_item(meeting: Meeting, facts: ItemFacts) -> AgendaItem:
    """Put an item at the end of the agenda, before the closing if that stands last."""
    keep_order(meeting)
    items = queries.agenda(meeting)
    last = items[-1].position if items else 0
    item = AgendaItem(meeting_id=meeting.id, position=last + 1, **asdict(facts))
    db.session.add(item)
    db.session.flush()
    if items and items[-1].kind == "closing" and facts.kind != "closing":
        _swap(item, items[-1])
    return item


def change_item(item: AgendaItem, facts: ItemFacts, *, version: int) -> None:
    """Change an item, unless somebody else did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors is told.
    """
    if item.version != version:
        raise ChangedMeanwhileError
    for name, value in asdict(facts).items():
        setattr(item, name, value)
    db.session.flush()


def remove_item(item: AgendaItem) -> None:
    db.session.delete(item)
    db.session.flush()


def move_item(meeting: Meeting, item: AgendaItem, direction: Direction) -> None:
    """Change places with the neighbor; at either end nothing happens."""
    keep_order(meeting)
    items = {each.id: each for each in queries.agenda(meeting)}
    beside = neighbor(list(items), item.id, direction)
    if beside:
        _swap(item, items[beside])


def keep_order(meeting: Meeting) -> None:
    """Let nobody else change this meeting's order of things until the work is done."""
    locked = sa.select(Meeting.id).where(own(Meeting), Meeting.id == meeting.id)
    db.session.execute(locked.with_for_update())


def _swap(one: AgendaItem, other: AgendaItem) -> None:
    """One statement: two items never stand at the same place, not even between statements."""
    places = {one.id: other.position, other.id: one.position}
    swapped = sa.update(AgendaItem).where(own(AgendaItem), AgendaItem.id.in_(places))
    db.session.execute(
        swapped.values(position=sa.case(places, value=AgendaItem.id)),
        execution_options={"synchronize_session": False},
    )
    for item in (one, other):
        db.session.refresh(item)
