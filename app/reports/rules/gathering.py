"""From what the rooms know to what a report counts. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.reports.rules.content import (
    Breakdown,
    Counted,
    Line,
    MonthLine,
    Result,
    TopicLine,
)
from app.statistics.rules import Row, StatisticsReport, TopicTable


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened in the period, and in the year before it."""

    now: int
    before: int


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a year's report is counted from, each as it was known at the end of one day."""

    report: StatisticsReport
    """Of the central center alone."""
    wards: StatisticsReport
    meetings: Tally
    stories: Tally


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What a month's report is counted from, each as it was known at the end of one day."""

    report: StatisticsReport
    previous: StatisticsReport
    """The month before."""
    to_date: StatisticsReport
    """From April to the month."""


def counted_year(figures: YearFigures) -> Counted:
    """The figures of a 実績報告."""
    report = figures.report
    return Counted(
        first=str(report.period.first),
        last=str(report.period.last),
        consultations=_line(report.consultations),
        to_date=_line(report.consultations),
        others=(),
        topics=_topics(report.topics, None),
        topics_total=_topics_total(report.topics, None),
        months=tuple(_months(report)),
        breakdowns=(),
        results=tuple(_results(figures)),
        reported=figures.wards.reported.label,
        since=_since(report),
        remarks=report.remarks,
    )


def counted_month(figures: MonthFigures) -> Counted:
    """The figures of a 月次報告."""
    report, previous = figures.report, figures.previous
    return Counted(
        first=str(report.period.first),
        last=str(report.period.last),
        consultations=_line(report.consultations, previous.consultations),
        to_date=_line(figures.to_date.consultations),
        others=tuple(_others(report, previous)),
        topics=_topics(report.topics, previous.topics),
        topics_total=_topics_total(report.topics, previous.topics),
        months=tuple(_months(figures.to_date)),
        breakdowns=tuple(_breakdowns(report, previous)),
        results=(),
        reported="",
        since=_since(report),
        remarks=report.remarks,
    )


def _line(row: Row, previous: Row | None = None) -> Line:
    return Line(row.code, row.label, row.value, row.before, previous.value if previous else None)


def _lines(rows: Sequence[Row], previous: Sequence[Row]) -> tuple[Line, ...]:
    known = {row.code: row for row in previous}
    return tuple(_line(row, known.get(row.code)) for row in rows)


def _topics(table: TopicTable, previous: TopicTable | None) -> tuple[TopicLine, ...]:
    known = {row.code: row.value for row in previous.rows} if previous else {}
    return tuple(
        TopicLine(row.code, row.label, row.value, row.before, known.get(row.code), row.rank)
        for row in table.rows
    )


def _topics_total(table: TopicTable, previous: TopicTable | None) -> Line:
    last = previous.total if previous else None
    return Line("total", "合計", table.total, table.total_before, last)


def _months(report: StatisticsReport) -> Iterator[MonthLine]:
    """Without the months before the center was there."""
    opened_on = report.places[0].opened_on
    for row in report.months:
        if opened_on is None or row.month.last_day >= opened_on:
            yield MonthLine(str(row.month), row.value, row.before)


def _others(report: StatisticsReport, previous: StatisticsReport) -> Iterator[Line]:
    if previous.referrals.value or any(place.ward_code for place in report.places):
        yield _line(report.referrals, previous.referrals)
    yield from _lines(report.continuations, previous.continuations)


def _breakdowns(report: StatisticsReport, previous: StatisticsReport) -> Iterator[Breakdown]:
    for code, title in (
        ("channels", "相談方法"),
        ("client_types", "相談者の属性"),
        ("outcomes", "対応結果"),
    ):
        lines = _lines(getattr(report, code), getattr(previous, code))
        yield Breakdown(code, title, lines)


def _results(figures: YearFigures) -> Iterator[Result]:
    first_year = figures.report.consultations.before is None
    sent = figures.wards.referrals
    stories = _beside(figures.stories, alone=first_year)
    meetings = _beside(figures.meetings, alone=first_year)
    for key, programme, label, unit, now, before in (
        ("stories", 2, "公開した事例", "件", *stories),
        ("meetings", 5, "ネットワーク会議の開催", "回", *meetings),
        ("referrals", 5, "区市民活動支援センターからつながれた相談", "件", sent.value, sent.before),
    ):
        yield Result(key, programme, label, now, before, unit, by_hand=False)


def _beside(tally: Tally, *, alone: bool) -> tuple[int, int | None]:
    """Of the center's first year, nothing before is not zero: there was no center."""
    return tally.now, None if alone and not tally.before else tally.before


def _since(report: StatisticsReport) -> str:
    """The opening day, where the center opened within the period."""
    opened_on, period = report.places[0].opened_on, report.period
    if opened_on and period.first.first_day < opened_on <= period.last.last_day:
        return opened_on.isoformat()
    return ""
