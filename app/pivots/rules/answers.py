"""The answer as a table: labels in their order, values, totals, ranks, and what to note."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.pivots.rules.questions import Counted, Question
from app.pivots.rules.small import FEWER_THAN, hidden

Codes = tuple[str, ...]
Cells = Mapping[tuple[Codes, str], Counted]
"""By codes of the row and code of the column."""

TWICE = "一つの相談が複数の項目に入ることがあるため、合計は内訳の和と一致しないことがあります。"
UNSEEN = (
    f"{FEWER_THAN}件より少ないところと、そこが計算でわかってしまうところは"
    f"「{FEWER_THAN}未満など」とし、数を表示していません。"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure; None: there is none, or it is hidden because it is about too few."""

    value: int | float | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    codes: Codes
    labels: tuple[str, ...]
    cells: tuple[Shown, ...]
    total: Shown
    rank: int | None
    """By the total, beginning with 1; equal totals have the same rank."""


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    columns: tuple[tuple[str, str], ...]
    """Code and label; empty where nothing stands in columns."""
    lines: tuple[Line, ...]
    totals: tuple[Shown, ...]
    total: Shown
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells and totals, each counted by itself: a record with two topics is one in the total."""

    cells: Cells
    rows: Mapping[Codes, Counted]
    columns: Mapping[str, Counted]
    total: Counted


Labels = Callable[[str, str], str]
"""The words for a code of a dimension."""
Order = Callable[[str, str], tuple[int, str]]
"""Where a code of a dimension stands."""


def answer(
    question: Question, counts: Counts, labels: Labels, order: Order, *, small_unseen: bool
) -> Answer:
    """Lay the counts out; with `small_unseen`, hide what is about one or two people."""
    rows = sorted(
        counts.rows,
        key=lambda codes: [
            order(name, code) for name, code in zip(question.rows, codes, strict=True)
        ],
    )
    name = question.column
    columns = sorted(counts.columns, key=lambda code: order(name, code)) if name else []
    unseen = (
        _unseen(rows, columns, counts) if small_unseen and not question.is_consolidated else set()
    )
    measured = _Measured(question.measure, unseen)
    sizes = [measured(counts.rows[row], (index, -1)) for index, row in enumerate(rows)]
    ranked = sorted((size.value for size in sizes if size.value), reverse=True)
    lines = tuple(
        Line(
            codes,
            tuple(labels(n, c) for n, c in zip(question.rows, codes, strict=True)),
            tuple(
                measured(counts.cells.get((codes, code)), (index, column))
                for column, code in enumerate(columns)
            ),
            sizes[index],
            ranked.index(value) + 1 if (value := sizes[index].value) else None,
        )
        for index, codes in enumerate(rows)
    )
    return Answer(
        question,
        tuple((code, labels(name or "", code)) for code in columns),
        lines,
        tuple(measured(counts.columns[code], (-1, at)) for at, code in enumerate(columns)),
        measured(counts.total, (-1, -1)),
        tuple(_notes(question, any_hidden=bool(unseen))),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    measure: str
    unseen: set[tuple[int, int]]

    def __call__(self, counted: Counted | None, place: tuple[int, int]) -> Shown:
        if place in self.unseen:
            return Shown(None, hidden=True)
        if counted is None:
            return Shown(None if self.measure == "mean_minutes" else 0)
        return Shown(counted.value(self.measure))


def _unseen(rows: Sequence[Codes], columns: Sequence[str], counts: Counts) -> set[tuple[int, int]]:
    """Totals stand in row or column -1."""
    cells = {
        (index, at): found.consultations
        for index, row in enumerate(rows)
        for at, code in enumerate(columns)
        if (found := counts.cells.get((row, code)))
    }
    cells |= {(index, -1): counts.rows[row].consultations for index, row in enumerate(rows)}
    cells |= {(-1, at): counts.columns[code].consultations for at, code in enumerate(columns)}
    cells[-1, -1] = counts.total.consultations
    down, across = range(-1, len(rows)), range(-1, len(columns))
    lines = [[(index, at) for at in across] for index in down]
    return hidden(cells, [*lines, *([(index, at) for index in down] for at in across)])


def _notes(question: Question, *, any_hidden: bool) -> Iterator[str]:
    if question.counts_twice:
        yield TWICE
    if any_hidden:
        yield UNSEEN
