"""Which figures of a month stand out against their own past, and why they are marked.

A plain rule that a person can check by hand. A month is marked when its figure is at least
`LEAST`, above the usual limit of the `HISTORY` months before it, and above the same month of
each year among them, so that what comes every spring is not news every spring. The usual
limit is the median and `SPREADS` times the usual spread: the median distance from the median
times 1.4826 (which makes it a standard deviation where figures are spread normally), but
never less than the square root of the median, by which counts vary of themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor, sqrt
from statistics import median

from app.calendar import Month, japanese_month

HISTORY = 36
"""Months that a figure is compared with."""
LEAST_HISTORY = 24
LEAST = 10
"""Smaller figures are never marked: a few more of few say nothing."""
SPREADS = 4
NORMAL = 1.4826

Series = Mapping[Month, int]
"""Figures by month; a month that is missing was not reported."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A figure that stands out. `limit`: the most that would have been usual."""

    month: Month
    value: int
    median: float
    limit: int
    same_month: int | None
    """The largest of the same month in the years before."""
    months: int
    """How many months it is compared with."""

    @property
    def reason(self) -> str:
        """過去36か月の中央値 4件、いま 12件."""
        return f"過去{self.months}か月の中央値 {self.median:g}件、いま {self.value:,}件"

    @property
    def why(self) -> str:
        """The rule, with the figures it was applied to."""
        same = (
            f"過去の{self.month.label}の最大 {self.same_month:,}件より多く、"
            if self.same_month is not None
            else ""
        )
        return (
            f"{japanese_month(self.month)}は{self.value:,}件で、{same}"
            f"過去{self.months}か月の「ふだんの上限」{self.limit:,}件を超えたからです。"
            f"ふだんの上限は、中央値 {self.median:g}件に、ふだんのばらつきの{SPREADS}倍を"
            f"足したものです。{LEAST}件より少ないものには、印を付けません。"
        )


def rise(series: Series, month: Month) -> Rise | None:
    """Why the month's figure is to be marked; None where it is not."""
    value = series.get(month, 0)
    if value < LEAST:
        return None
    past = {each: series[each] for each in _before(month) if each in series}
    if len(past) < LEAST_HISTORY:
        return None
    middle = median(past.values())
    distance = NORMAL * median(abs(each - middle) for each in past.values())
    limit = floor(middle + SPREADS * max(distance, sqrt(middle), 1))
    same = max((each for at, each in past.items() if at.month == month.month), default=None)
    if value <= limit or (same is not None and value <= same):
        return None
    return Rise(month, value, middle, limit, same, len(past))


def _before(month: Month) -> Iterator[Month]:
    for _ in range(HISTORY):
        month = month.previous
        yield month
