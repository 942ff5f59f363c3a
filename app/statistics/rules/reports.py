"""The one report that page, API and meeting pack show, so that they cannot differ."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.calendar import Month, Period, japanese_day
from app.codes.rules import CodeLists, Crossing, Entry, crossed
from app.statistics.rules.comparisons import Counted, Figures, Row, before_of_topics, holds
from app.statistics.rules.opening import OTHERS
from app.statistics.rules.reporting import Place, Reported
from app.statistics.rules.topics import TopicTable, topic_table, with_breaks

NO_OUTCOME = Entry("none", "結果の記入なし", 0, None)
CONTINUATIONS = (Entry("new", "新規の相談", 0, None), Entry("continued", "継続の相談", 0, None))


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is assembled from, as it was read in one transaction."""

    counted: Sequence[Counted]
    months: Mapping[Month, int]
    """Consultations by month, for the period and the year before; a gap was not reported."""
    closings: Collection[tuple[UUID, Month]]
    lists: CodeLists
    reported: Reported
    as_of: datetime | None
    known_on: date | None = None
    known_since: date | None = None
    """The first day of which it is known what was known."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """Consultations of one month. None: nobody has reported anything."""

    month: Month
    value: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One center's share. None: it has reported nothing."""

    place: Place
    value: int | None
    before: int | None
    complete: bool
    topics: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    period: Period
    places: tuple[Place, ...]
    reported: Reported
    as_of: datetime | None
    """When the latest of the figures was counted; None where there are none."""
    known_on: date | None
    """As of the end of this day; None: as they stand."""
    consultations: Row
    topic_tags: Row
    referrals: Row
    linked: Row
    """Consultations that a center logged for a case which another logged before."""
    minutes: Row
    minutes_recorded: Row
    topics: TopicTable
    primary_topics: tuple[Row, ...]
    channels: tuple[Row, ...]
    client_types: tuple[Row, ...]
    kinds: tuple[Row, ...]
    outcomes: tuple[Row, ...]
    fields: tuple[Row, ...]
    continuations: tuple[Row, ...]
    targets: tuple[Row, ...]
    """How soon the letters of the wards were received and replied to."""
    centers: tuple[PlaceRow, ...]
    months: tuple[MonthRow, ...]
    remarks: tuple[str, ...]
    """Where a comparison with the year before does not hold, in sentences."""

    @property
    def distinct(self) -> int | None:
        """実件数: a case that two centers logged counts once. None unless both are shown.

        The sum of all consultations (延べ) counts it at each of them.
        """
        wards = any(place.ward_code for place in self.places)
        central = any(not place.ward_code for place in self.places)
        return self.consultations.value - self.linked.value if wards and central else None

    @property
    def mean_minutes(self) -> int | None:
        """Whole minutes for a consultation whose minutes were recorded."""
        recorded = self.minutes_recorded.value
        return (self.minutes.value + recorded // 2) // recorded if recorded else None


def assemble(period: Period, places: Sequence[Place], sources: Sources) -> StatisticsReport:
    figures, lists = Figures(sources.counted), sources.lists.lists
    consultations = figures.row("consultations", "total", "相談件数")
    return StatisticsReport(
        period=period,
        places=tuple(places),
        reported=sources.reported,
        as_of=sources.as_of,
        known_on=sources.known_on,
        consultations=consultations,
        topic_tags=figures.row("topic_tags", "total", "相談内容の延べ件数"),
        referrals=figures.row("referrals", "sent", "推進センターへつないだ件数"),
        linked=figures.row("referrals", "recorded", "区と推進センターの両方で記録した件数"),
        minutes=figures.row("minutes", "total", "所要時間の合計"),
        minutes_recorded=figures.row("minutes", "recorded", "所要時間を記した相談"),
        topics=_topics(figures, lists["topics"], period, consultations.value),
        primary_topics=figures.rows("primary_topics", lists["topics"], period),
        channels=figures.rows("channels", lists["channels"], period),
        client_types=figures.rows("client_types", lists["client_types"], period),
        kinds=figures.rows("kinds", lists["kinds"], period),
        outcomes=figures.rows("outcomes", [*lists["outcomes"], NO_OUTCOME], period),
        fields=figures.rows("fields", lists["activity_fields"], period),
        continuations=figures.rows("continued", CONTINUATIONS, period),
        targets=tuple(
            figures.row(measure, code, label)
            for (measure, code), label in OTHERS.items()
            if measure == "targets"
        ),
        centers=tuple(_centers(figures, places, period, sources.closings)),
        months=tuple(_months(period, places, sources)),
        remarks=(
            *_unknown(sources),
            *_remarks(figures, places, period, lists["topics"]),
        ),
    )


def _topics(
    figures: Figures, topics: Sequence[Entry], period: Period, consultations: int
) -> TopicTable:
    counts, before = figures.now("topics"), figures.before("topics")
    shown = [
        topic
        for topic in topics
        if holds(topic, period) or counts.get(topic.code) or before.get(topic.code)
    ]
    table = topic_table(
        counts,
        shown,
        consultations=consultations,
        before=before_of_topics(figures, shown, period),
    )
    return with_breaks(table, {code for step in _crossed(period) for code in step.broken})


def _crossed(period: Period) -> list[Crossing]:
    return crossed("topics", period.first.fiscal_year.year, period.last.fiscal_year.year)


def _centers(
    figures: Figures,
    places: Sequence[Place],
    period: Period,
    closings: Collection[tuple[UUID, Month]],
) -> Iterator[PlaceRow]:
    topics = figures.of_centers("topics")
    known = {each.center_id for each in figures.counted if each.now is not None}
    totals = {each.center_id: each for each in figures.counted if each.measure == "consultations"}
    for place in places:
        total = totals.get(place.id)
        complete = all((place.id, month) in closings for month in period.months)
        value = total.now if total else None
        yield PlaceRow(
            place,
            # Closed without a figure is nothing; open without a figure is not known.
            value if value is not None else 0 if complete or place.id in known else None,
            total.before if total else None,
            complete,
            topics.get(place.id, {}),
        )


def _months(period: Period, places: Sequence[Place], sources: Sources) -> Iterator[MonthRow]:
    for month in period.months:
        yield MonthRow(
            month,
            _of_month(month, places, sources),
            _of_month(month.year_before, places, sources),
        )


def _of_month(month: Month, places: Sequence[Place], sources: Sources) -> int | None:
    closed = all((place.id, month) in sources.closings for place in places)
    return sources.months.get(month, 0 if closed else None)


def _unknown(sources: Sources) -> Iterator[str]:
    """Before the first day that was remembered nothing is known, which is not zero."""
    asked, since = sources.known_on, sources.known_since
    if asked and (since is None or asked < since):
        first = f"残っているのは{japanese_day(since)}からです。" if since else ""
        yield f"{japanese_day(asked)}の時点の数字は残っていません。{first}"


def _remarks(
    figures: Figures, places: Sequence[Place], period: Period, topics: Sequence[Entry]
) -> Iterator[str]:
    if not figures.knows_before:
        yield "前年同期の数字はありません。"
        return
    before = before_of_topics(figures, topics, period) or {}
    new = [f"「{topic.label}」" for topic in topics if holds(topic, period)]
    absent = [f"「{topic.label}」" for topic in topics if topic.code not in before]
    if broken := [label for label in absent if label in new]:
        yield f"{''.join(broken)}は前年同期にはなかった項目のため、比べられません。"
    yield from (crossing.words for crossing in _crossed(period))
    for place in places:
        opened = place.opened_on
        if opened and period.year_before.first.first_day < opened <= period.last.last_day:
            yield (
                f"{place.short_name}は{japanese_day(opened)}に開設したため、"
                "前年同期との比較は一部の期間だけのものです。"
            )
