"""A question: what stands in rows and columns, what is counted, and of which records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.calendar import Period

CENTER = "center"
DIMENSIONS: Mapping[str, str] = {
    CENTER: "センター",
    "fiscal_year": "年度",
    "month": "月",
    "topic": "相談内容",
    "primary_topic": "主な相談内容",
    "channel": "相談方法",
    "client_type": "相談者の属性",
    "kind": "種別",
    "outcome": "対応結果",
    "activity_field": "活動分野",
    "continued": "新規・継続",
}
"""What may stand in rows and columns."""
MANY_VALUED = frozenset({"topic", "activity_field"})
"""Of these a record may have several, so that the parts are more than the whole."""
OF_TIME_AND_PLACE = frozenset({CENTER, "fiscal_year", "month"})
"""These say nothing about who came and why."""
CONSOLIDATED = frozenset(
    {"topic", "primary_topic", "channel", "client_type", "kind", "outcome", "continued"}
)
"""Each of these is counted for every center and month, alone: the city reads it anyway."""
MEASURES: Mapping[str, str] = {
    "consultations": "相談件数(件)",
    "items": "項目数(延べ)",
    "minutes": "所要時間の合計(分)",
    "mean_minutes": "1件あたりの所要時間(分)",
    "timed": "所要時間を記した相談(件)",
}
CONTINUED: Mapping[str, str] = {"new": "新規の相談", "continued": "継続の相談"}
NOTHING = "none"
"""The code of what was left blank."""
LONGEST = 60
"""Months in one question."""


@dataclass(frozen=True, slots=True)
class Question:
    """`rows` are one or two dimensions, `column` one or none; `filters` by dimension."""

    period: Period
    rows: tuple[str, ...]
    column: str | None
    measure: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (*self.rows, *([self.column] if self.column else []))

    @property
    def counts_twice(self) -> bool:
        """Whether a record may stand in several cells."""
        return bool(MANY_VALUED & set(self.dimensions))

    @property
    def is_consolidated(self) -> bool:
        """Whether no figure of the answer says more than the consolidated figures do."""
        traits = {*self.dimensions, *self.filters} - OF_TIME_AND_PLACE
        in_minutes = self.measure in {"minutes", "mean_minutes", "timed"}
        either = any(len(self.filters.get(name, ())) > 1 for name in MANY_VALUED)
        return traits <= CONSOLIDATED and len(traits) + in_minutes <= 1 and not either

    @property
    def address(self) -> dict[str, Any]:
        """The same as arguments of an address, to be read again by the schema."""
        asked = {
            "row": self.rows[0],
            "row2": self.rows[1] if len(self.rows) > 1 else None,
            "column": self.column,
            "measure": self.measure,
            "first": str(self.period.first),
            "last": str(self.period.last),
            **{f"only_{name}": list(codes) for name, codes in self.filters.items()},
        }
        return {name: value for name, value in asked.items() if value}


class Counted(NamedTuple):
    """What stands in a cell before it becomes the measure that was asked for."""

    consultations: int
    rows: int
    """Records, or, where topics are counted, their ○."""
    minutes: int
    timed: int

    def value(self, measure: str) -> int | float | None:
        """The measure; None for a mean of nothing."""
        if measure == "mean_minutes":
            if not self.timed:
                return None
            # Half up to one decimal.
            return (self.minutes * 20 + self.timed) // (2 * self.timed) / 10
        values = {
            "consultations": self.consultations,
            "items": self.rows,
            "minutes": self.minutes,
            "timed": self.timed,
        }
        return values[measure]
