"""Every figure of an edition by name, and which of them differ between two editions."""

from collections.abc import Iterator
from typing import NamedTuple

from app.calendar import Month
from app.reports.rules.content import Change, Content, SpaceLine
from app.reports.rules.spaces import SpaceMonth, utilization


class Named(NamedTuple):
    label: str
    value: int | None
    unit: str


def changes(before: Content, now: Content) -> tuple[Change, ...]:
    """What `now` says otherwise than `before`, in the order in which it is printed."""
    old, new = dict(figures_of(before)), dict(figures_of(now))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, becomes = old.get(key), new.get(key)
        if (was and was.value) == (becomes and becomes.value):
            continue
        shown = becomes or was
        if shown is None:
            continue
        found.append(
            Change(key, shown.label, was and was.value, becomes and becomes.value, shown.unit)
        )
    return tuple(found)


def figures_of(content: Content) -> Iterator[tuple[str, Named]]:
    counted, entered = content.counted, content.entered
    yield "consultations", Named("相談件数", counted.consultations.value, "件")
    yield "year_to_date", Named("相談件数(4月からの累計)", counted.year_to_date, "件")
    for topic in counted.topics:
        yield f"topics.{topic.code}", Named(f"相談内容「{topic.label}」", topic.value, "件")
    yield "topics_total", Named("相談内容の合計", counted.topics_total, "件")
    for month in counted.months:
        label = f"{Month.parse(month.month).label}の相談件数"
        yield f"months.{month.month}", Named(label, month.value, "件")
    for breakdown in counted.breakdowns:
        for line in breakdown.lines:
            label = f"{breakdown.title}「{line.label}」"
            yield f"{breakdown.title}.{line.code}", Named(label, line.value, "件")
    for result in (*counted.results, *entered.results):
        yield result.key, Named(result.label, result.value, result.unit)
    yield from _spaces(content)


def _spaces(content: Content) -> Iterator[tuple[str, Named]]:
    if not content.entered.spaces:
        return
    table = utilization(
        [space_month(each) for each in content.entered.spaces], average=content.entered.average
    )
    for row in table.rows:
        for month, value in zip(table.months, row.months, strict=True):
            yield f"{row.label}.{month}", Named(f"{row.label}({month.label})", value, "%")
        yield f"{row.label}.average", Named(f"{row.label}(平均)", row.average, "%")


def space_month(line: SpaceLine) -> SpaceMonth:
    return SpaceMonth(Month.parse(line.month), line.available, line.joint, line.standalone)
