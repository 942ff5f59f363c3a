"""Which agenda items are suggested, and why. Pure: data in, sentences and items out.

Every suggestion says by which figures it is made, and none is made without. Its key names it
within a meeting: what was taken or let pass under that key is not suggested again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.calendar import Month, japanese_day, japanese_month
from app.calls.rules import Line, agenda_item
from app.meetings.rules.agenda import ItemFacts

LEAST = 10
"""A ward's figure below this is never said to rise: a few more of few say nothing, and the
city is shown no small figures of a ward (the same bound as `app.statistics.rules.unusual`)."""
RISE = 1.2
"""Times the year before."""
SEVERAL = 3
"""Wards."""
MANY_LETTERS = 5
MOST_ALIKE = 3
"""Of one origin on the page at once: who decides about one sees the next."""
SOON = 45
"""Days after the meeting within which another date is near."""
MOST_MINUTES = 30
CENTRAL = "推進センター"


class Origin(StrEnum):
    """Where the figures of a suggestion open."""

    ACTIONS = "actions"
    RISING = "rising"
    LETTERS = "letters"
    LATE = "late"
    LINE = "line"
    STORIES = "stories"
    CLOSING = "closing"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An item that could stand on the agenda."""

    key: str
    origin: Origin
    reason: str
    item: ItemFacts
    subject: str | None = None
    """What of its origin it is about: the code of a topic, an id, a month."""


class Promise(NamedTuple):
    """Something promised at an earlier meeting that is not done."""

    owner: str
    what: str
    due_on: date


def open_promises(promises: Sequence[Promise], today: date) -> Iterator[Suggestion]:
    """前回の宿題: all that is open as one item, who is late first."""
    if not promises:
        return
    overdue = sum(promise.due_on < today for promise in promises)
    late = f"うち{overdue}件は、期限を過ぎています。" if overdue else ""
    lines = [
        f"{promise.owner}: {promise.what}（期限 {_short(promise.due_on, today)}）"
        for promise in sorted(promises, key=lambda promise: promise.due_on)
    ]
    yield Suggestion(
        key=Origin.ACTIONS,
        origin=Origin.ACTIONS,
        reason=f"これまでの会議の宿題が{len(promises)}件、終わっていません。{late}",
        item=ItemFacts(
            title="前回の宿題",
            kind="report",
            presenter=CENTRAL,
            minutes=min(MOST_MINUTES, max(5, 2 * len(promises))),
            details="\n".join(lines),
        ),
    )


def _short(day: date, today: date) -> str:
    """12月10日 where the year goes without saying: the list stands in a narrow column."""
    return f"{day.month}月{day.day}日" if day.year == today.year else japanese_day(day)


class WardFigure(NamedTuple):
    """One topic in one ward, in the meeting's period and in the year before."""

    topic: str
    value: int
    before: int


class Rising(NamedTuple):
    """One topic in the wards in which it rose."""

    topic: str
    wards: int
    value: int
    before: int


def rising(figures: Iterable[WardFigure]) -> list[Rising]:
    """The topics that rose clearly in several wards, those of most wards first."""
    risen: dict[str, list[WardFigure]] = {}
    for figure in figures:
        if figure.value >= LEAST and figure.before and figure.value >= RISE * figure.before:
            risen.setdefault(figure.topic, []).append(figure)
    found = [
        Rising(
            topic,
            len(wards),
            sum(ward.value for ward in wards),
            sum(ward.before for ward in wards),
        )
        for topic, wards in risen.items()
        if len(wards) >= SEVERAL
    ]
    return sorted(found, key=lambda each: (-each.wards, -each.value, each.topic))


def rising_topics(found: Iterable[tuple[Rising, str]], wards: int) -> Iterator[Suggestion]:
    """Each with the label of its topic. `wards`: how many there are."""
    for each, label in found:
        yield Suggestion(
            key=f"{Origin.RISING}:{each.topic}",
            origin=Origin.RISING,
            subject=each.topic,
            reason=f"「{label}」の相談が、{wards}区のうち{each.wards}区で前年の同じ期間の"
            f"{RISE}倍以上に増えています（その{each.wards}区で{each.before:,}件→{each.value:,}件）。",
            item=ItemFacts(
                title=f"{label}の相談が増えていることについて",
                kind="discussion",
                presenter=CENTRAL,
                minutes=15,
            ),
        )


class LettersOfTopic(NamedTuple):
    """Letters that came in the meeting's period about one main topic."""

    topic: str
    label: str
    letters: int
    wards: int


