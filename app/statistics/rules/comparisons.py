"""Figures of a period beside those of the year before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from app.calendar import Period
from app.codes.rules import Entry


class Counted(NamedTuple):
    """One figure of one center, for the period and for the year before; None: no figure."""

    center_id: UUID
    measure: str
    code: str
    now: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. None in `before`: there is nothing to compare with."""

    code: str
    label: str
    value: int
    before: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class Figures:
    counted: Sequence[Counted]

    @cached_property
    def knows_before(self) -> bool:
        """Whether any center had any figure the year before."""
        return any(each.before is not None for each in self.counted)

    def now(self, measure: str) -> dict[str, int]:
        return _summed((each.code, each.now) for each in self._of(measure))

    def before(self, measure: str) -> dict[str, int]:
        return _summed((each.code, each.before) for each in self._of(measure))

    def row(self, measure: str, code: str, label: str) -> Row:
        before = self.before(measure).get(code, 0) if self.knows_before else None
        return Row(code, label, self.now(measure).get(code, 0), before)

    def rows(self, measure: str, entries: Iterable[Entry], period: Period) -> tuple[Row, ...]:
        """One line for each entry of the list that holds in the period, or was counted."""
        now, before = self.now(measure), self.before(measure)
        return tuple(
            self.row(measure, entry.code, entry.label)
            for entry in entries
            if holds(entry, period) or now.get(entry.code) or before.get(entry.code)
        )

    def of_centers(self, measure: str) -> dict[UUID, dict[str, int]]:
        centers: dict[UUID, dict[str, int]] = {}
        for each in self._of(measure):
            if each.now is not None:
                centers.setdefault(each.center_id, {})[each.code] = each.now
        return centers

    def _of(self, measure: str) -> Sequence[Counted]:
        return self._by_measure.get(measure, ())

    @cached_property
    def _by_measure(self) -> dict[str, list[Counted]]:
        measures: dict[str, list[Counted]] = {}
        for each in self.counted:
            measures.setdefault(each.measure, []).append(each)
        return measures


def holds(entry: Entry, period: Period) -> bool:
    """Whether the entry could be chosen in any fiscal year the period touches."""
    first, last = period.first.fiscal_year.year, period.last.fiscal_year.year
    return any(entry.holds_in(year) for year in range(first, last + 1))


def before_of_topics(
    figures: Figures, topics: Iterable[Entry], period: Period
) -> Mapping[str, int] | None:
    """The year before by topic, without those that did not exist then."""
    if not figures.knows_before:
        return None
    before = figures.before("topics")
    return {
        topic.code: before.get(topic.code, 0)
        for topic in topics
        if holds(topic, period.year_before) or topic.code in before
    }


def _summed(pairs: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, value in pairs:
        if value is not None:
            sums[code] = sums.get(code, 0) + value
    return sums
