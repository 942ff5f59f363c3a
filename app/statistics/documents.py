"""The report as drawings, each with its table: for pages and papers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from app.calendar import Period, japanese_day, japanese_month
from app.documents.charts import bar_chart, grouped_bar_chart
from app.documents.grids import heat_map, tile_map
from app.documents.scale import NO_POPULATION, Frame, Series
from app.documents.sheets import as_sheet
from app.documents.trends import line_chart
from app.statistics import rules
from app.statistics.rules import (
    CityFigure,
    Opens,
    PlaceFigure,
    PlaceRow,
    Rates,
    Reported,
    Row,
    StatisticsReport,
    TopicRow,
    Trends,
)

NOT_COMPARABLE = "－"
NOT_REPORTED = "未報告"
REPORTED = "提出した区"
THIS, BEFORE = "この期間", "前年同期"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, the same for a phone, and the table that says the same."""

    title: str
    svg: str
    narrow_svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None
    hrefs: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Where the table's figures open to, by row and column."""
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Which figures stand out, and why."""
    reported: str = ""
    """17/18区, where wards are added up: it goes along with the data."""

    @property
    def sheet(self) -> dict[str, Sequence[Any]]:
        """The table as data: one cell one datum, numbers as numbers (統計表ルール)."""
        sheet = as_sheet(self.columns, self.rows, self.note)
        if not self.reported:
            return dict(sheet)
        return {
            "columns": [*sheet["columns"], REPORTED],
            "rows": [[*row, self.reported] for row in sheet["rows"]],
        }


def of_wards(figure: Figure, reported: Reported) -> Figure:
    """The same, with how many wards it is made of."""
    return replace(figure, reported=reported.label if reported.of else "")


def nowhere(_measure: str, _code: str, _period: Period) -> None:
    """On paper, no figure opens."""


def topics(report: StatisticsReport, opens: Opens = nowhere) -> Figure:
    table = report.topics
    figure = compared("相談内容別の件数", table.rows, "topics", report.period, opens)
    total = (
        "合計",
        f"{table.total_mark}{table.total:,}",
        number(table.total_before),
        signed(None if table.total_before is None else table.total - table.total_before),
    )
    rows = (*(_marked(row) for row in table.rows), total)
    shown = len(figure.columns)
    return replace(figure, rows=tuple(row[:shown] for row in rows), note=table.note)


def compared(
    title: str,
    rows: Sequence[Row | TopicRow],
    measure: str,
    period: Period,
    opens: Opens = nowhere,
) -> Figure:
    """This period beside the year before; alone where the year before is not known."""
    hrefs = _hrefs(
        ((index, column), opens(measure, row.code, span))
        for index, row in enumerate(rows)
        for column, span, value in (
            (1, period, row.value),
            (2, period.year_before, row.before),
        )
        if value
    )
    lines = [_line(row) for row in rows]
    labels = [row.label for row in rows]
    this = Series(THIS, [row.value for row in rows])
    before = Series(BEFORE, [row.before for row in rows])
    if all(value is None for value in before.values):
        frame = Frame(title, f"{THIS}の項目ごとの横棒グラフ")
        svgs = _both(partial(bar_chart, list(zip(labels, this.values, strict=True)), frame))
        alone = tuple(line[:2] for line in lines)
        return Figure(title, *svgs, ("項目", THIS), alone, hrefs=hrefs)
    frame = Frame(title, f"{THIS}と{BEFORE}を項目ごとに並べた横棒グラフ")
    svgs = _both(partial(grouped_bar_chart, labels, (this, before), frame))
    return Figure(title, *svgs, ("項目", THIS, BEFORE, "増減"), tuple(lines), hrefs=hrefs)


def months(report: StatisticsReport, opens: Opens = nowhere) -> Figure:
    title = "月別の相談件数"
    frame = Frame(title, f"{THIS}と{BEFORE}を月ごとに比べた折れ線グラフ")
    labels = [row.month.label for row in report.months]
    series = [
        Series(THIS, [row.value for row in report.months]),
        Series(BEFORE, [row.before for row in report.months]),
    ]
    svgs = _both(partial(line_chart, labels, series, frame))
    rows = tuple(
        (f"{row.month.year}年{row.month.label}", number(row.value), number(row.before))
        for row in report.months
    )
    hrefs = _hrefs(
        ((index, column), opens("consultations", "total", Period(month, month)))
        for index, row in enumerate(report.months)
        for column, month, value in (
            (1, row.month, row.value),
            (2, row.month.year_before, row.before),
        )
        if value
    )
    return Figure(title, *svgs, ("月", THIS, BEFORE), rows, hrefs=hrefs)


def five_years(trends: Trends) -> Figure:
    """A line over the months; the table has the years side by side."""
    title = "5年間の相談件数"
    frame = Frame(title, "5年度の相談件数を月ごとに結んだ折れ線グラフ")
    labels = [f"{month.year}/{month.month}" for month in trends.months]
    svgs = _both(partial(line_chart, labels, [Series("相談件数", trends.values)], frame))
    rows = [
        (f"{month}月", *(number(trends.value(year, month)) for year in trends.years))
        for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
    ]
    rows.append(("合計", *(number(trends.of_year(year)) for year in trends.years)))
    columns = ("月", *(year.short_label for year in trends.years))
    last = japanese_month(trends.months[-1])
    note = f"{last}まで。終わっていない月は入れていません。"
    return Figure(title, *svgs, columns, tuple(rows), note=note)


def months_by_topics(trends: Trends, opens: Opens = nowhere) -> Figure:
    """The months downward, a column for each topic; a rise carries its mark and its reason."""
    title = "月別・相談内容別の件数"
    frame = Frame(title, "行が月、列が相談内容で、件数を濃さで表した図")
    months = list(trends.period.months)
    named = [f"{month.year}/{month.month}" for month in months]
    labels = (named, [topic.label for topic in trends.topics])
    values = [[topic.values[index] for topic in trends.topics] for index in range(len(months))]
    rows = tuple(
        (name, *(number(value) for value in line)) for name, line in zip(named, values, strict=True)
    )
    places = [
        ((index, column), topic.code, month)
        for index, month in enumerate(months)
        for column, topic in enumerate(trends.topics, start=1)
    ]
    hrefs = _hrefs(
        (place, opens("topics", code, Period(month, month)))
        for place, code, month in places
        if values[place[0]][place[1] - 1]
    )
    risen = {
        (each.code, each.rise.month): each.rise.reason
        for each in trends.rises
        if each.place is None and each.measure == "topics"
    }
    marks = {place: risen[code, month] for place, code, month in places if (code, month) in risen}
    svgs = _both(partial(heat_map, labels, values, frame))
    return Figure(title, *svgs, ("月", *labels[1]), rows, hrefs=hrefs, marks=marks)


def ward_map(report: StatisticsReport, hrefs: Mapping[str, str]) -> Figure:
    """The eighteen wards as tiles; `hrefs` by ward code lead to each ward's own report."""
    linked = _hrefs(
        ((index, 0), hrefs.get(row.place.ward_code or row.place.slug))
        for index, row in enumerate(report.centers)
    )
    title = "区別の相談件数"
    frame = Frame(title, "18区を地図の位置に並べ、相談件数を濃さで表した図")
    values = {row.place.ward_code: row.value for row in report.centers if row.place.ward_code}
    svgs = _both(partial(tile_map, values, frame, hrefs=hrefs))
    rows = tuple(
        (
            row.place.short_name,
            NOT_REPORTED if row.value is None else f"{row.value:,}",
            number(row.before),
        )
        for row in report.centers
    )
    return Figure(title, *svgs, ("区", THIS, BEFORE), rows, hrefs=linked)


