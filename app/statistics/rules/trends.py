"""How figures went: five fiscal years, topics by month, and what stands out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.calendar import FiscalYear, Month, Period
from app.codes.rules import Entry
from app.statistics.rules.comparisons import holds
from app.statistics.rules.reporting import Place, Reported
from app.statistics.rules.unusual import LEAST, Rise, Series, rise

YEARS = 5
TOTAL = ("consultations", "total")

Key = tuple[str, str]
"""Measure and code."""
History = Mapping[Key, Series]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A rise, and whose figure of what it is."""

    place: Place | None
    """None: of all centers together."""
    measure: str
    code: str
    label: str
    rise: Rise


@dataclass(frozen=True, slots=True)
class TopicMonths:
    """A topic, month by month. None: not reported, or no such topic in that year."""

    code: str
    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """`months` and `values` belong together, as do `period.months` and each topic's values."""

    period: Period
    months: tuple[Month, ...]
    values: tuple[int | None, ...]
    topics: tuple[TopicMonths, ...]
    rises: tuple[Sighting, ...]
    reported: Reported
    """Who has submitted the period."""

    @property
    def years(self) -> Sequence[FiscalYear]:
        return sorted({month.fiscal_year for month in self.months})

    def value(self, year: FiscalYear, month: int) -> int | None:
        """The figure of the year's month (4 to 12, then 1 to 3)."""
        known = dict(zip(self.months, self.values, strict=True))
        calendar_year = year.year if month >= year.first.month else year.year + 1
        return known.get(Month(calendar_year, month))

    def of_year(self, year: FiscalYear) -> int | None:
        """All of the year's months that are known."""
        known = [
            value
            for month, value in zip(self.months, self.values, strict=True)
            if month.fiscal_year == year and value is not None
        ]
        return sum(known) if known else None


def trend_span(period: Period, today: date) -> Period:
    """Five fiscal years up to that of the period, without the month that still runs."""
    year = period.last.fiscal_year
    first = FiscalYear(year.year - YEARS + 1).first
    last = min(year.last, Month.of(today).previous)
    return Period(first, max(first, last))


def months_looked_at(period: Period, today: date) -> Sequence[Month]:
    """The latest month of the period, and, while that one runs, the one before it."""
    latest = min(period.last, Month.of(today))
    looked = [latest.previous, latest] if latest == Month.of(today) else [latest]
    return [month for month in looked if month >= period.first]


def history_span(period: Period, today: date) -> Period:
    """All months that `trace` needs."""
    trend = trend_span(period, today)
    looked = months_looked_at(period, today) or [period.last]
    earliest = looked[0]
    for _ in range(3):
        earliest = earliest.year_before
    first = min(trend.first, period.first, earliest)
    return Period(first, max(trend.last, period.last))


@dataclass(frozen=True, slots=True)
class Past:
    """The months as they were kept: of all centers together, and of each what may stand out."""

    together: History
    of_centers: Mapping[UUID, History]
    reported: Reported


def trace(
    period: Period, places: Sequence[Place], past: Past, topics: Sequence[Entry], today: date
) -> Trends:
    """Put the months in order; `past` covers `history_span`."""
    span = trend_span(period, today)
    total = past.together.get(TOTAL, {})
    shown = [topic for topic in topics if holds(topic, period)]
    return Trends(
        period,
        tuple(span.months),
        tuple(total.get(month) for month in span.months),
        tuple(_by_month(topic, past.together, period) for topic in shown),
        tuple(_sightings(period, places, past, shown, today)),
        past.reported,
    )


def _by_month(topic: Entry, history: History, period: Period) -> TopicMonths:
    complete = _completed(history, topic)
    return TopicMonths(
        topic.code, topic.label, tuple(complete.get(month) for month in period.months)
    )


def _completed(history: History, topic: Entry) -> Series:
    """The topic's months, with a zero where there were only consultations about others."""
    counted = history.get(("topics", topic.code), {})
    return {
        month: counted.get(month, 0)
        for month in history.get(TOTAL, {})
        if topic.holds_in(month.fiscal_year.year)
    }


def _sightings(
    period: Period, places: Sequence[Place], past: Past, topics: Sequence[Entry], today: date
) -> Iterator[Sighting]:
    months = months_looked_at(period, today)
    yield from _of_one(None, past.together, topics, months)
    if len(places) > 1:
        for place in places:
            yield from _of_one(place, past.of_centers.get(place.id, {}), topics, months)


def _of_one(
    place: Place | None, history: History, topics: Sequence[Entry], months: Sequence[Month]
) -> Iterator[Sighting]:
    total = history.get(TOTAL, {})
    yield from _risen(total, months, lambda found: Sighting(place, *TOTAL, "相談件数", found))
    for topic in topics:
        counted = history.get(("topics", topic.code), {})
        if all(counted.get(month, 0) < LEAST for month in months):
            continue  # small figures are never marked, and most are small
        series = _completed(history, topic)
        yield from _risen(
            series,
            months,
            lambda found, topic=topic: Sighting(  # type: ignore[misc]  # bound at once
                place, "topics", topic.code, topic.label, found
            ),
        )


def _risen(
    series: Series, months: Sequence[Month], named: Callable[[Rise], Sighting]
) -> Iterator[Sighting]:
    found = [rise(series, month) for month in months]
    yield from (named(each) for each in found if each)
