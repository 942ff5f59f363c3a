"""When a center receives people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID

from holidays import country_holidays

from app.calendar import CITY_TIME, Month

NEW_YEAR = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
BUSY: Mapping[int, float] = {9: 0.5, 10: 1.4, 11: 1.2, 12: 0.6, 13: 1.2, 14: 1.4, 15: 1.2, 16: 0.9}
"""How busy an hour is; the evening hours are quiet."""
QUIET = 0.25
BY_WEEKDAY = (1.05, 1.1, 1.0, 1.05, 1.1, 0.8, 0.4)


@dataclass(frozen=True, slots=True)
class Hours:
    weekdays: tuple[time, time]
    weekends: tuple[time, time]

    def moment(self, month: Month, random: Random) -> datetime:
        """Some moment in `month` at which the center is open."""
        days = open_days(month)
        day = random.choices(days, weights=[BY_WEEKDAY[_like(day)] for day in days])[0]
        return self.on(day, random)

    def on(self, day: date, random: Random) -> datetime:
        opens, closes = self.weekends if _like(day) > 4 else self.weekdays  # noqa: PLR2004  Saturday
        hours = range(opens.hour, closes.hour)
        hour = random.choices(hours, weights=[BUSY.get(hour, QUIET) for hour in hours])[0]
        clock = max(time(hour, 5 * random.randrange(12)), opens)
        return datetime.combine(day, clock, CITY_TIME)


@cache
def open_days(month: Month) -> Sequence[date]:
    length = month.last_day.day
    days = (month.first_day + timedelta(days=day) for day in range(length))
    return [day for day in days if (day.month, day.day) not in NEW_YEAR]


@cache
def _like(day: date) -> int:
    """The weekday, 0 for Monday; a holiday is like a Sunday."""
    return 6 if is_holiday(day) else day.weekday()


def is_holiday(day: date) -> bool:
    return day in country_holidays("JP", years=day.year)


def sortable_id(moment: datetime, random: Random) -> UUID:
    """A UUID of version 7 made at `moment`: a second run makes the same one."""
    milliseconds = int(moment.timestamp() * 1000)
    number = (milliseconds << 80) | random.getrandbits(80)
    return UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | (0x7 << 76) | (0x2 << 62))
