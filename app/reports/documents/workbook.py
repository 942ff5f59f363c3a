"""The figures of an edition as a workbook: one datum a cell, charts that Excel itself draws.

Data stand on sheets without any picture, so that programs read them (総務省 統計表における機械判読
可能なデータの表記方法): numbers as numbers, units in the headings, ranks and notes in columns of
their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from app.calendar import Month, japanese_day
from app.documents.blocks import printable
from app.reports.rules.changes import space_month
from app.reports.rules.content import Content, Line, TopicLine
from app.reports.rules.kinds import ANNUAL, PROGRAMMES, STAGES
from app.reports.rules.spaces import AVERAGES, Utilization, utilization
from app.statistics.rules import NOTE

Datum = str | int | None
_WIDEST = 60
_INK = "#0017C1"
_LIGHT = "#9DB7F9"
_QUIET = "#595959"
_GRID = "#D0D0D0"
_A4 = 9
_WIDTH, _ROW = 760, 20
"""Pixels: of a chart, and of a row of the sheet it lies on."""
_NEVER_FORMULAS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Datum]]


def write_workbook(content: Content, *, timestamp: datetime) -> bytes:
    """The same edition and (aware) timestamp give the same bytes."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _NEVER_FORMULAS)
    moment = timestamp.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": printable(content.title), "created": moment})
    head = book.add_format({"bold": True, "bg_color": "#E8E8E8", "border": 1, "text_wrap": True})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    charts = book.add_worksheet("グラフ")
    sheets = [sheet for sheet in _sheets(content) if sheet.rows]
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, head, cell)
    _draw(book, charts, {sheet.name: sheet for sheet in sheets})
    book.close()
    return file.getvalue()


def _write(target: Worksheet, sheet: Sheet, head: Any, cell: Any) -> None:
    target.write_row(0, 0, sheet.columns, head)
    for number, row in enumerate(sheet.rows, start=1):
        for column, datum in enumerate(row):
            if isinstance(datum, str):
                target.write_string(number, column, printable(datum), cell)
            elif datum is not None:
                target.write_number(number, column, datum, cell)
    for column, heading in enumerate(sheet.columns):
        words = [heading, *(str(row[column]) for row in sheet.rows if row[column] is not None)]
        longest = max(2 * len(each) for each in words)
        target.set_column(column, column, min(_WIDEST, longest + 2))
    target.freeze_panes(1, 0)
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)


def _sheets(content: Content) -> Iterator[Sheet]:
    yield Sheet("報告", ("項目", "内容"), list(_about(content)))
    yield Sheet("相談件数", ("項目", *_headings(content)), list(_counts(content)))
    yield Sheet(
        "相談内容",
        ("項目コード", "相談内容", *_headings(content), "順位", "注"),
        list(_topics(content)),
    )
    yield Sheet("月別", ("年", "月", "相談件数(件)", "前年同月(件)"), list(_months(content)))
    yield Sheet(
        "内訳", ("区分", "項目コード", "項目", *_headings(content)), list(_breakdowns(content))
    )
    yield Sheet("相談内容例", ("相談内容", "例"), list(_examples(content)))
    yield from _space_sheets(content)
    yield Sheet(
        "事業の実績",
        ("事業番号", "事業", "実績", "数", "前年度の数", "単位", "出どころ"),
        list(_results(content)),
    )
    yield Sheet("速報からの変更", ("数字", "速報", "今回", "単位"), list(_changes(content)))
    words = [(each.term, each.words) for each in content.definitions]
    yield Sheet("数字の説明", ("用語", "説明"), words)


def _headings(content: Content) -> Sequence[str]:
    if content.kind == ANNUAL:
        return ("件数(件)", "前年同期(件)")
    return ("件数(件)", "前年同月(件)", "前月(件)")


def _figures(content: Content, line: Line | TopicLine) -> Sequence[Datum]:
    beside = (line.value, line.before)
    return beside if content.kind == ANNUAL else (*beside, line.previous)


def _about(content: Content) -> Iterator[Sequence[Datum]]:
    period = content.period
    yield "題名", content.title
    yield "センター", content.center
    yield "期間のはじめ", str(period.first)
    yield "期間のおわり", str(period.last)
    yield "段階", STAGES[content.stage]
    yield "版", content.number
    yield "時点", japanese_day(date.fromisoformat(content.as_of))
    yield "作成日", japanese_day(date.fromisoformat(content.made_on))
    if content.counted.since:
        yield "開設した日", japanese_day(date.fromisoformat(content.counted.since))
    if content.counted.reported:
        yield "期間の各月を提出した区", content.counted.reported
    for remark in content.counted.remarks:
        yield "注意", remark


def _counts(content: Content) -> Iterator[Sequence[Datum]]:
    for line in (content.counted.consultations, *content.counted.others):
        yield line.label, *_figures(content, line)
    if content.kind != ANNUAL:
        to_date = content.counted.to_date
        yield "4月からの累計", to_date.value, to_date.before, None


def _topics(content: Content) -> Iterator[Sequence[Datum]]:
    for topic in content.counted.topics:
        yield topic.code, topic.label, *_figures(content, topic), topic.rank, None
    total = content.counted.topics_total
    yield total.code, total.label, *_figures(content, total), None, NOTE