def many_letters(counted: Iterable[LettersOfTopic]) -> Iterator[Suggestion]:
    """What several wards asked the central center about, the most first."""
    many = [each for each in counted if each.letters >= MANY_LETTERS and each.wards > 1]
    for each in sorted(many, key=lambda each: (-each.letters, each.topic)):
        yield Suggestion(
            key=f"{Origin.LETTERS}:{each.topic}",
            origin=Origin.LETTERS,
            subject=each.topic,
            reason=f"この期間に、「{each.label}」の相談が{each.wards}区から{each.letters}件、"
            "推進センターに寄せられました。",
            item=ItemFacts(
                title=f"区から多く寄せられた相談: {each.label}",
                kind="discussion",
                presenter=CENTRAL,
                minutes=15,
            ),
        )


def late_letters(late: int) -> Iterator[Suggestion]:
    """Letters on which the central center is past its own time target."""
    if late:
        yield Suggestion(
            key=Origin.LATE,
            origin=Origin.LATE,
            reason=f"返事の期限を過ぎている区からの相談が、いま{late}件あります。",
            item=ItemFacts(
                title="返事が遅れている相談の見通し",
                kind="report",
                presenter=CENTRAL,
                minutes=5,
            ),
        )


class Brought(NamedTuple):
    """A line that a ward submitted."""

    id: UUID
    ward: str
    line: Line


def brought_lines(lines: Iterable[Brought], taken: Collection[UUID]) -> Iterator[Suggestion]:
    """What wards brought and is not on the agenda yet; what they wish to talk about first."""
    waiting = [each for each in lines if each.id not in taken]
    for each in sorted(waiting, key=lambda each: each.line.kind != "topic"):
        word = "話し合いたいこと" if each.line.kind == "topic" else "報告"
        yield Suggestion(
            key=f"{Origin.LINE}:{each.id}",
            origin=Origin.LINE,
            subject=str(each.id),
            reason=f"{each.ward}が{word}として出し、まだ議題にありません。",
            item=agenda_item(each.line, presenter=each.ward),
        )


def new_stories(titles: Sequence[str], since: date | None) -> Iterator[Suggestion]:
    """Published since the last meeting, or ever where there was none."""
    if titles:
        when = f"前回の会議（{japanese_day(since)}）のあと" if since else "これまでに"
        yield Suggestion(
            key=Origin.STORIES,
            origin=Origin.STORIES,
            reason=f"{when}、新しい事例が{len(titles)}件、公開されました。",
            item=ItemFacts(
                title="新しい事例の紹介",
                kind="case_study",
                presenter="各区センター",
                minutes=min(MOST_MINUTES, 5 + 5 * len(titles)),
                details="\n".join(titles),
            ),
        )


def open_months(months: Sequence[Month]) -> Iterator[Suggestion]:
    """Months of the meeting's period that are over and not closed for the whole city."""
    if months:
        label = japanese_month(months[0])
        others = f"ほか{len(months) - 1}か月" if len(months) > 1 else ""
        yield Suggestion(
            key=f"{Origin.CLOSING}:{months[0]}",
            origin=Origin.CLOSING,
            subject=f"{months[0]}",
            reason=f"会議で使う期間のうち、{label}{others}の数字が、まだ全市で締められていません。",
            item=ItemFacts(
                title="相談統計の提出と締めについて",
                kind="sharing",
                presenter=CENTRAL,
                minutes=5,
            ),
        )


class Coming(NamedTuple):
    """Another meeting after this one."""

    id: UUID
    title: str
    held_on: date


def coming_meetings(meetings: Iterable[Coming], held_on: date) -> Iterator[Suggestion]:
    """The next one, where it is near."""
    later = sorted((each for each in meetings if each.held_on > held_on), key=lambda m: m.held_on)
    for each in later[:1]:
        if (each.held_on - held_on).days <= SOON:
            yield Suggestion(
                key=f"{Origin.MEETING}:{each.id}",
                origin=Origin.MEETING,
                subject=str(each.id),
                reason=f"次の会議「{each.title}」が{japanese_day(each.held_on)}に予定されています。",
                item=ItemFacts(
                    title="次の会議に向けた準備",
                    kind="sharing",
                    presenter=CENTRAL,
                    minutes=5,
                    details=f"{each.title} {japanese_day(each.held_on)}",
                ),
            )


def still_to_decide(
    suggestions: Iterable[Suggestion], decided: Collection[str]
) -> list[Suggestion]:
    """Without those that were taken or let pass; of one origin no more than can be read."""
    shown: list[Suggestion] = []
    for each in suggestions:
        alike = sum(other.origin is each.origin for other in shown)
        if each.key not in decided and alike < MOST_ALIKE:
            shown.append(each)
    return shown
