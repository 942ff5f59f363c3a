"""What is due when: received on the same open day, replied to within two open days.

Counted in the opening days of the center that was asked. The days begin when its turn
begins: with the letter, and anew with each reply or reopening by the ward.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from app.calendar import CITY_TIME, Month
from app.referrals.rules.life import (
    ANSWERED,
    ASKED,
    DECLINED,
    PASSED_ON,
    RECEIVED,
    REOPENED,
    REPLIED,
    SENT,
)

REPLY_WITHIN = 2
"""Open days."""
RECEIPTS = (RECEIVED,)
REPLIES = (ASKED, ANSWERED, DECLINED, PASSED_ON)
TURNS = (REPLIED, REOPENED)
DUE_LABELS = {RECEIVED: "受け取り", ANSWERED: "返事"}


class Calendar(Protocol):
    """The opening days of a center: see `app.centers`."""

    def open_day_of(self, moment: datetime) -> date: ...
    def open_days_after(self, day: date, n: int) -> date: ...
    def closing_of(self, day: date) -> datetime: ...


class Due(NamedTuple):
    what: str
    """RECEIVED or ANSWERED."""
    at: datetime

    @property
    def label(self) -> str:
        return DUE_LABELS[self.what]

    def is_over(self, now: datetime) -> bool:
        return now > self.at


def receipt_due(sent_at: datetime, days: Calendar) -> datetime:
    return days.closing_of(days.open_day_of(sent_at))


def reply_due(since: datetime, days: Calendar) -> datetime:
    return days.closing_of(days.open_days_after(days.open_day_of(since), REPLY_WITHIN))


def due(
    state: str, sent_at: datetime, since: datetime, days: Calendar, wished_by: date | None = None
) -> Due | None:
    """What the center that was asked owes next; None while it is the ward's turn.

    A day that the ward wished for comes first when it is earlier.
    """
    if state == SENT:
        return Due(RECEIVED, receipt_due(sent_at, days))
    if state not in {RECEIVED, *TURNS}:
        return None
    target = reply_due(since, days)
    if wished_by:
        wished = datetime.combine(wished_by, datetime.max.time().replace(microsecond=0), CITY_TIME)
        target = min(target, wished)
    return Due(ANSWERED, target)


class Handled(NamedTuple):
    """When a letter was sent, and when what was owed came."""

    sent_at: datetime
    received_at: datetime | None
    replied_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Met:
    """How many of those whose time came were in time."""

    met: int
    of: int

    @property
    def label(self) -> str:
        return f"{self.met} / {self.of}件" if self.of else "－"


@dataclass(frozen=True, slots=True)
class MonthOfTargets:
    month: Month
    letters: int
    received: Met
    replied: Met


def by_month(handled: Iterable[Handled], days: Calendar, now: datetime) -> Sequence[MonthOfTargets]:
    """The targets of the letters sent in each month, the latest month first."""
    months: dict[Month, list[Handled]] = {}
    for each in handled:
        months.setdefault(Month.of(each.sent_at.astimezone(CITY_TIME).date()), []).append(each)
    return [_month(month, months[month], days, now) for month in sorted(months, reverse=True)]


def _month(
    month: Month, letters: Sequence[Handled], days: Calendar, now: datetime
) -> MonthOfTargets:
    receipts = [(each, each.received_at, receipt_due(each.sent_at, days)) for each in letters]
    replies = [(each, each.replied_at, reply_due(each.sent_at, days)) for each in letters]
    return MonthOfTargets(month, len(letters), _met(receipts, now), _met(replies, now))


def _met(owed: Iterable[tuple[Handled, datetime | None, datetime]], now: datetime) -> Met:
    """A letter counts once its time came, or what was owed did.

    One that was withdrawn first owes nothing any more.
    """
    in_time = [
        came is not None and came <= at
        for letter, came, at in owed
        if came is not None or (letter.withdrawn_at or now) > at
    ]
    return Met(sum(in_time), len(in_time))
