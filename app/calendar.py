"""City time: today, months and fiscal years as the city counts them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol, Self
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Tokyo")
FISCAL_YEAR_STARTS_IN = 4
REIWA_BEGAN = date(2019, 5, 1)


def now() -> datetime:
    return datetime.now(CITY_TIME)


def today() -> date:
    return now().date()


def start_of(day: date) -> datetime:
    """The moment at which `day` begins in the city."""
    return datetime.combine(day, time(), CITY_TIME)


def end_of(day: date) -> datetime:
    """The moment at which `day` is over in the city."""
    return start_of(day + timedelta(days=1))


class OpenDays(Protocol):
    """The opening days of a center: see `app.centers`."""

    def is_open(self, day: date) -> bool: ...


def open_days_before(day: date, number: int, days: OpenDays, *, today: date) -> date | None:
    """The open day so many before `day`, to remind on; None when it is today or past, or none."""
    if not number:
        return None
    for _ in range(number):
        day -= timedelta(days=1)
        while day > today and not days.is_open(day):
            day -= timedelta(days=1)
    return day if day > today else None


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2020-07`.

        Raises:
            ValueError: the text is no month.
        """
        day = date.fromisoformat(f"{text}-01")
        return cls(day.year, day.month)

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def year_before(self) -> "Month":
        return Month(self.year - 1, self.month)

    @property
    def fiscal_year(self) -> "FiscalYear":
        return FiscalYear.of(self.first_day)

    @property
    def label(self) -> str:
        return f"{self.month}月"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """1 April to 31 March, named by the year it starts in (2020 is R2)."""

    year: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year if day.month >= FISCAL_YEAR_STARTS_IN else day.year - 1)

    @property
    def first(self) -> Month:
        return Month(self.year, FISCAL_YEAR_STARTS_IN)

    @property
    def last(self) -> Month:
        return Month(self.year + 1, FISCAL_YEAR_STARTS_IN - 1)

    @property
    def label(self) -> str:
        """令和2年度(2020年度); 2019 carries both eras."""
        if self.year == REIWA_BEGAN.year:
            return "平成31年度・令和元年度(2019年度)"
        if self.year < REIWA_BEGAN.year:
            return f"平成{self.year - 1988}年度({self.year}年度)"
        return f"令和{self.year - 2018}年度({self.year}年度)"

    @property
    def short_label(self) -> str:
        """R2年度, as tables print it."""
        return f"R{self.year - 2018}年度" if self.year >= REIWA_BEGAN.year else f"{self.year}年度"

    def __str__(self) -> str:
        return str(self.year)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months, both ends included."""

    first: Month
    last: Month

    @classmethod
    def so_far(cls, day: date) -> Self:
        """The fiscal year of `day` up to its month: what is looked at when nothing is asked for."""
        month = Month.of(day)
        return cls(month.fiscal_year.first, month)

    @property
    def months(self) -> Iterator[Month]:
        month = self.first
        while month <= self.last:
            yield month
            month = month.next

    @property
    def year_before(self) -> "Period":
        return Period(self.first.year_before, self.last.year_before)

    @property
    def label(self) -> str:
        """R2年度(2月末) for a year up to a month; otherwise the two months."""
        year = self.first.fiscal_year
        if self.first == year.first and self.last.fiscal_year == year:
            if self.last == year.last:
                return year.short_label
            return f"{year.short_label}({self.last.month}月末)"
        return f"{japanese_month(self.first)}～{japanese_month(self.last)}"


def japanese_day(day: date) -> str:
    """令和2年7月1日(水)."""
    weekday = "月火水木金土日"[day.weekday()]
    return f"{_japanese_year(day)}{day.month}月{day.day}日({weekday})"


def japanese_month(month: Month) -> str:
    return f"{_japanese_year(month.last_day)}{month.month}月"


def _japanese_year(day: date) -> str:
    if day < REIWA_BEGAN:
        return f"平成{day.year - 1988}年"
    return "令和元年" if day.year == REIWA_BEGAN.year else f"令和{day.year - 2018}年"
