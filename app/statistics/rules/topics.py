"""The city's table of topics, as it is printed (domain.md 1.3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

NOTE = "※1件の相談が、複数の項目に分類されることもあるため、相談件数とは一致しません。"
TOTAL_MARK = "※"
RANK_MARKS = "①②③④⑤⑥⑦⑧⑨⑩"


class Topic(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def is_other(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class TopicRow:
    code: str
    label: str
    value: int
    rank: int | None
    before: int | None
    """The year before; None where the topic did not exist or nothing is known."""
    is_broken: bool = False
    """Whether the topic meant something else then: two figures, and no difference."""

    @property
    def mark(self) -> str:
        return RANK_MARKS[self.rank - 1] if self.rank else ""

    @property
    def difference(self) -> int | None:
        return None if self.before is None or self.is_broken else self.value - self.before


@dataclass(frozen=True, slots=True)
class TopicTable:
    rows: tuple[TopicRow, ...]
    consultations: int
    total: int
    total_before: int | None
    total_mark: str = TOTAL_MARK
    note: str = NOTE


def with_breaks(table: TopicTable, broken: Collection[str]) -> TopicTable:
    """The same, without a difference where a topic meant something else the year before."""
    rows = tuple(replace(row, is_broken=row.code in broken) for row in table.rows)
    return replace(table, rows=rows)


def topic_table(
    counts: Mapping[str, int],
    topics: Sequence[Topic],
    *,
    consultations: int,
    before: Mapping[str, int] | None = None,
    top: int = 3,
) -> TopicTable:
    """Rows in the order of `topics`, the `top` largest of them marked.

    その他 is counted but never ranked, and neither is nothing. Of two that are equal the
    one printed first is ranked first. A code missing in `before` did not exist then.
    """
    ranks = _ranks(counts, topics, top)
    rows = tuple(
        TopicRow(
            topic.code,
            topic.label,
            counts.get(topic.code, 0),
            ranks.get(topic.code),
            None if before is None else before.get(topic.code),
        )
        for topic in topics
    )
    return TopicTable(
        rows,
        consultations,
        sum(row.value for row in rows),
        None if before is None else sum(before.values()),
    )


def _ranks(counts: Mapping[str, int], topics: Sequence[Topic], top: int) -> dict[str, int]:
    ranked = [topic.code for topic in topics if counts.get(topic.code) and not topic.is_other]
    ranked.sort(key=lambda code: -counts[code])  # a stable sort keeps the printed order
    return {code: rank for rank, code in enumerate(ranked[:top], start=1)}
