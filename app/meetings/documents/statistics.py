"""相談統計: the period beside the year before, as the statistics room reports it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.calendar import CITY_TIME, Period, japanese_day, japanese_month
from app.documents.blocks import (
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
)
from app.documents.charts import bar_chart, grouped_bar_chart
from app.documents.grids import heat_map
from app.documents.scale import NOT_REPORTED, Frame, Series
from app.documents.trends import line_chart
from app.indicators.rules import BY_CODE, Card
from app.meetings.rules.packs import paper_label
from app.statistics.rules import PlaceRow, Row, StatisticsReport, TopicRow

TITLE = "相談統計"
NONE = "－"
"""There is nothing to print: the topic did not exist, or nothing is known."""
COUNTED_ONCE = (
    "※区が推進センターに相談し、両方で記録した相談は、延べでは2件、実では1件と数えています。"
)


def statistics_paper(report: StatisticsReport, number: int) -> Document:
    """All centers together, exactly as the city's page shows them."""
    return Document(
        title=TITLE,
        subtitle=_span(report.period),
        number=paper_label(number),
        date_line=_as_of(report),
        blocks=list(_city(report)),
    )


def _span(period: Period) -> str:
    span = f"{japanese_month(period.first)}～{japanese_month(period.last)}"
    return span if period.label == span else f"{period.label}　{span}"


def _as_of(report: StatisticsReport) -> str:
    if report.as_of is None:
        return "集計された数字はまだありません"
    moment = report.as_of.astimezone(CITY_TIME)
    return f"{japanese_day(moment.date())} {moment.hour}:{moment.minute:02d} 現在"


def _city(report: StatisticsReport) -> Iterator[Block]:
    yield Heading("1 全市の概況")
    yield from (Paragraph(words) for words in _reported(report))
    yield _key_figures(report, "表1 全センターの主な件数", list(_rows(report)))
    if report.distinct is not None:
        yield Note(COUNTED_ONCE)
    yield from (Note(f"※{remark}") for remark in report.remarks)
    yield Heading("2 相談内容")
    table = _topics(report, "表2 相談内容別の件数")
    wide, narrow = (_topic_bars(report, narrow=each) for each in (False, True))
    yield Chart("図1 相談内容別の件数", wide, _topic_words(report), table, narrow)
    yield Heading("3 月ごとの相談件数")
    yield _months(report)
    yield Heading("4 センターごとの相談件数")
    yield _centers(report)
    yield Heading("5 区ごとの相談内容")
    yield _heat(report)
    yield Heading("数字の意味")
    yield from (Note(f"{card.title}: {card.definition}") for card in _cited(report))


def _cited(report: StatisticsReport) -> Iterator[Card]:
    """The cards of what is printed here."""
    codes = ["consultations", "topics", "topic_tags", "referrals", "compared", "reported"]
    if report.distinct is not None:
        codes[1:1] = ["distinct", "linked"]
    yield from (BY_CODE[code] for code in codes)


def _rows(report: StatisticsReport) -> Iterator[Row]:
    """延べ first, and 実 below it where both sides of a case are in the report."""
    total, linked = report.consultations, report.linked
    if report.distinct is None:
        yield total
    else:
        yield replace(total, label="相談件数(延べ)")
        before = None if total.before is None else total.before - (linked.before or 0)
        yield replace(total, label="相談件数(実)", value=report.distinct, before=before)
    yield report.topic_tags
    yield report.referrals


def _reported(report: StatisticsReport) -> Iterator[str]:
    yield f"この期間の各月をすべて提出した区: {report.reported.label}"
    if report.reported.missing:
        names = "、".join(ward.short_name for ward in report.reported.missing)
        yield (
            f"提出がそろっていない区: {names}\n"
            "提出がそろっていない区についても、これまでに記録された件数を含みます。"
        )


def _key_figures(report: StatisticsReport, caption: str, rows: Sequence[Row]) -> Table:
    return Table(
        caption=caption,
        columns=_columns(report.period, "項目"),
        rows=[(row.label, *_compared(row.value, row.before)) for row in rows],
    )


def _topics(report: StatisticsReport, caption: str) -> Table:
    topics = report.topics
    rows = [(row.label, f"{row.mark}{row.value:,}", *_beside(row)) for row in topics.rows]
    now, *before = _compared(topics.total, topics.total_before)
    total = ("合計", f"{topics.total_mark}{now}", *before)
    return Table(
        caption=caption,
        columns=_columns(report.period, "相談内容"),
        rows=[*rows, total],
        total_row=True,
        notes=[topics.note, "①②③は件数の多い順です(「その他」を除く)。"],
    )