def _months(content: Content) -> Iterator[Sequence[Datum]]:
    for line in content.counted.months:
        month = Month.parse(line.month)
        yield month.year, month.month, line.value, line.before


def _breakdowns(content: Content) -> Iterator[Sequence[Datum]]:
    for breakdown in content.counted.breakdowns:
        for line in breakdown.lines:
            yield breakdown.title, line.code, line.label, *_figures(content, line)


def _examples(content: Content) -> Iterator[Sequence[Datum]]:
    for example in content.examples:
        for line in example.lines:
            yield example.label, line


def _space_sheets(content: Content) -> Iterator[Sheet]:
    entered = content.entered
    if not entered.spaces:
        return
    months = [space_month(each) for each in entered.spaces]
    rates: Sequence[Utilization] = utilization(months, average=entered.average).rows
    columns = ("年", "月", "利用できた時間(分)", "アトリウム一体(分)", "単独(分)")
    labels = tuple(f"{rate.label}(%)" for rate in rates)
    rows = [
        (
            each.month.year,
            each.month.month,
            each.available,
            each.joint,
            each.standalone,
            *(rate.months[index] for rate in rates),
        )
        for index, each in enumerate(sorted(months, key=lambda each: each.month))
    ]
    yield Sheet("稼働率", (*columns, *labels), rows)
    method = AVERAGES[entered.average]
    means = [(rate.label, rate.average, method) for rate in rates]
    yield Sheet("稼働率の平均", ("区分", "平均(%)", "求め方"), means)


def _results(content: Content) -> Iterator[Sequence[Datum]]:
    titles = {each.number: each.title for each in PROGRAMMES}
    for each in (*content.counted.results, *content.entered.results):
        source = "手入力" if each.by_hand else "集計"
        title = titles[each.programme]
        yield each.programme, title, each.label, each.value, each.before, each.unit, source


def _changes(content: Content) -> Iterator[Sequence[Datum]]:
    for each in content.compared.changes if content.compared else ():
        yield each.label, each.was, each.now, each.unit


def _draw(book: xlsxwriter.Workbook, target: Worksheet, sheets: Mapping[str, Sheet]) -> None:
    """The charts, one below the other; each of them reads a sheet of data."""
    charts = [_topics_chart(book, sheets["相談内容"])]
    months = sheets.get("月別")
    if months and any(value is not None for *_, now, then in months.rows for value in (now, then)):
        charts.append(_months_chart(book, months))
    if spaces := sheets.get("稼働率"):
        charts.append(_spaces_chart(book, spaces))
    row = 0
    for chart, height in charts:
        chart.set_size({"width": _WIDTH, "height": height})
        chart.set_legend({"position": "bottom"})
        target.insert_chart(row, 0, chart, {"x_offset": 12, "y_offset": 12})
        row += height // _ROW + 2
    target.hide_gridlines(2)
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)


def _topics_chart(book: xlsxwriter.Workbook, sheet: Sheet) -> tuple[Chart, int]:
    chart = book.add_chart({"type": "bar"})
    last = len(sheet.rows) - 1  # without the total
    for column, color in ((2, _INK), (3, _LIGHT)):
        if any(row[column] is not None for row in sheet.rows[:-1]):
            chart.add_series(
                {
                    "name": [sheet.name, 0, column],
                    "categories": [sheet.name, 1, 1, last, 1],
                    "values": [sheet.name, 1, column, last, column],
                    "fill": {"color": color},
                    "data_labels": {"value": True},
                    "gap": 60,
                }
            )
    chart.set_title({"name": "相談内容別の件数", "overlay": False})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": _GRID}}})
    return chart, 160 + 40 * last


def _months_chart(book: xlsxwriter.Workbook, sheet: Sheet) -> tuple[Chart, int]:
    chart = book.add_chart({"type": "line"})
    last = len(sheet.rows)
    for column, color, dash in ((2, _INK, "solid"), (3, _QUIET, "dash")):
        if any(row[column] is not None for row in sheet.rows):
            chart.add_series(
                {
                    "name": [sheet.name, 0, column],
                    "categories": [sheet.name, 1, 1, last, 1],
                    "values": [sheet.name, 1, column, last, column],
                    "line": {"color": color, "dash_type": dash, "width": 2},
                    "marker": {"type": "circle", "fill": {"color": color}},
                }
            )
    chart.set_title({"name": "月ごとの相談件数"})
    chart.set_x_axis({"name": "月"})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": _GRID}}})
    return chart, 360


def _spaces_chart(book: xlsxwriter.Workbook, sheet: Sheet) -> tuple[Chart, int]:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    last = len(sheet.rows)
    for column, color in ((6, _INK), (7, _LIGHT)):
        chart.add_series(
            {
                "name": [sheet.name, 0, column],
                "categories": [sheet.name, 1, 1, last, 1],
                "values": [sheet.name, 1, column, last, column],
                "fill": {"color": color},
                "gap": 80,
            }
        )
    chart.set_title({"name": "スペースA・Bの稼働率(%)"})
    chart.set_x_axis({"name": "月"})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": _GRID}}})
    return chart, 360