def ward_rates(rates: Rates, hrefs: Mapping[str, str]) -> Figure:
    """The map and its table for each 100,000 people, with the populations and their source."""
    title = "区別の相談件数(人口10万人あたり)"
    frame = Frame(title, "18区を地図の位置に並べ、人口10万人あたりの件数を濃さで表した図", "件")
    values = rules.rates_by_ward(rates)
    drawn = partial(tile_map, values, frame, hrefs=hrefs, missing=NO_POPULATION)
    rows = tuple(
        (
            row.place.short_name,
            "" if row.rank is None else str(row.rank),
            rate(row.value),
            rate(row.before),
            NO_POPULATION if row.population is None else f"{row.population:,}",
        )
        for row in rates.rows
    )
    linked = _hrefs(
        ((index, 0), hrefs.get(row.place.ward_code or "")) for index, row in enumerate(rates.rows)
    )
    columns = ("区", "順位", "10万人あたり", BEFORE, "人口")
    source = "、".join(rates.sources) or "入力されていません"
    note = f"人口: {rates.year.short_label}の数字。出典: {source}"
    return Figure(title, *_both(drawn), columns, rows, note=note, hrefs=linked)


def rate(value: float | None) -> str:
    """One decimal, as rates are printed."""
    return NOT_COMPARABLE if value is None else f"{value:,.1f}"


