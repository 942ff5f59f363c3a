"""What changed from one edition of a pack to the next, in words. Pure."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.meetings.rules.packs import paper_label, paper_name


class Kept(Protocol):
    """A paper as an edition keeps it."""

    @property
    def number(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def digest(self) -> str: ...


def changes(before: Sequence[Kept], now: Sequence[Kept]) -> list[str]:
    """Sentences, in the order of the papers; none when everything is as it was."""
    return [*_of_papers(before, now), *_removed(before, now)]


def _of_papers(before: Sequence[Kept], now: Sequence[Kept]) -> Iterator[str]:
    earlier = {paper.key: paper for paper in before}
    for paper in now:
        name = paper_name(paper.number, paper.title)
        known = earlier.get(paper.key)
        if known is None:
            yield f"「{name}」を加えました。"
            continue
        moved = known.number != paper.number
        if moved:
            numbers = f"{paper_label(known.number)}から{paper_label(paper.number)}"
            yield f"「{paper.title}」は{numbers}になりました。"
        if known.digest != paper.digest:
            yield f"「{name}」の内容が変わりました。"


def _removed(before: Sequence[Kept], now: Sequence[Kept]) -> Iterator[str]:
    left = {paper.key for paper in now}
    for paper in before:
        if paper.key not in left:
            yield f"「{paper.title}」(前の{paper_label(paper.number)})を外しました。"
