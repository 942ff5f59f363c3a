"""A call on its way: prepared before a meeting, opened, and answered by a ward."""

from datetime import date, timedelta

from app import calendar
from app.calls import queries, service
from app.calls.models import Call, Contribution
from app.calls.rules import CallFacts, Line
from tests.meetings.tables import convened
from tests.places import Place, at

BY = "見本 花子"
LINES = (
    Line("report", "夏の講座に40人が集まりました"),
    Line("topic", "団体登録の更新をそろえたい"),
)


def in_days(days: int) -> date:
    return calendar.today() + timedelta(days=days)


def prepared(central: Place, **changes: object) -> Call:
    facts = {"words": "一年の振り返りを", "due_on": in_days(20), "remind_before": 2, **changes}
    meeting = convened(central, held_on=in_days(30))
    with at(central):
        return service.prepare(meeting, CallFacts(**facts))  # type: ignore[arg-type]


def opened(central: Place, **changes: object) -> Call:
    call = prepared(central, **changes)
    with at(central):
        own = queries.own_call(call.id)
        service.open_to_wards(own, by_name=BY)
        return own


def drafted(ward: Place, call: Call) -> Contribution:
    with at(ward):
        return service.keep(queries.call(call.id), LINES, [], version=0, by_name="見本 太郎")


def submitted(ward: Place, call: Call) -> Contribution:
    with at(ward):
        asked = queries.call(call.id)
        brought = service.keep(asked, LINES, [], version=0, by_name="見本 太郎")
        service.submit(asked, brought, by_name="見本 太郎")
        return brought


def closed(central: Place, call: Call) -> None:
    with at(central):
        service.close(queries.own_call(call.id), by_name=BY)
