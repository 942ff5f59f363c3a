"""The days of a year's meetings: made by a rule, looked at before they are kept. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, Protocol

from dateutil.rrule import MONTHLY, rrule, weekday

from app.calendar import FiscalYear, Month, japanese_day
from app.centers.rules import NeverOpenError

WEEKDAYS = "月火水木金土日"
EVERY = {1: "毎月", 2: "隔月", 3: "3か月ごと", 4: "4か月ごと", 6: "半年ごと"}
NTH = {1: "第1", 2: "第2", 3: "第3", 4: "第4", -1: "最終"}
MOST_AT_ONCE = 24


class OpeningDays(Protocol):
    """The opening days of a center: see `app.centers`."""

    def why_closed(self, day: date) -> str | None: ...
    def next_open_day(self, day: date) -> date: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRule:
    """隔月 第3木曜: from which month of the fiscal year, how often, on which day of the month."""

    fiscal_year: int
    first_month: int
    every: int
    nth: int
    weekday: int

    @property
    def words(self) -> str:
        """5月から隔月 第3木曜."""
        return (
            f"{self.first_month}月から{EVERY[self.every]} {NTH[self.nth]}{WEEKDAYS[self.weekday]}曜"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFacts:
    """What all meetings of a year have in common, and their days."""

    days: Sequence[date]
    begins_at: time
    ends_at: time
    place: str
    online_address: str


def days_of(rule: YearRule) -> list[date]:
    """The days that the rule makes, up to the end of the fiscal year, the earliest first."""
    year = FiscalYear(rule.fiscal_year)
    first = Month(year.year + (rule.first_month < year.first.month), rule.first_month)
    made = rrule(
        MONTHLY,
        interval=rule.every,
        byweekday=weekday(rule.weekday)(rule.nth),
        dtstart=datetime.combine(first.first_day, time()),
        until=datetime.combine(year.last.last_day, time()),
    )
    return [moment.date() for moment in made]


class Proposed(NamedTuple):
    """One day of the preview."""

    day: date
    trouble: str | None
    """Why it may not do: a closed day, a public holiday, or a meeting on the same day."""
    instead: date | None
    """The next day on which the center is open; None where nothing speaks against the day, or
    the center is closed for good."""

    @property
    def words(self) -> str:
        return japanese_day(self.day)


def proposals(
    days: Iterable[date],
    opening: OpeningDays,
    *,
    holidays: dict[date, str],
    taken: set[date],
) -> list[Proposed]:
    """Each day with what speaks against it. `taken`: the days of meetings that are there."""
    return [_proposed(day, opening, holidays, taken) for day in days]


def _proposed(
    day: date, opening: OpeningDays, holidays: dict[date, str], taken: set[date]
) -> Proposed:
    closed = opening.why_closed(day)
    if day in taken:
        return Proposed(day, "この日には、もう会議があります", _instead(day, opening))
    if closed:
        return Proposed(day, closed, _instead(day, opening))
    if name := holidays.get(day):
        return Proposed(day, f"祝日({name})です", _instead(day, opening))
    return Proposed(day, None, None)


def _instead(day: date, opening: OpeningDays) -> date | None:
    try:
        return opening.next_open_day(day)
    except NeverOpenError:
        return None


def figures_until(day: date) -> tuple[Month, Month]:
    """The months that a meeting's figures cover unless said: the fiscal year up to last month."""
    last = Month.of(day).previous
    return last.fiscal_year.first, last
