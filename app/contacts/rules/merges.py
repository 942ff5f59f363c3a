"""What two contacts become when they are one, and what undoing that gives back."""

from typing import Any, NamedTuple

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
