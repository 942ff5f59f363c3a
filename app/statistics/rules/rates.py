"""Consultations for each 100,000 people, so that wards of different size can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.calendar import FiscalYear, Period
from app.populations.rules import Populations
from app.statistics.rules.reporting import Place, Reported
from app.statistics.rules.reports import StatisticsReport

PEOPLE = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A ward's consultations in the period for each 100,000 people of the fiscal year.

    None: not reported, or the year's population was not entered.
    """

    place: Place
    count: int | None
    population: int | None
    value: float | None
    before: float | None
    rank: int | None
    """By size, beginning with 1; equal rates have the same rank."""


@dataclass(frozen=True, slots=True)
class Rates:
    """`year` is the fiscal year of the period's end: its populations divide."""

    period: Period
    year: FiscalYear
    rows: tuple[Rate, ...]
    sources: tuple[str, ...]
    reported: Reported

    @property
    def missing(self) -> Sequence[Place]:
        """Wards without a population."""
        return [row.place for row in self.rows if row.population is None]


def rates(report: StatisticsReport, populations: Populations) -> Rates:
    """The report's wards, in their order; the central center belongs to no ward."""
    year = report.period.last.fiscal_year
    wards = [row for row in report.centers if row.place.ward_code]
    now = {row.place.slug: _rate(row.value, row.place, year, populations) for row in wards}
    sizes = sorted((rate for rate in now.values() if rate), reverse=True)
    used = [populations.get((row.place.ward_code or "", year.year)) for row in wards]
    return Rates(
        report.period,
        year,
        tuple(
            Rate(
                row.place,
                row.value,
                known.people if known else None,
                (value := now[row.place.slug]),
                _rate(row.before, row.place, FiscalYear(year.year - 1), populations),
                sizes.index(value) + 1 if value else None,
            )
            for row, known in zip(wards, used, strict=True)
        ),
        tuple(dict.fromkeys(known.source for known in used if known)),
        report.reported,
    )


def rates_by_ward(found: Rates) -> Mapping[str, float | None]:
    return {row.place.ward_code: row.value for row in found.rows if row.place.ward_code}


def _rate(
    count: int | None, place: Place, year: FiscalYear, populations: Populations
) -> float | None:
    known = populations.get((place.ward_code or "", year.year))
    if count is None or known is None:
        return None
    # Half up, as it is printed and as people check it by hand.
    return (count * PEOPLE * 20 + known.people) // (2 * known.people) / 10
