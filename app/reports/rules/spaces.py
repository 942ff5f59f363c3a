"""稼働率: how much of the open time the spaces were used (domain.md 1.4). Minutes in, per cent out.

Rounded half up, once, at the end. The average is the pooled ratio: all minutes used of all
minutes available, so that a long month weighs more than a short one. The mean of the printed
months is another number, and says so under the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.calendar import Month

POOLED, MEAN_OF_MONTHS = "pooled", "months"

AVERAGES: Mapping[str, str] = {
    POOLED: "使った時間の合計から求める",
    MEAN_OF_MONTHS: "各月の率を平均する",
}

METHODS: Mapping[str, str] = {
    POOLED: (
        "平均は、期間中に使われた時間(分)の合計を、利用できた時間(分)の合計で割ったものです"
        "(小数第1位を四捨五入)。"
    ),
    MEAN_OF_MONTHS: (
        "平均は、各月の稼働率(四捨五入した値)を月の数で割ったものです(小数第1位を四捨五入)。"
    ),
}

WHOLE, JOINT, STANDALONE = "スペースAB 稼働率", "アトリウム一体", "スペースAB 単独"
ROUNDED = "端数処理のため、内訳の和が稼働率と一致しないところがあります。"
BASIS = "稼働率は、利用できた時間(分)に対する、占用して使われた時間(分)の割合です。"


@dataclass(frozen=True, slots=True)
class SpaceMonth:
    """What was entered for a month, in minutes. 一体 and 単独 share what was available."""

    month: Month
    available: int
    joint: int
    standalone: int

    @property
    def used(self) -> int:
        return self.joint + self.standalone


@dataclass(frozen=True, slots=True)
class Utilization:
    """One line of the table, in whole per cent. None: nothing was available."""

    label: str
    months: tuple[int | None, ...]
    average: int | None


@dataclass(frozen=True, slots=True)
class UtilizationTable:
    months: tuple[Month, ...]
    rows: tuple[Utilization, ...]
    notes: tuple[str, ...]


def utilization(months: Sequence[SpaceMonth], *, average: str = POOLED) -> UtilizationTable:
    """The table of 「占用利用状況」: the whole, and the two kinds of use that make it up."""
    shown = sorted(months, key=lambda each: each.month)
    rows = (
        _line(WHOLE, [(each.used, each.available) for each in shown], average),
        _line(JOINT, [(each.joint, each.available) for each in shown], average),
        _line(STANDALONE, [(each.standalone, each.available) for each in shown], average),
    )
    notes = [BASIS, METHODS[average]]
    if not _adds_up(rows):
        notes.append(ROUNDED)
    return UtilizationTable(tuple(each.month for each in shown), rows, tuple(notes))


def percent(used: int, available: int) -> int | None:
    """Whole per cent, half up; exact, since nothing becomes a fraction of two."""
    return (200 * used + available) // (2 * available) if available else None


def _line(label: str, minutes: Sequence[tuple[int, int]], average: str) -> Utilization:
    months = tuple(percent(used, available) for used, available in minutes)
    if average == MEAN_OF_MONTHS:
        known = [each for each in months if each is not None]
        mean = (2 * sum(known) + len(known)) // (2 * len(known)) if known else None
        return Utilization(label, months, mean)
    pooled = percent(sum(used for used, _ in minutes), sum(available for _, available in minutes))
    return Utilization(label, months, pooled)


def _adds_up(rows: Sequence[Utilization]) -> bool:
    whole, *parts = ((*row.months, row.average) for row in rows)
    return all(
        total is None or total == sum(each or 0 for each in split)
        for total, *split in zip(whole, *parts, strict=True)
    )
