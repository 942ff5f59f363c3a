"""When a center is open: its weekly hours, public holidays, and the days it closes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.calendar import CITY_TIME
from app.centers.rules.holidays import holiday
from app.errors import DomainError

WEEKDAYS = "月火水木金土日"
SATURDAY = 5
HOLIDAY = 7
"""The eighth line of a week: what holds on public holidays, whatever weekday they fall on."""

A_DAY = timedelta(days=1)
LOOKS_AHEAD = 10 * 366
"""Days. No center is rebuilt for longer."""


class NeverOpenError(DomainError):
    """The calendar of a center has no open day for years to come."""

    def __init__(self) -> None:
        super().__init__("開館日が登録されていません。設定の「開館日」を確かめてください。")


@dataclass(frozen=True, slots=True)
class Hours:
    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}～{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class Week:
    """The hours that hold from `first_day` on, until a later week does.

    0 is Monday, 6 is Sunday, `HOLIDAY` is any public holiday; a day not listed is closed.
    """

    first_day: date
    hours: Mapping[int, Hours]

    def on(self, day: date) -> Hours | None:
        return self.hours.get(HOLIDAY if holiday(day) else day.weekday())


@dataclass(frozen=True, slots=True)
class Closed:
    """Why and when a center closes on days that its week would open.

    | kind | closes |
    |---|---|
    | once | from `first_day` to `last_day` |
    | yearly | each year from `yearly_from` to `yearly_until` (1229 is 29 December) |
    | monthly | on the `nth` `weekday` of each month |

    A rule holds from `first_day` to `last_day`, or for ever.
    """

    kind: str
    first_day: date
    reason: str
    last_day: date | None = None
    yearly_from: int | None = None
    yearly_until: int | None = None
    nth: int | None = None
    weekday: int | None = None

    def covers(self, day: date) -> bool:
        if day < self.first_day or (self.last_day is not None and day > self.last_day):
            return False
        if self.kind == "monthly":
            return day.weekday() == self.weekday and (day.day + 6) // 7 == self.nth
        return self.kind == "once" or self._is_in_span(day.month * 100 + day.day)

    def _is_in_span(self, day: int) -> bool:
        begins, ends = self.yearly_from or 0, self.yearly_until or 0
        if begins <= ends:
            return begins <= day <= ends
        return day >= begins or day <= ends  # over the turn of the year

    @property
    def words(self) -> str:
        """第3月曜日; 毎年12月29日～1月3日."""
        if self.kind == "monthly":
            return f"毎月 第{self.nth}{WEEKDAYS[self.weekday or 0]}曜日"
        if self.kind == "yearly":
            begins, ends = _month_and_day(self.yearly_from), _month_and_day(self.yearly_until)
            return f"毎年 {begins}～{ends}" if begins != ends else f"毎年 {begins}"
        begins = f"{self.first_day:%Y/%m/%d}"
        ends = f"{self.last_day:%Y/%m/%d}" if self.last_day else ""
        return begins if ends == begins else f"{begins}～{ends}"


def _month_and_day(number: int | None) -> str:
    return f"{(number or 0) // 100}月{(number or 0) % 100}日"


LISTED_SINCE = date(2000, 4, 1)
"""A center that has not said otherwise keeps the city's list since ever."""

NEW_YEAR = Closed("yearly", LISTED_SINCE, "年末年始", yearly_from=1229, yearly_until=103)


def listed_week(weekdays: Hours, weekends: Hours) -> Week:
    """The week of the city's list; holidays have the hours of the weekend (domain.md 6.1)."""
    hours = {day: weekends if day >= SATURDAY else weekdays for day in range(7)}
    return Week(LISTED_SINCE, {**hours, HOLIDAY: weekends})


@dataclass(frozen=True)
class OpeningDays:
    """A center's calendar. Days and moments are those of the city."""

    weeks: Sequence[Week]
    """The earliest first."""
    closed: Sequence[Closed] = ()

    def week(self, day: date) -> Week | None:
        """The week that holds on `day`."""
        return next((week for week in reversed(self.weeks) if week.first_day <= day), None)

    def hours(self, day: date) -> Hours | None:
        """From when to when; None on a closed day."""
        week = self.week(day)
        if week is None or any(closed.covers(day) for closed in self.closed):
            return None
        return week.on(day)

    def is_open(self, day: date) -> bool:
        return self.hours(day) is not None

    def why_closed(self, day: date) -> str | None:
        """The reason in words; None on an open day."""
        if self.is_open(day):
            return None
        reasons = (closed.reason for closed in self.closed if closed.covers(day))
        usual = f"祝日({holiday(day)})" if holiday(day) else f"{WEEKDAYS[day.weekday()]}曜日"
        return next(reasons, f"{usual}は休館")

    def next_open_day(self, day: date) -> date:
        """The first open day after `day`."""
        return self.open_days_after(day, 1)

    def open_days_after(self, day: date, n: int) -> date:
        """The `n`-th open day after `day`, which itself is not counted.

        Raises:
            NeverOpenError: there are not so many in years.
        """
        for count, found in enumerate(self._open_days(day + A_DAY), start=1):
            if count == n:
                return found
        raise NeverOpenError

    def open_day_of(self, moment: datetime) -> date:
        """The open day that a moment counts to: today until closing, else the next one."""
        local = moment.astimezone(CITY_TIME)
        hours = self.hours(local.date())
        if hours and local.time() <= hours.closes:
            return local.date()
        return self.next_open_day(local.date())

    def end_of_open_day(self, moment: datetime) -> datetime:
        """When the open day that `moment` counts to is over."""
        return self.closing_of(self.open_day_of(moment))

    def closing_of(self, day: date) -> datetime:
        """When an open day is over.

        Raises:
            NeverOpenError: it is no open day.
        """
        hours = self.hours(day)
        if hours is None:
            raise NeverOpenError
        return datetime.combine(day, hours.closes, CITY_TIME)

    def _open_days(self, first: date) -> Iterator[date]:
        days = (first + timedelta(days=ahead) for ahead in range(LOOKS_AHEAD))
        return (day for day in days if self.is_open(day))
