"""The network meetings that were held, and the one to come."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from app.calendar import FiscalYear, Month
from app.cli.demo.actions import promise_at
from app.cli.demo.hours import is_holiday
from app.meetings.models import Meeting
from app.meetings.rules.agenda import ItemFacts, MeetingFacts
from app.meetings.service.meetings import add_item, create_meeting
from app.meetings.service.packs import request_pack

HELD_BEFORE = timedelta(days=62)
EVERY = timedelta(days=62)
COMES_IN = timedelta(days=17)
WEDNESDAY = 2

TOLD_THEN = (
    ItemFacts(
        title="団体登録の更新時期と手続きのそろえ方",
        kind="discussion",
        presenter="とつか区民活動センター",
        minutes=15,
        once=True,
    ),
)
TO_BE_TOLD = (
    ItemFacts(
        title="事例検討: 会の中の意見の違いに職員はどう関わるか",
        kind="case_study",
        presenter="港北区市民活動支援センター",
        minutes=20,
        once=True,
    ),
    ItemFacts(
        title="年度末の相談統計の締切について",
        kind="sharing",
        presenter="推進センター",
        minutes=5,
        once=True,
    ),
)


def convene_meetings(today: date, *, by_name: str) -> tuple[Meeting, Meeting]:
    """Convene both, in the central center's scope; a worker finds the handouts of the first.

    Gives the one that was held, and the one to come.
    """
    held = _next_wednesday(today - HELD_BEFORE)
    coming = _next_wednesday(today + COMES_IN)
    earlier = (held - FiscalYear.of(held).first.first_day) // EVERY
    same_year = FiscalYear.of(held) == FiscalYear.of(coming)
    past = _convene(held, TOLD_THEN, ordinal=earlier + 1)
    request_pack(past, by_name=by_name)
    promise_at(past, today, by_name=by_name)
    return past, _convene(coming, TO_BE_TOLD, ordinal=earlier + 2 if same_year else 1)


def _convene(day: date, items: Sequence[ItemFacts], *, ordinal: int) -> Meeting:
    last = Month.of(day).previous
    year = FiscalYear.of(day).label.partition("(")[0]
    meeting = create_meeting(
        MeetingFacts(
            title=f"{year} 第{ordinal}回 区市民活動支援センター会議",
            held_on=day,
            begins_at=time(14),
            ends_at=time(16, 30),
            place="横浜市市民協働推進センター スペースA・B",
            online_address="",
            first_month=last.fiscal_year.first,
            last_month=last,
        )
    )
    for item in items:
        add_item(meeting, item)
    return meeting


def _next_wednesday(day: date) -> date:
    while day.weekday() != WEDNESDAY or is_holiday(day):
        day += timedelta(days=1)
    return day
