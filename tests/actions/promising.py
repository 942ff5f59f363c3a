"""A promise on its way: made at a meeting, owned by a ward."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app import calendar
from app.actions import queries, service
from app.actions.models import ActionItem, ActionStep
from app.actions.rules import Promise
from app.meetings.models import Meeting
from app.meetings.queries import own_meeting
from tests.meetings.tables import convened
from tests.places import Place, at

BY = "見本 花子"
WHAT = "講座のちらしを各区に送る"


def in_days(days: int) -> date:
    return calendar.today() + timedelta(days=days)


def held(central: Place, *, days: int = -1, **changes: Any) -> Meeting:
    return convened(central, held_on=in_days(days), **changes)


def promised(
    central: Place,
    owner: Place,
    *,
    meeting: Meeting | None = None,
    action_id: UUID | None = None,
    **changes: Any,
) -> ActionItem:
    facts = {
        "what": WHAT,
        "owner_id": owner.id,
        "person": "",
        "due_on": in_days(20),
        "for_all": True,
        **changes,
    }
    subject = meeting or held(central)
    with at(central):
        return service.promise(
            own_meeting(subject.id), Promise(**facts), by_name=BY, action_id=action_id
        )


def stepped(place: Place, item: ActionItem, kind: str, **how: Any) -> ActionStep:
    with at(place):
        return service.take_step(queries.line(item.id), kind, by_name="見本 太郎", **how)


def shown_to_all(central: Place, item: ActionItem) -> int:
    with at(central):
        return service.show_to_all(own_meeting(item.meeting_id))
