"""What a meeting's agenda adds up to, and what a new meeting begins with. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import accumulate
from typing import Literal
from uuid import UUID

from app.calendar import FiscalYear, Month

Direction = Literal["up", "down"]

KINDS = {
    "opening": "開会",
    "report": "報告",
    "discussion": "協議",
    "sharing": "情報共有",
    "case_study": "事例検討",
    "closing": "閉会",
}


ENDS: Mapping[str, int] = {"opening": -1, "closing": 1}
"""Kinds of item that stand at an end, whatever is moved: nobody drags them off, or away."""

HANDOUTS = {
    "statistics": "相談統計",
    "cases": "区から寄せられた相談",
    "reports": "各区からの報告・議題",
    "stories": "事例",
    "promises": "前回までの宿題",
}
"""The papers of a pack that an item may be about; which number each has, the pack says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """What staff decide about a meeting."""

    title: str
    held_on: date
    begins_at: time
    ends_at: time
    place: str
    online_address: str
    first_month: Month
    last_month: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """One line of the agenda."""

    title: str
    kind: str
    presenter: str
    minutes: int
    details: str = ""
    """Further lines, below the title."""
    handout: str = ""
    """The paper that belongs to it: a key of `HANDOUTS`, or nothing."""
    once: bool = False
    """For this meeting alone: the next one does not take it over."""


FIRST_AGENDA = tuple(
    ItemFacts(title=title, kind=kind, presenter=presenter, minutes=minutes, handout=handout)
    for title, kind, presenter, minutes, handout in (
        ("開会", "opening", "推進センター", 5, ""),
        ("前回確認事項", "report", "推進センター", 10, "promises"),
        ("各区からの報告", "report", "各区センター", 36, "reports"),
        ("相談統計", "report", "推進センター", 15, "statistics"),
        ("区から寄せられた相談", "discussion", "推進センター", 25, "cases"),
        ("事例・情報共有", "sharing", "各区センター", 15, "stories"),
        ("その他", "sharing", "", 9, ""),
        ("次回・閉会", "closing", "推進センター", 5, ""),
    )
)
"""The order of business that these meetings keep; two minutes for each of the 18 wards."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Minutes that the agenda asks for, beside those between beginning and end."""

    total: int
    available: int

    @property
    def over(self) -> int:
        return max(0, self.total - self.available)

    @property
    def words(self) -> str:
        if self.over:
            return f"会議の時間({self.available}分)を{self.over}分超えています。"
        if self.total == self.available:
            return f"会議の時間({self.available}分)にちょうど収まります。"
        return f"会議の時間({self.available}分)まで、あと{self.available - self.total}分あります。"


def timing(begins_at: time, ends_at: time, minutes: Sequence[int]) -> Timing:
    return Timing(sum(minutes), _minute_of(ends_at) - _minute_of(begins_at))


def _minute_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def clock_times(begins_at: time, minutes: Sequence[int]) -> Iterator[str]:
    """When each item begins: 14:00, 14:05, …"""
    ends = accumulate(minutes, initial=_minute_of(begins_at))
    return (f"{end // 60 % 24}:{end % 60:02d}" for end, _ in zip(ends, minutes, strict=False))


def is_fixed(kind: str) -> bool:
    """Whether an item of this kind stands at an end and stays there."""
    return kind in ENDS


def with_ends(order: Sequence[UUID], kinds: Mapping[UUID, str]) -> list[UUID]:
    """The same order with what opens first and what closes last."""
    return sorted(order, key=lambda item: ENDS.get(kinds[item], 0))


def placed(order: Sequence[UUID], item: UUID, *, beside: UUID, behind: bool) -> list[UUID]:
    """The order with `item` right before or right behind another one."""
    others = [each for each in order if each != item]
    place = others.index(beside) + behind
    return [*others[:place], item, *others[place:]]


def neighbor(order: Sequence[UUID], item: UUID, direction: Direction) -> UUID | None:
    """The item to change places with; None at either end."""
    place = order.index(item) + (-1 if direction == "up" else 1)
    return order[place] if 0 <= place < len(order) else None


def usual_title(year: FiscalYear, ordinal: int) -> str:
    """令和8年度 第3回 区市民活動支援センター会議."""
    return f"{year.label.partition('(')[0]} 第{ordinal}回 区市民活動支援センター会議"


def first_facts(today: date, *, held: int) -> MeetingFacts:
    """What a new meeting's form shows: the year's next meeting, figures up to last month.

    `held`: how many meetings the fiscal year has already.
    """
    last = Month.of(today).previous
    return MeetingFacts(
        title=usual_title(FiscalYear.of(today), held + 1),
        held_on=today,
        begins_at=time(14),
        ends_at=time(16),
        place="",
        online_address="",
        first_month=last.fiscal_year.first,
        last_month=last,
    )
