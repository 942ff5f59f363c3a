"""The agenda for the projector: a slide for each item, and the figures that are talked about."""

from collections.abc import Iterator, Mapping, Sequence

from app.calendar import japanese_day
from app.documents.blocks import Column, Table
from app.documents.slides import Plot, Sheetful, Slide, Words, write_pptx
from app.handouts.rules import papers
from app.handouts.rules.contents import Contents
from app.handouts.rules.papers import Candidate
from app.meetings.rules.agenda import KINDS, clock_times
from app.meetings.rules.packs import paper_name
from app.statistics.rules import StatisticsReport


def slides_file(
    contents: Contents, chosen: Sequence[Candidate], figures: StatisticsReport
) -> bytes:
    material = contents.material
    beside = papers.beside(chosen, material.agenda)
    slides = [*_opening(contents), *_items(contents, chosen, beside, figures)]
    if papers.STATISTICS in {paper.key for paper in chosen} and not _told(chosen, beside):
        slides += _figures(figures)
    return write_pptx(material.meeting.title, slides, timestamp=material.requested_at)


def _told(chosen: Sequence[Candidate], beside: Mapping[int, int]) -> bool:
    """Whether the figures stand beside an item already."""
    return any(chosen[number - 1].key == papers.STATISTICS for number in beside)


def _opening(contents: Contents) -> Iterator[Slide]:
    meeting = contents.material.meeting
    hours = f"{meeting.begins_at:%H:%M}～{meeting.ends_at:%H:%M}"
    lines = [f"{japanese_day(meeting.held_on)} {hours}"]
    lines += [line for line in (meeting.place, meeting.online_address) if line]
    yield Words(meeting.title, lines)
    minutes = [line.facts.minutes for line in contents.material.agenda]
    rows = [
        (str(place), start, line.facts.title, f"{line.facts.minutes}分")
        for place, (line, start) in enumerate(
            zip(contents.material.agenda, clock_times(meeting.begins_at, minutes), strict=True), 1
        )
    ]
    columns = [
        Column("番号", "right", 1),
        Column("開始", "right", 1.2),
        Column("議題", width=8),
        Column("時間", "right", 1.2),
    ]
    if rows:
        yield Sheetful("次第", Table("", columns, rows), "開始の時刻は目安です")


def _items(
    contents: Contents,
    chosen: Sequence[Candidate],
    beside: Mapping[int, int],
    figures: StatisticsReport,
) -> Iterator[Slide]:
    meeting, agenda = contents.material.meeting, contents.material.agenda
    starts = list(clock_times(meeting.begins_at, [line.facts.minutes for line in agenda]))
    for place, line in enumerate(agenda):
        item = line.facts
        numbers = [number for number, at in beside.items() if at == place]
        told = [f"{KINDS[item.kind]}　{starts[place]}から{item.minutes}分"]
        if item.presenter:
            told.append(f"説明　{item.presenter}")
        told += [paper_name(number, chosen[number - 1].title) for number in numbers]
        yield Words(f"{place + 1}　{item.title}", told)
        if any(chosen[number - 1].key == papers.STATISTICS for number in numbers):
            yield from _figures(figures)


def _figures(figures: StatisticsReport) -> Iterator[Slide]:
    period = figures.period
    now, before = period.label, period.year_before.label
    note = f"集計にそろった区 {figures.reported.label}"
    rows = [
        (row.label, _shown(row.value), _shown(row.before))
        for row in (figures.consultations, figures.topic_tags, figures.referrals)
    ]
    columns = [Column("項目", width=4), Column(now, "right", 2), Column(before, "right", 2)]
    yield Sheetful("主な件数", Table("", columns, rows), note)
    topics = figures.topics.rows
    if topics:
        series: list[tuple[str, Sequence[int | None]]] = [(now, [row.value for row in topics])]
        if figures.topics.total_before is not None:
            series.append((before, [row.before for row in topics]))
        labels = [row.label for row in topics]
        yield Plot("相談内容別の件数", "bars", labels, series, figures.topics.note)
        ranked = sorted((row for row in topics if row.rank), key=lambda row: row.rank or 0)
        table = [(row.mark, row.label, _shown(row.value), _shown(row.before)) for row in ranked]
        heads = [Column("順位", width=1), Column("相談内容", width=6), *columns[1:]]
        if table:
            yield Sheetful(
                "多い相談内容", Table("", heads, table), "「その他」は順位に入れていません"
            )
    months = figures.months
    yield Plot(
        "月ごとの相談件数",
        "lines",
        [row.month.label for row in months],
        [(now, [row.value for row in months]), (before, [row.before for row in months])],
        note,
    )


def _shown(value: int | None) -> str:
    return "－" if value is None else f"{value:,}"
