"""Which months a report is about, and which of them can be complete."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.calendar import FiscalYear, Month, Period

LONGEST = 36
"""Months in one report: three fiscal years, as a chart can still show them."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a fiscal year that reports are made of."""

    label: str
    period: Period


def spans(year: FiscalYear) -> Iterator[Span]:
    """年度, 上半期, 下半期 and the four quarters."""
    yield Span("年度", Period(year.first, year.last))
    months = list(Period(year.first, year.last).months)
    yield Span("上半期", Period(months[0], months[5]))
    yield Span("下半期", Period(months[6], months[11]))
    for quarter in range(4):
        first, last = months[3 * quarter], months[3 * quarter + 2]
        yield Span(f"第{quarter + 1}四半期", Period(first, last))


def period_until(year: FiscalYear, month: int) -> Period:
    """From April to the end of `month` (4 to 12, then 1 to 3): 「2月末」."""
    calendar_year = year.year if month >= year.first.month else year.year + 1
    return Period(year.first, Month(calendar_year, month))


def may_close(month: Month, today: date) -> bool:
    """A month can be called complete on its last day at the earliest."""
    return month.last_day <= today


def month_to_report(period: Period, today: date) -> Month:
    """Whose 月次報告 is offered beside the figures: the last of the months that are over."""
    return min(period.last, Month.of(today).previous)


def ended(period: Period, today: date) -> list[Month]:
    """The months that every center should have closed by now.

    While the first of them still runs, all: then nothing can have been reported.
    """
    months = list(period.months)
    return [month for month in months if month.last_day < today] or months
