"""Corrections in words, what becomes of them, and how a request is kept until it is done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from app.calendar import Month, japanese_month
from app.codes.rules import CodeLists
from app.statistics.rules import MEASURES, named
from app.statistics.rules.contributions import CountedRecord, Figure

REVISED, RECEIVED, REMOVED, RESTORED, IMPORTED = (
    *("revised", "received", "removed", "restored", "imported"),
)
KIND_LABELS: Mapping[str, str] = MappingProxyType(
    {
        REVISED: "記録の訂正",
        RECEIVED: "記録の追加",
        REMOVED: "記録の削除",
        RESTORED: "削除した記録の復元",
        IMPORTED: "ファイルからの追加",
    }
)

PROPOSED = "proposed"
ACCEPTED, DECLINED, WITHDRAWN, APPLIED, FAILED = (
    *("accepted", "declined", "withdrawn", "applied", "failed"),
)
DECISIONS = (ACCEPTED, DECLINED)
STATE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        PROPOSED: "返事を待っています",
        ACCEPTED: "認められました。反映しています",
        DECLINED: "認められませんでした",
        WITHDRAWN: "取り下げました",
        APPLIED: "反映済み",
        FAILED: "反映できませんでした",
    }
)
STATE_TONES: Mapping[str, str] = MappingProxyType(
    {
        PROPOSED: "warn",
        ACCEPTED: "info",
        DECLINED: "neutral",
        WITHDRAWN: "neutral",
        APPLIED: "success",
        FAILED: "error",
    }
)
PUBLISHED_STAYS = "公表済みの資料は変わりません"

COUNTED = (
    *("received_at", "channel", "client_type", "kind", "outcome", "minutes"),
    *("continues_number", "topics", "primary_topic", "own_topics", "activity_fields"),
)
"""What of a form is counted, with what hangs on it."""
MOMENTS, DAYS = frozenset({"received_at"}), frozenset({"next_action_on"})
IDS = frozenset({"contact_id", "organization_contact_id", "entry_key"})


class Correction(Protocol):
    @property
    def is_proposal(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of a center, before and after."""

    month: Month
    measure: str
    code: str
    before: int
    after: int

    def label(self, lists: CodeLists) -> str:
        return named(self.measure, self.code, lists)

    def words(self, lists: CodeLists) -> str:
        """令和8年3月 相談件数 42→43."""
        arrow = f"{self.before:,}→{self.after:,}"
        return f"{japanese_month(self.month)} {self.label(lists)} {arrow}"


def figure_changes(effect: Mapping[Figure, int], kept: Mapping[Figure, int]) -> list[FigureChange]:
    """Month by month, the number of consultations first, then in the order of the measures."""
    order = {measure: place for place, measure in enumerate(MEASURES)}
    found = [
        FigureChange(*figure, kept[figure], kept[figure] + by) for figure, by in effect.items()
    ]
    return sorted(found, key=lambda each: (each.month, order.get(each.measure, 99), each.code))


def as_effect(changes: Iterable[FigureChange]) -> list[dict[str, Any]]:
    return [{**asdict(change), "month": str(change.month)} for change in changes]


def from_effect(effect: Sequence[Mapping[str, Any]]) -> list[FigureChange]:
    return [FigureChange(**{**change, "month": Month.parse(change["month"])}) for change in effect]


def headline(changes: Sequence[FigureChange], lists: CodeLists) -> str:
    """The first of the figures that change, and how many more."""
    if not changes:
        return "件数は変わりません"
    more = f" ほか{len(changes) - 1}" if len(changes) > 1 else ""
    return f"{changes[0].words(lists)}{more}"


def months_of(changes: Iterable[FigureChange]) -> list[Month]:
    return sorted({change.month for change in changes})


def state(correction: Correction, steps: Iterable[str]) -> str:
    """Where it stands; what needed nobody's consent holds since it was written."""
    if not correction.is_proposal:
        return APPLIED
    taken = set(steps)
    ends = (APPLIED, FAILED, ACCEPTED, DECLINED, WITHDRAWN)
    return next((kind for kind in ends if kind in taken), PROPOSED)


def as_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Python's values as JSON keeps them."""
    return {name: _plain(value) for name, value in values.items()}


def as_typed(kept: Mapping[str, Any]) -> dict[str, Any]:
    """And back: moments, days and ids by the names of their fields."""
    return dict(_typed(kept))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(kept: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in kept.items():
        if value is None:
            yield name, None
        elif name in MOMENTS:
            yield name, datetime.fromisoformat(value)
        elif name in DAYS:
            yield name, date.fromisoformat(value)
        else:
            yield name, UUID(value) if name in IDS else value


def as_counted(record: CountedRecord) -> dict[str, Any]:
    """A record as it is counted, to be compared later."""
    return {
        **asdict(record),
        "month": str(record.month),
        "topics": sorted(record.topics),
        "fields": sorted(record.fields),
    }