def wards_by_topics(
    report: StatisticsReport, opens: Callable[[PlaceRow, str], str | None]
) -> Figure:
    """`opens` leads to the topic at the ward."""
    title = "区別・相談内容別の件数"
    frame = Frame(title, "行が区、列が相談内容で、件数を濃さで表した図")
    topics = report.topics.rows
    names = [row.place.short_name for row in report.centers]
    labels = (names, [topic.label for topic in topics])
    values = [
        [None if row.value is None else row.topics.get(topic.code, 0) for topic in topics]
        for row in report.centers
    ]
    svgs = _both(partial(heat_map, labels, values, frame))
    rows = tuple(
        (name, *(number(value) for value in line)) for name, line in zip(names, values, strict=True)
    )
    hrefs = _hrefs(
        ((index, column), opens(row, topic.code))
        for index, row in enumerate(report.centers)
        for column, topic in enumerate(topics, start=1)
        if row.topics.get(topic.code)
    )
    return Figure(title, *svgs, ("区", *labels[1]), rows, hrefs=hrefs)


def centers_of(figure: CityFigure, opens: Callable[[PlaceFigure], str | None]) -> Figure:
    """The figure's share of each center, the rank in a column of its own."""
    title = f"{figure.label}: センターごと"
    frame = Frame(title, f"{THIS}の{figure.label}をセンターごとに並べた横棒グラフ", figure.unit)
    bars = [(row.place.short_name, row.value) for row in figure.centers]
    rows = tuple(
        (
            row.place.short_name,
            "" if row.rank is None else str(row.rank),
            NOT_REPORTED if row.value is None else f"{row.value:,}",
            number(row.before),
            signed(row.difference),
        )
        for row in figure.centers
    )
    hrefs = _hrefs(((index, 0), opens(row)) for index, row in enumerate(figure.centers))
    columns = ("センター", "順位", THIS, BEFORE, "増減")
    return Figure(title, *_both(partial(bar_chart, bars, frame)), columns, rows, hrefs=hrefs)


def as_of_words(report: StatisticsReport) -> str:
    """令和8年11月23日(月) 16:48 現在: when the latest of the figures was counted."""
    if report.as_of is None:
        return "集計された数字はまだありません"
    return f"{japanese_day(report.as_of.date())} {report.as_of:%H:%M} 現在"


def number(value: int | None) -> str:
    return NOT_COMPARABLE if value is None else f"{value:,}"


def signed(difference: int | None) -> str:
    if difference is None:
        return NOT_COMPARABLE
    return f"{difference:+,}" if difference else "±0"


def _line(row: Row | TopicRow) -> tuple[str, ...]:
    return row.label, f"{row.value:,}", number(row.before), signed(row.difference)


def _marked(row: TopicRow) -> tuple[str, ...]:
    label, value, *others = _line(row)
    return label, f"{row.mark}{value}", *others


def _hrefs(
    found: Iterable[tuple[tuple[int, int], str | None]],
) -> Mapping[tuple[int, int], str]:
    return {place: href for place, href in found if href}


def _both(draw: Callable[..., str]) -> tuple[str, str]:
    return draw(narrow=False), draw(narrow=True)