def _beside(row: TopicRow) -> tuple[str, str]:
    """The year before and the difference, which a break in the series has not."""
    _, before, difference = _compared(row.value, row.before)
    return before, NONE if row.is_broken else difference


def _topic_bars(report: StatisticsReport, *, narrow: bool) -> str:
    frame = Frame("相談内容別の件数", _topic_words(report))
    rows = report.topics.rows
    labels = [row.label for row in rows]
    now = [row.value for row in rows]
    if report.topics.total_before is None:
        return bar_chart(list(zip(labels, now, strict=True)), frame, narrow=narrow)
    before = [row.before for row in rows]
    period = report.period
    series = Series(period.label, now), Series(period.year_before.label, before)
    return grouped_bar_chart(labels, series, frame, narrow=narrow)


def _topic_words(report: StatisticsReport) -> str:
    ranked = sorted((row for row in report.topics.rows if row.rank), key=lambda row: row.rank or 0)
    if not ranked:
        return "相談内容別の件数の棒グラフ。まだ件数がありません。"
    first = "、".join(f"{row.label}{row.value:,}件" for row in ranked)
    return f"相談内容別の件数の棒グラフ。多い順に、{first}。"


def _months(report: StatisticsReport) -> Chart:
    period = report.period
    rows = [(japanese_month(row.month), *_compared(row.value, row.before)) for row in report.months]
    table = Table("表3 月ごとの相談件数", _columns(period, "月"), rows)
    words = "月ごとの相談件数の折れ線グラフ。数字は表3のとおり。"
    series = [Series(period.label, [row.value for row in report.months])]
    if any(row.before is not None for row in report.months):
        before = [row.before for row in report.months]
        series.append(Series(period.year_before.label, before))
    labels = [row.month.label for row in report.months]
    frame = Frame("月ごとの相談件数", words)
    wide, narrow = (line_chart(labels, series, frame, narrow=each) for each in (False, True))
    return Chart("図2 月ごとの相談件数", wide, words, table, narrow)


def _centers(report: StatisticsReport) -> Table:
    rows = [
        (
            row.place.short_name,
            *_compared(row.value, row.before),
            _submitted(row),
        )
        for row in report.centers
    ]
    total = report.consultations
    return Table(
        caption="表4 センターごとの相談件数",
        columns=[*_columns(report.period, "センター"), Column("提出", "center", 1)],
        rows=[*rows, ("合計", *_compared(total.value, total.before), "")],
        total_row=True,
    )


def _heat(report: StatisticsReport) -> Chart:
    """Center by topic: the picture writes every figure, so that its table is for screens."""
    topics = report.topics.rows
    names = [row.place.short_name for row in report.centers]
    values = [
        [None if row.value is None else row.topics.get(topic.code, 0) for topic in topics]
        for row in report.centers
    ]
    words = "行が区、列が相談内容で、件数を濃さと数字で表した図。"
    title = "図3 区ごと・相談内容ごとの件数(色が濃いほど多い)"
    columns = [Column("区", width=2), *(Column(topic.label, "right") for topic in topics)]
    table = Table(
        title,
        columns,
        [
            (name, *(NOT_REPORTED if value is None else f"{value:,}" for value in line))
            for name, line in zip(names, values, strict=True)
        ],
    )
    labels = (names, [topic.label for topic in topics])
    frame = Frame("区ごとの相談内容", words)
    wide, narrow = (heat_map(labels, values, frame, narrow=each) for each in (False, True))
    return Chart(title, wide, words, table, narrow, says_all=True)


def _submitted(row: PlaceRow) -> str:
    if row.place.ward_code is None:  # the central center submits to nobody
        return NONE
    return "済" if row.complete else "未"


def _columns(period: Period, first: str) -> Sequence[Column]:
    return [
        Column(first, width=4),
        Column(_heading(period), "right", 2),
        Column(_heading(period.year_before), "right", 2),
        Column("増減", "right", 1.4),
    ]


def _heading(period: Period) -> str:
    """The period in a narrow column: its two ends on two lines, where it has no short name."""
    return period.label.replace("～", "～\n")


def _compared(value: int | None, before: int | None) -> tuple[str, str, str]:
    """This period, the year before and the difference, as they are printed."""
    now = NOT_REPORTED if value is None else f"{value:,}"
    if before is None:
        return now, NONE, NONE
    difference = None if value is None else value - before
    return now, f"{before:,}", _signed(difference)


def _signed(difference: int | None) -> str:
    if difference is None:
        return NONE
    return f"{difference:+,}" if difference else "0"
