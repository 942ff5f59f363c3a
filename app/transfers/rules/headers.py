"""Finds the header: the row, or the two rows, naming the most columns, wherever they stand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.transfers.rules.codes import CodeIndex
from app.transfers.rules.fields import (
    LISTS,
    ONLY_WRITTEN,
    Field,
    field_named,
    heading_keys,
    list_field_of_group,
)
from app.transfers.rules.tables import RefusedFileError, Row, Sheets, Table

_SEARCHED_ROWS = 30
_FEWEST_NAMES = 2
NEEDED = {
    Field.RECEIVED_AT: "受付日",
    Field.CHANNEL: "相談方法",
    Field.TOPICS: "相談内容(項目)",
}
_MANY = frozenset({Field.PERSON_CONTACT})
"""電話 and メール may be two columns; both are how the person is reached."""


@dataclass(frozen=True)
class Asked:
    """A row that may be the header, were it known what its headings mean."""

    sheet_name: str
    row_number: int
    headings: tuple[str, ...]
    missing: tuple[str, ...]


class NoHeaderError(RefusedFileError):
    """No row names the columns that are needed; `asked` is the row that a person may explain."""

    def __init__(self, message: str, asked: Asked | None = None) -> None:
        super().__init__(message)
        self.asked = asked


Taught = Mapping[str, str | None]
"""What a center said its own headings mean, by their folded spelling: a field, or `topics/` and a
code for a column of ○; None: not to be read."""
NOTHING_TAUGHT: Taught = {}


@dataclass(frozen=True)
class Column:
    index: int
    heading: str
    field: Field
    code: str | None = None
    """Set where the column is for one code of a list and its cells hold ○ or ◎."""


@dataclass(frozen=True)
class Header:
    rows: tuple[Row, ...]
    """One, or two when a row of groups stands above."""
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    """Headings that mean what another column means, to their left or said so; they are not read."""
    ignored: tuple[str, ...] = ()
    """Headings that the center said are not to be read."""
    written: tuple[str, ...] = ()
    """Headings of what a list that was taken out tells besides; see `ONLY_WRITTEN`."""

    @property
    def last_row(self) -> int:
        return self.rows[-1].number

    def of(self, field: Field) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field is field)


def choose_table(
    sheets: Sheets, lists: dict[str, CodeIndex], taught: Taught = NOTHING_TAUGHT
) -> tuple[Table, Header]:
    """Return the first sheet with a header, and this header."""
    refusal = NoHeaderError("表に何も書かれていません。相談の行があるファイルを選んでください。")
    for table in sheets:
        try:
            return table, find_header(table, lists, taught)
        except NoHeaderError as error:
            if table.rows and not (refusal.asked and not error.asked):
                refusal = error
    raise refusal


def of_clients(header: Header, table: Table, client_types: CodeIndex) -> Header:
    """「相談者」 names a person in one ward's book, and what kind of client it was in another's.

    What stands below decides, where no other column says it: most of it are words of the list.
    """
    if header.of(Field.CLIENT_TYPE):
        return header
    for column in header.of(Field.PERSON_NAME):
        below = [_text(row, column.index) for row in table.rows if row.number > header.last_row]
        written = [text for text in below if text]
        known = sum(client_types.find(text) is not None for text in written)
        if "相談者" in heading_keys(column.heading) and known * 2 > len(written):
            columns = [
                replace(each, field=Field.CLIENT_TYPE) if each is column else each
                for each in header.columns
            ]
            return replace(header, columns=tuple(columns))
    return header


def has_header(table: Table, lists: dict[str, CodeIndex], taught: Taught = NOTHING_TAUGHT) -> bool:
    try:
        find_header(table, lists, taught)
    except NoHeaderError:
        return False
    return True


def find_header(
    table: Table, lists: dict[str, CodeIndex], taught: Taught = NOTHING_TAUGHT
) -> Header:
    candidates = list(_candidates(table.rows[:_SEARCHED_ROWS], lists, taught))
    best = max(candidates, key=_score, default=None)
    if best is None or _score(best) < _FEWEST_NAMES:
        raise NoHeaderError(
            "見出しの行が見つかりません。「受付日」「相談方法」「相談者属性」「相談項目」などの"
            f"見出しを、{_SEARCHED_ROWS}行目までの1行に並べてください。",
            _asked(table, _widest(table.rows[:_SEARCHED_ROWS]), tuple(NEEDED.values())),
        )
    missing = tuple(name for field, name in NEEDED.items() if not best.of(field))
    if missing:
        raise NoHeaderError(
            f"{best.last_row}行目を見出しとして読みましたが、"
            f"{'と'.join(f'「{name}」' for name in missing)}の列がありません。"
            "見出しの名前を確かめてください。",
            _asked(table, *_explained(best, missing, table)),
        )
    return best


def _explained(
    best: Header, missing: tuple[str, ...], table: Table
) -> tuple[Row | None, tuple[str, ...]]:
    """The row to ask about, and what it lacks.

    A row of data may look like a header: 「電話」 and 「広報」 are headings too. It is believed to
    be one only where it names a column that is needed.
    """
    if any(column.field in NEEDED and column.code is None for column in best.columns):
        return best.rows[-1], missing
    return _widest(table.rows[:_SEARCHED_ROWS]), tuple(NEEDED.values())


def _widest(rows: Sequence[Row]) -> Row | None:
    """The first of the rows with the most words: a title has one, a header many."""
    return max(rows, key=lambda row: len(_words(row)), default=None)


def _asked(table: Table, row: Row | None, missing: tuple[str, ...]) -> Asked | None:
    """Only where a header may be: several headings, and something below them."""
    if row is None or len(_words(row)) < len(NEEDED) or row is table.rows[-1]:
        return None
    return Asked(table.name, row.number, tuple(_words(row)), missing)


def _words(row: Row) -> list[str]:
    found = (_text(row, index) for index in range(len(row.cells)))
    return list(dict.fromkeys(name for name in found if name))


def _candidates(
    rows: Sequence[Row], lists: dict[str, CodeIndex], taught: Taught
) -> Iterator[Header]:
    """Single rows first: a row of groups must name more to be believed."""
    for row in rows:
        yield _header((row,), _headings(None, row), lists, taught)
    for upper, lower in pairwise(rows):
        if lower.number == upper.number + 1:
            yield _header((upper, lower), _headings(upper, lower), lists, taught)


def _score(header: Header) -> int:
    return len({(column.field, column.code) for column in header.columns})


def _headings(upper: Row | None, lower: Row) -> Iterator[tuple[int, str, str]]:
    """Index, group and name of each column; a merged group leaves blanks to its right.

    A heading that reaches over both rows is no group: nothing stands below it.
    """
    group = ""
    width = max(len(lower.cells), len(upper.cells) if upper else 0)
    for index in range(width):
        above = _text(upper, index)
        below = _text(lower, index)
        if above:
            group = above if below else ""
        if below or above:
            yield index, group if below else "", below or above


def _text(row: Row | None, index: int) -> str:
    cell = row.cell(index) if row else None
    return "".join(cell.split()) if isinstance(cell, str) else ""


def _header(
    rows: tuple[Row, ...],
    headings: Iterator[tuple[int, str, str]],
    lists: dict[str, CodeIndex],
    taught: Taught,
) -> Header:
    found: list[Column] = []
    said: list[Column] = []
    unknown: list[str] = []
    ignored: list[str] = []
    written: list[str] = []
    for index, group, name in headings:
        if key := next((key for key in heading_keys(name) if key in taught), None):
            if meant := taught[key]:
                field, _, code = meant.partition("/")
                said.append(Column(index, name, Field(field), code or None))
            else:
                ignored.append(name)
        elif field_named(name) in ONLY_WRITTEN:
            written.append(name)
        elif meaning := _meaning(group, name, lists):
            found.append(Column(index, name, *meaning))
        else:
            unknown.append(name)
    seen = Counter[tuple[Field, str | None]]()
    kept: list[Column] = []
    repeated: list[str] = []
    for column in (*said, *_with_topics(found, said)):
        seen[column.field, column.code] += 1
        if seen[column.field, column.code] > 1 and column.field not in _MANY:
            repeated.append(column.heading)
        else:
            kept.append(column)
    kept.sort(key=lambda column: column.index)
    others = (unknown, repeated, ignored, written)
    return Header(rows, tuple(kept), *map(tuple, others))


def _meaning(group: str, name: str, lists: dict[str, CodeIndex]) -> tuple[Field, str | None] | None:
    above = list_field_of_group(group) if group else None
    if above and (code := _code(lists[LISTS[above]], name)):
        return above, code
    if field := (group and field_named(group + name)) or field_named(name):
        return field, None
    if above is None and (code := _code(lists["topics"], name)):
        return Field.TOPICS, code
    return None


def _code(index: CodeIndex, heading: str) -> str | None:
    return next((code for key in heading_keys(heading) if (code := index.find(key))), None)


def _with_topics(columns: list[Column], said: list[Column]) -> list[Column]:
    """「相談内容」 means the words where topics stand elsewhere, otherwise the topics.

    What the center said of it is never read otherwise.
    """
    if any(column.field is Field.TOPICS for column in (*columns, *said)):
        return columns
    return [
        Column(column.index, column.heading, Field.TOPICS)
        if "相談内容" in heading_keys(column.heading)
        else column
        for column in columns
    ]
