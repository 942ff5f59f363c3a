"""What two contacts become when they are one, and what undoing that gives back."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple, Protocol
from uuid import UUID

FIELDS = ("name", "kana", "group_id", "notes")
"""What is chosen field by field; ways to reach them are kept from both."""

LABELS = {"name": "名前", "kana": "ふりがな", "group_id": "所属する団体", "notes": "メモ"}

REASONS = {
    "phone": "電話番号が同じ",
    "mail": "メールアドレスが同じ",
    "kana": "ふりがなが同じで、名前が似ている",
    "name": "名前が同じ",
}
"""Why two seem to be one."""


class Undoing(NamedTuple):
    restored: dict[str, Any]
    """Field → what it was before the merge."""
    kept: list[str]
    """Fields that somebody changed since, and so stay as they are."""


def undoing(before: dict[str, Any], after: dict[str, Any], now: dict[str, Any]) -> Undoing:
    """What each field goes back to; a change made since the merge is nobody's to throw away."""
    changed = [name for name in FIELDS if before.get(name) != after.get(name)]
    kept = [name for name in changed if now[name] != after.get(name)]
    return Undoing({name: before.get(name) for name in changed if name not in kept}, kept)


class Known(Protocol):
    """What of a contact matters here."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def name_key(self) -> str: ...


MOST_ALIKE = 20
"""Contacts with one key that are compared with one another: more would be a habit, such as
the center's own telephone, and not one person."""


def alike(shared: Iterable[tuple[str, Sequence[Known]]]) -> dict[tuple[UUID, UUID], list[str]]:
    """The pairs that may be one, the smaller id first, with the reasons.

    A person and a group may share a telephone; those who share their ふりがな alone must
    have names that begin or end alike: 渡辺 and 渡邊, 斉藤 and 斎藤.
    """
    found: dict[tuple[UUID, UUID], list[str]] = {}
    for reason, contacts in shared:
        in_order = sorted(contacts, key=lambda each: each.id)[:MOST_ALIKE]
        for one, other in combinations(in_order, 2):
            if one.kind == other.kind and (reason != "kana" or _look_alike(one, other)):
                found.setdefault((one.id, other.id), []).append(reason)
    return found


def _look_alike(one: Known, other: Known) -> bool:
    ours, theirs = one.name_key, other.name_key
    return ours[:1] == theirs[:1] or ours[-1:] == theirs[-1:]
