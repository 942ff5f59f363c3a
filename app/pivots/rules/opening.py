"""Which records of the own center stand behind a cell."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.calendar import FiscalYear, Month, Period
from app.consultations.rules.finding import YES, Filters
from app.pivots.rules.questions import NOTHING, Question

FILTERS: Mapping[str, str] = {
    "topic": "topics",
    "primary_topic": "primary_topics",
    "channel": "channels",
    "client_type": "client_types",
    "kind": "kinds",
    "outcome": "outcomes",
    "activity_field": "activity_fields",
}
"""The list's filter for a dimension."""
BLANK_IS_LISTED = frozenset({"outcome"})
"""Where the list can be narrowed to what was left blank."""


def records_of(question: Question, codes: Mapping[str, str]) -> Filters | None:
    """The list behind the cell where each dimension has its code; None: the list cannot say it.

    Only what counts records opens: ○ and minutes are no records.
    """
    if question.measure not in {"consultations", "timed"}:
        return None
    chosen: dict[str, Sequence[str]] = {**question.filters, **{n: (c,) for n, c in codes.items()}}
    narrowed: dict[str, Any] = {"timed": YES} if question.measure == "timed" else {}
    for name, values in chosen.items():
        if NOTHING in values and name not in BLANK_IS_LISTED:
            return None
        if name in FILTERS:
            narrowed[FILTERS[name]] = tuple(values)
        elif name == "continued" and len(values) == 1:
            narrowed["continued"] = values[0]
    period = _period(question.period, codes)
    return Filters(since=period.first.first_day, until=period.last.last_day, **narrowed)


def _period(period: Period, codes: Mapping[str, str]) -> Period:
    first, last = period.first, period.last
    if "fiscal_year" in codes:
        year = FiscalYear(int(codes["fiscal_year"]))
        first, last = max(first, year.first), min(last, year.last)
    if "month" in codes:
        first = last = Month.parse(codes["month"])
    return Period(first, last)
