from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.errors import ChangedMeanwhileError, DomainError
from app.meetings import queries
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules.agenda import (
    FIRST_AGENDA,
    Direction,
    ItemFacts,
    MeetingFacts,
    is_fixed,
    neighbor,
    placed,
    with_ends,
)
from tenants import db, own

TOLD = ("title", "held_on", "begins_at", "ends_at", "place", "online_address")
"""What whoever is invited has in their calendar."""


class CancelledError(DomainError):
    def __init__(self) -> None:
        super().__init__("中止した会議は変えられません。開くときは、新しい会議を作ってください。")


class FixedItemError(DomainError):
    def __init__(self) -> None:
        super().__init__("開会と閉会は消せません。要らないときは、先に種類を変えてください。")


class NeighborGoneError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "隣に来るはずの議題を、ほかの人が先に消しました。いまの順番を見て、もう一度動かしてください。"
        )


def create_meeting(facts: MeetingFacts) -> Meeting:
    """Convene a meeting; its agenda begins with the shape of the last one before it.

    Where there was none, with the usual order of business.
    """
    last = queries.before(facts.held_on)
    shape = queries.shape_of(last) if last else FIRST_AGENDA
    meeting = Meeting(**_columns(facts), created_at=calendar.now())
    db.session.add(meeting)
    db.session.flush()
    for position, item in enumerate(shape, start=1):
        db.session.add(AgendaItem(meeting_id=meeting.id, position=position, **asdict(item)))
    db.session.flush()
    return meeting


def change_meeting(meeting: Meeting, facts: MeetingFacts, *, version: int) -> None:
    """Change what was decided, unless somebody else did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors is told.
        CancelledError: it does not take place.
    """
    if meeting.version != version:
        raise ChangedMeanwhileError
    if meeting.cancelled_at:
        raise CancelledError
    if any(getattr(meeting, name) != getattr(facts, name) for name in TOLD):
        _count_change(meeting)
    for name, value in _columns(facts).items():
        setattr(meeting, name, value)
    db.session.flush()


def cancel_meeting(meeting: Meeting, *, by_name: str) -> None:
    """It does not take place; those invited are told. Once is enough."""
    keep_order(meeting)
    db.session.refresh(meeting)
    if meeting.cancelled_at is None:
        meeting.cancelled_at, meeting.cancelled_by_name = calendar.now(), by_name
        _count_change(meeting)
        db.session.flush()


def _count_change(meeting: Meeting) -> None:
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, calendar.now()


def _columns(facts: MeetingFacts) -> dict[str, object]:
    months = {
        "first_month": facts.first_month.first_day,
        "last_month": facts.last_month.first_day,
    }
    return {name: getattr(facts, name) for name in MeetingFacts.__slots__} | months


def add_item(meeting: Meeting, facts: ItemFacts) -> AgendaItem:
    """Put an item at the end of the agenda, before what closes it."""
    keep_order(meeting)
    items = queries.agenda(meeting)
    last = items[-1].position if items else 0
    item = AgendaItem(meeting_id=meeting.id, position=last + 1, **asdict(facts))
    db.session.add(item)
    db.session.flush()
    _keep(meeting, [each.id for each in queries.agenda(meeting)])
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
    meeting = queries.own_meeting(item.meeting_id)
    keep_order(meeting)
    _keep(meeting, [each.id for each in queries.agenda(meeting)])


def remove_item(item: AgendaItem) -> None:
    """Take an item off the agenda.

    Raises:
        FixedItemError: it opens or closes the meeting.
    """
    if is_fixed(item.kind):
        raise FixedItemError
    db.session.delete(item)
    db.session.flush()


def move_item(meeting: Meeting, item: AgendaItem, direction: Direction) -> None:
    """Change places with the neighbor; at either end nothing happens, nor to what is fixed."""
    keep_order(meeting)
    agenda = queries.agenda(meeting)
    between = [each.id for each in agenda if not is_fixed(each.kind)]
    beside = neighbor(between, item.id, direction) if item.id in between else None
    if beside:
        order = [each.id for each in agenda]
        _keep(meeting, placed(order, item.id, beside=beside, behind=direction == "down"))


def place_item(meeting: Meeting, item: AgendaItem, *, beside: UUID, behind: bool) -> None:
    """Put an item right before or behind another one, wherever that stands by now.

    What opens and closes the meeting stays where it is, and nothing gets past it.

    Raises:
        NeighborGoneError: somebody has taken the other one off meanwhile.
    """
    keep_order(meeting)
    order = [each.id for each in queries.agenda(meeting)]
    if beside not in order:
        raise NeighborGoneError
    if beside != item.id and not is_fixed(item.kind):
        _keep(meeting, placed(order, item.id, beside=beside, behind=behind))


def keep_order(meeting: Meeting) -> None:
    """Let nobody else change this meeting's order of things until the work is done."""
    locked = sa.select(Meeting.id).where(own(Meeting), Meeting.id == meeting.id)
    db.session.execute(locked.with_for_update())


def _keep(meeting: Meeting, order: Sequence[UUID]) -> None:
    """One statement: two items never stand at the same place, not even between statements."""
    items = {item.id: item for item in queries.agenda(meeting)}
    ordered = with_ends(order, {item.id: item.kind for item in items.values()})
    places = {item_id: place for place, item_id in enumerate(ordered, start=1)}
    changed = {key: place for key, place in places.items() if items[key].position != place}
    if not changed:
        return
    moved = sa.update(AgendaItem).where(own(AgendaItem), AgendaItem.id.in_(changed))
    db.session.execute(
        moved.values(position=sa.case(changed, value=AgendaItem.id)),
        execution_options={"synchronize_session": False},
    )
    for item_id in changed:
        db.session.refresh(items[item_id])
