"""What stands at each named place of a report, as lines and as blocks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from app.calendar import Month, Period, japanese_day, japanese_month
from app.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Column,
    Document,
    Heading,
    Items,
    Paragraph,
    Prose,
    Span,
    Table,
)
from app.documents.charts import bar_chart, grouped_bar_chart
from app.documents.scale import NOT_REPORTED, Frame, Series
from app.documents.trends import line_chart
from app.reports.rules import outlines
from app.reports.rules.changes import space_month
from app.reports.rules.content import (
    Breakdown,
    Change,
    Content,
    Line,
    MonthLine,
    Result,
    TopicLine,
)
from app.reports.rules.kinds import ANNUAL, MONTHLY, PROGRAMMES, STAGES, TEXTS, short_period
from app.reports.rules.spaces import utilization
from app.reports.rules.words import BULLET, HEADING, NUMBERED, Part, parts_of
from app.statistics.rules import NOTE, TOTAL_MARK
from app.statistics.rules.topics import RANK_MARKS

NONE = "－"
"""There is nothing to print: nothing is known, or the topic did not exist."""
RANKED = "①②③は件数の多い順です(「その他」を除く)。"
LETTERS = "アイウエオカキクケコサシスセソタチツテト"
BY_HAND = "手入力"
Lines = Sequence[Line | TopicLine]
_PLACES = {"notes": outlines.NOTES, "plans": outlines.PLANS}
"""Texts with a heading of their own."""


def document(content: Content) -> Document:
    """The report as the house lays it out: for the .pdf and for the page."""
    words, found = lines(content), blocks(content)
    printed: list[Block] = []
    for part in outlines.OUTLINES[content.kind]:
        if isinstance(part, outlines.Head):
            printed.append(Heading(_filled(part.text, words), part.level))
        else:
            printed += found[part]
    return Document(content.title, _filled(outlines.DATE_LINE, words), printed)


def lines(content: Content) -> Mapping[str, str]:
    """The words for each place that is a line."""
    return {
        "表題": content.title,
        "センター名": content.center,
        "期間": content.period.label,
        "時点": japanese_day(date.fromisoformat(content.as_of)),
        "段階": STAGES[content.stage],
        "版": f"第{content.number}版",
        "作成日": japanese_day(date.fromisoformat(content.made_on)),
        "相談件数": f"{content.counted.consultations.value:,}",
    }


def blocks(content: Content) -> Mapping[str, Sequence[Block]]:
    """What stands at each place that is a block; nothing where there is nothing to say."""
    yearly = content.kind == ANNUAL
    return {name: list(found) for name, found in (_year if yearly else _month)(content)}


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{{ {name} }}}}", word)
    return text


def _year(content: Content) -> Iterator[tuple[str, Iterator[Block]]]:
    yield outlines.LEAD, prose(content.text("lead"))
    yield outlines.PROGRAMMES_LIST, _programmes()
    yield outlines.COUNT, _count(content)
    yield outlines.TOPICS, _topics(content, Heading("(2) 相談内容実績", 3))
    yield outlines.EXAMPLES, _examples(content, Heading("(3) 相談内容例", 3))
    for each in PROGRAMMES:
        yield outlines.words_of(each.number), prose(content.text(f"p{each.number}"))
        yield outlines.results_of(each.number), _results(content, each.number)
    yield outlines.SPACES, _spaces(content)
    yield from _always(content)


def _month(content: Content) -> Iterator[tuple[str, Iterator[Block]]]:
    yield outlines.LEAD, prose(content.text("lead"))
    yield outlines.KEY, _key_figures(content)
    yield outlines.TOPICS, _topics(content, None)
    yield outlines.EXAMPLES, _examples(content, Heading("相談内容例", 2))
    yield outlines.BREAKDOWNS, _breakdowns(content)
    yield outlines.STORIES, _stories(content)
    for place, name in _PLACES.items():
        yield name, _headed(TEXTS[content.kind][place], content.text(place))
    yield from _always(content)


def _always(content: Content) -> Iterator[tuple[str, Iterator[Block]]]:
    yield outlines.MONTHS, _months(content)
    yield outlines.CHANGES, _changes(content)
    yield outlines.DEFINITIONS, _definitions(content)


def prose(html: str) -> Iterator[Block]:
    """A text as staff wrote it; its headings stand below those of the report."""
    for tag, run in groupby(parts_of(html), key=lambda part: part.tag):
        parts = list(run)
        if tag in {BULLET, NUMBERED}:
            yield Items([_spans(part) for part in parts], numbered=tag == NUMBERED)
        elif tag == HEADING:
            yield from (Heading(part.text, 3) for part in parts)
        else:
            yield from (Prose(_spans(part)) for part in parts)


def _spans(part: Part) -> Sequence[Span]:
    return [Span(each.text, each.is_bold) for each in part.spans]


def _headed(title: str, html: str) -> Iterator[Block]:
    written = list(prose(html))
    if written:
        yield Heading(title, 1)
        yield from written


def _programmes() -> Iterator[Block]:
    for each in PROGRAMMES:
        yield Prose([Span(each.heading, bold=True)])
        yield Bullets(each.parts)


def _count(content: Content) -> Iterator[Block]:
    counted, period = content.counted, content.period
    yield Heading("(1) 相談件数", 3)
    count = counted.consultations
    columns = [Column("年度", width=2), Column(short_period(period), "right", 2)]
    row = ["件数", f"{count.value:,}"]
    if count.before is not None:
        before = Column(short_period(period.year_before), "right", 2)
        columns += [before, Column("増減", "right", 1.4)]
        row += [number(count.before), signed(count.value, count.before)]
    yield Table("", columns, [row], notes=list(_remarks(content)))


def _remarks(content: Content) -> Iterator[str]:
    if content.counted.since:
        opened = japanese_day(date.fromisoformat(content.counted.since))
        yield f"{opened}に開設したため、この日からの数字です。"
    yield from content.counted.remarks


def _topics(content: Content, heading: Heading | None) -> Iterator[Block]:
    if heading:
        yield heading
    topics, total = content.counted.topics, content.counted.topics_total
    shown: Lines = (*topics, total)
    columns, cells = _compared(content, shown)
    rows = [(each.label, f"{_mark(each)}{each.value:,}", *cells(each)) for each in shown]
    table = Table(
        "" if heading else "相談内容別の件数",
        [Column("相談内容", width=4), *columns],
        rows,
        total_row=True,
        notes=[NOTE, RANKED],
    )
    words = _topic_words(topics)
    left_out = "(件数のない項目を除く)" if content.kind == MONTHLY else ""
    caption = f"相談内容別の件数の図{left_out}"
    wide, narrow = _topic_bars(content, Frame(caption, words))
    yield Chart(caption, wide, words, table, narrow)


def _mark(line: TopicLine | Line) -> str:
    if isinstance(line, Line):
        return TOTAL_MARK
    return RANK_MARKS[line.rank - 1] if line.rank else ""


def _topic_bars(content: Content, frame: Frame) -> tuple[str, str]:
    topics = content.counted.topics
    if content.kind == MONTHLY:
        # What came up in the month, and nothing else: so that it fits below its table.
        came_up = [(each.label, each.value) for each in topics if each.value]
        return _both(partial(bar_chart, came_up, frame))
    labels, now = [each.label for each in topics], [each.value for each in topics]
    if all(each.before is None for each in topics):
        return _both(partial(bar_chart, list(zip(labels, now, strict=True)), frame))
    before = Series(_before_words(content), [each.before for each in topics])
    series = (Series(_now_words(content), now), before)
    return _both(partial(grouped_bar_chart, labels, series, frame))


def _both(draw: Callable[..., str]) -> tuple[str, str]:
    return draw(narrow=False), draw(narrow=True)


def _topic_words(topics: Sequence[TopicLine]) -> str:
    ranked = sorted((each for each in topics if each.rank), key=lambda each: each.rank or 0)
    if not ranked:
        return "相談内容別の件数の棒グラフ。件数はありません。"
    first = "、".join(f"{each.label}{each.value:,}件" for each in ranked)
    return f"相談内容別の件数の棒グラフ。多い順に、{first}。数字は上の表のとおり。"


def _examples(content: Content, heading: Heading) -> Iterator[Block]:
    if not content.examples:
        return
    yield heading
    for letter, example in zip(LETTERS, content.examples, strict=False):
        yield Prose([Span(f"{letter} {example.label}", bold=True)])
        yield Bullets(example.lines)


def _results(content: Content, programme: int) -> Iterator[Block]:
    every = (*content.counted.results, *content.entered.results)
    found = [each for each in every if each.programme == programme]
    if not found:
        return
    columns = [Column("実績", width=4.5), Column(_now_words(content), "right", 2)]
    knows_before = any(each.before is not None for each in found)
    if knows_before:
        columns += [Column(_before_words(content), "right", 2), Column("増減", "right", 1.2)]
    columns.append(Column("備考", width=1.4))
    rows = [_result(each, knows_before=knows_before) for each in found]
    notes = []
    if any(each.key == "referrals" for each in found):
        notes = [f"期間のうち終わった月をすべて提出した区: {content.counted.reported}"]
    yield Table(f"事業{programme}の実績", columns, rows, notes=notes)


def _result(result: Result, *, knows_before: bool) -> Sequence[str]:
    row = [result.label, f"{result.value:,}{result.unit}"]
    if knows_before:
        before = NONE if result.before is None else f"{result.before:,}{result.unit}"
        row += [before, signed(result.value, result.before)]
    return [*row, BY_HAND if result.by_hand else ""]


def _spaces(content: Content) -> Iterator[Block]:
    entered = content.entered
    if not entered.spaces:
        yield Paragraph("スペースA・Bの利用時間は入力されていません。")
        return
    months = [space_month(each) for each in entered.spaces]
    table = utilization(months, average=entered.average)
    columns = [
        Column(content.period.first.fiscal_year.short_label, width=3.2),
        *(Column(month.label, "right") for month in table.months),
        Column("平均", "right"),
    ]
    rows = [
        (row.label, *(_percent(value) for value in (*row.months, row.average)))
        for row in table.rows
    ]
    source = f"{BY_HAND}した時間(分)から計算しています。"
    yield Table("スペースA・B 占用利用状況", columns, rows, notes=[*table.notes, source])


def _percent(value: int | None) -> str:
    return NONE if value is None else f"{value}%"


def _key_figures(content: Content) -> Iterator[Block]:
    counted = content.counted
    columns = [
        Column("項目", width=3.6),
        Column(_now_words(content), "right", 1.9),
        Column("前月", "right", 1.4),
        Column("増減", "right", 1.3),
        Column("前年同月", "right", 1.4),
        Column("増減", "right", 1.3),
    ]
    rows = [_key_row(each) for each in (counted.consultations, *counted.others)]
    to_date = counted.to_date
    rows.append(
        (
            "4月からの累計",
            f"{to_date.value:,}",
            NONE,
            NONE,
            number(to_date.before),
            signed(to_date.value, to_date.before),
        )
    )
    yield Table("主な件数", columns, rows, notes=list(_remarks(content)))


def _key_row(line: Line) -> tuple[str, ...]:
    return (
        line.label,
        f"{line.value:,}",
        number(line.previous),
        signed(line.value, line.previous),
        number(line.before),
        signed(line.value, line.before),
    )


def _breakdowns(content: Content) -> Iterator[Block]:
    for breakdown in content.counted.breakdowns:
        yield _breakdown(content, breakdown)


def _breakdown(content: Content, breakdown: Breakdown) -> Table:
    columns, cells = _compared(content, breakdown.lines)
    rows = [(each.label, f"{each.value:,}", *cells(each)) for each in breakdown.lines]
    return Table(f"{breakdown.title}別の件数", [Column(breakdown.title, width=4), *columns], rows)


def _stories(content: Content) -> Iterator[Block]:
    if content.stories:
        yield Heading("この月に公開した事例", 1)
        yield Bullets(content.stories)


def _months(content: Content) -> Iterator[Block]:
    months = content.counted.months
    if not months:
        return
    yield Heading("月ごとの相談件数", 2)
    knows_before = any(each.before is not None for each in months)
    columns = [Column("月", width=3), Column("相談件数", "right", 2)]
    if knows_before:
        columns += [Column("前年同月", "right", 2), Column("増減", "right", 1.4)]
    rows = [_month_row(each, knows_before=knows_before) for each in months]
    table = Table("", columns, rows)
    caption = "月ごとの相談件数の図"
    words = "月ごとの相談件数の折れ線グラフ。数字は上の表のとおり。"
    series = [Series("相談件数", [each.value for each in months])]
    if knows_before:
        series.append(Series("前年同月", [each.before for each in months]))
    labels = [Month.parse(each.month).label for each in months]
    wide, narrow = _both(partial(line_chart, labels, series, Frame(caption, words)))
    yield Chart(caption, wide, words, table, narrow)


def _month_row(line: MonthLine, *, knows_before: bool) -> Sequence[str]:
    now = NOT_REPORTED if line.value is None else f"{line.value:,}"
    row = [japanese_month(Month.parse(line.month)), now]
    if knows_before:
        row += [number(line.before), signed(line.value, line.before)]
    return row


def _changes(content: Content) -> Iterator[Block]:
    compared = content.compared
    if compared is None:
        return
    yield Heading("速報から変わった数字", 2)
    told = f"発行した速報(第{compared.number}版)"
    if not compared.changes:
        yield Paragraph(f"{told}の数字から変わったものはありません。")
        return
    yield Paragraph(
        f"{told}の月({_span(compared.period)})について、その後の記録や訂正で変わった数字です。"
    )
    rows = [
        (each.label, _value(each.was, each.unit), _value(each.now, each.unit), _moved(each))
        for each in compared.changes
    ]
    columns = [
        Column("数字", width=4),
        Column("速報", "right", 1.5),
        Column("今回", "right", 1.5),
        Column("増減", "right", 1.2),
    ]
    yield Table("", columns, rows)


def _moved(change: Change) -> str:
    return NONE if change.now is None else signed(change.now, change.was)


def _value(value: int | None, unit: str) -> str:
    return NONE if value is None else f"{value:,}{unit}"


def _definitions(content: Content) -> Iterator[Block]:
    yield Heading("数字の説明", 2)
    rows = [(each.term, each.words) for each in content.definitions]
    yield Table("", [Column("用語", width=1.6), Column("説明", width=4)], rows)


def _compared(
    content: Content, shown: Lines
) -> tuple[list[Column], Callable[[Line | TopicLine], Sequence[str]]]:
    """Columns for the figure and what stands beside it, and the cells of the latter."""
    columns = [Column(_now_words(content), "right", 2)]
    before = any(each.before is not None for each in shown)
    previous = any(each.previous is not None for each in shown)
    if previous:
        columns.append(Column("前月", "right", 1.5))
    if before:
        heading = _before_words(content)
        columns += [Column(heading, "right", 2), Column("増減", "right", 1.4)]

    def cells(line: Line | TopicLine) -> Sequence[str]:
        found = [number(line.previous)] if previous else []
        return [*found, number(line.before), signed(line.value, line.before)] if before else found

    return columns, cells


def _now_words(content: Content) -> str:
    period = content.period
    return period.label if content.kind == ANNUAL else period.first.label


def _before_words(content: Content) -> str:
    return content.period.year_before.label if content.kind == ANNUAL else "前年同月"


def _span(period: Period) -> str:
    first, last = japanese_month(period.first), japanese_month(period.last)
    return first if first == last else f"{first}～{last}"


def number(value: int | None) -> str:
    return NONE if value is None else f"{value:,}"


def signed(value: int | None, before: int | None) -> str:
    """The difference as it is printed; nothing where one of the two is not known."""
    if value is None or before is None:
        return NONE
    return f"{value - before:+,}" if value != before else "0"
