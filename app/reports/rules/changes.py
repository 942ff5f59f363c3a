"""Every figure of an edition by name, and which of them differ from those of the 速報."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from app.calendar import Month, Period
from app.reports.rules.content import (
    Change,
    Compared,
    Content,
    Counted,
    Entered,
    Line,
    SpaceLine,
)
from app.reports.rules.spaces import SpaceMonth, utilization


class Named(NamedTuple):
    label: str
    value: int | None
    unit: str


def compared(before: Content, again: Counted, entered: Entered, period: Period) -> Compared:
    """What is known otherwise by now about the months that the 速報 `before` told of.

    `again` counts those months anew: what later months added is no change of a figure. A
    figure entered by hand says nothing of single months, so it is compared only where the
    new edition has the months of the old one.
    """
    was, now = before.entered, _until(entered, before.period.last)
    if period != before.period:
        was, now = (replace(each, results=()) for each in (was, now))
    old, new = dict(figures_of(before.counted, was)), dict(figures_of(again, now))
    return Compared(before.number, again.first, again.last, tuple(_differences(old, new)))


def _until(entered: Entered, last: Month) -> Entered:
    spaces = tuple(each for each in entered.spaces if Month.parse(each.month) <= last)
    return replace(entered, spaces=spaces)


def _differences(old: Mapping[str, Named], new: Mapping[str, Named]) -> Iterator[Change]:
    for key in [*new, *(key for key in old if key not in new)]:
        was, becomes = old.get(key), new.get(key)
        shown = becomes or old[key]
        values = was and was.value, becomes and becomes.value
        if values[0] != values[1]:
            yield Change(key, shown.label, *values, shown.unit)


def figures_of(counted: Counted, entered: Entered) -> Iterator[tuple[str, Named]]:
    """In the order in which they are printed."""
    yield "consultations", _named(counted.consultations)
    for line in counted.others:
        yield f"others.{line.code}", _named(line)
    for topic in counted.topics:
        yield f"topics.{topic.code}", Named(f"相談内容「{topic.label}」", topic.value, "件")
    yield "topics_total", Named("相談内容の合計", counted.topics_total.value, "件")
    for month in counted.months:
        label = f"{Month.parse(month.month).label}の相談件数"
        yield f"months.{month.month}", Named(label, month.value, "件")
    for breakdown in counted.breakdowns:
        for line in breakdown.lines:
            label = f"{breakdown.title}「{line.label}」"
            yield f"{breakdown.code}.{line.code}", Named(label, line.value, "件")
    for result in (*counted.results, *entered.results):
        yield result.key, Named(result.label, result.value, result.unit)
    yield from _spaces(entered)


def _named(line: Line) -> Named:
    return Named(line.label, line.value, "件")


def _spaces(entered: Entered) -> Iterator[tuple[str, Named]]:
    if not entered.spaces:
        return
    months = [space_month(each) for each in entered.spaces]
    table = utilization(months, average=entered.average)
    for row in table.rows:
        for month, value in zip(table.months, row.months, strict=True):
            yield f"{row.label}.{month}", Named(f"{row.label}({month.label})", value, "%")
        yield f"{row.label}.average", Named(f"{row.label}(平均)", row.average, "%")


def space_month(line: SpaceLine) -> SpaceMonth:
    return SpaceMonth(Month.parse(line.month), line.available, line.joint, line.standalone)
