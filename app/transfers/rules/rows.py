"""One row, asked by what its columns mean; what cannot be read is remembered, not raised."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from app.consultations.rules import LONGEST_LINE
from app.transfers.rules import cells
from app.transfers.rules.cells import UnreadableCellError
from app.transfers.rules.codes import CodeIndex
from app.transfers.rules.fields import LISTS, TITLES, Field
from app.transfers.rules.headers import Column, Header
from app.transfers.rules.tables import BrokenCell, Cell, Row
from app.wareki import UnreadableDateError

_T = TypeVar("_T")


class Unlisted(NamedTuple):
    """A word where a code of a list was expected."""

    list_name: str
    word: str


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken."""

    row_number: int
    column: str
    value: str
    reason: str
    unlisted: Unlisted | None = None


@dataclass(frozen=True)
class Notice:
    """What was decided for the writer of a row that was taken."""

    row_number: int
    column: str
    reason: str


@dataclass(frozen=True)
class Terms:
    """What holds for all rows of a file."""

    header: Header
    lists: dict[str, CodeIndex]
    today: date
    fiscal_year: int | None
    """Completes dates without a year."""


@dataclass
class RowReader:
    """Reads the cells of one row by what their columns mean, and remembers what was wrong."""

    row: Row
    terms: Terms
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def marked(self, wanted: Field, main: list[str] | None = None) -> list[str]:
        codes: list[str] = []
        for column in self.terms.header.of(wanted):
            if column.code is None:
                continue
            is_marked, is_main = self.read(column, cells.mark_of, (False, False))
            codes += [column.code] if is_marked else []
            if is_main and main is not None:
                main.append(column.code)
        return codes

    def written(self, wanted: Field) -> list[Column]:
        return [column for column in self.terms.header.of(wanted) if column.code is None]

    def text(self, wanted: Field, *, longest: int = LONGEST_LINE) -> str:
        return self.within(wanted, self.first(wanted, cells.text_of, ""), longest=longest)

    def within(self, wanted: Field, text: str, *, longest: int = LONGEST_LINE) -> str:
        if len(text) > longest:
            said = f"{len(text):,}文字あります。{longest:,}文字以内にしてください。"
            self.fault(wanted, said)
        return text

    def first(self, wanted: Field, reader: Callable[[Cell], _T], default: _T) -> _T:
        columns = self.terms.header.of(wanted)
        return self.read(columns[0], reader, default) if columns else default

    def read(self, column: Column, reader: Callable[[Cell], _T], default: _T) -> _T:
        if self.is_blank(column):
            return default
        try:
            return reader(self.row.cell(column.index))
        except (UnreadableCellError, UnreadableDateError) as error:
            self.fault(column, str(error))
            return default

    def is_blank(self, column: Column) -> bool:
        cell = self.row.cell(column.index)
        return cell is None or (isinstance(cell, str) and not cell.strip())

    def not_listed(self, column: Column, wanted: Field, text: str) -> None:
        labels = "、".join(self.terms.lists[LISTS[wanted]].labels.values())
        reason = f"「{text}」は{TITLES[wanted]}の一覧にありません。次から選んでください: {labels}"
        self.fault(column, reason, Unlisted(LISTS[wanted], text))

    def fault(self, column: Column | Field, reason: str, unlisted: Unlisted | None = None) -> None:
        heading, value = self._place(column)
        self.faults.append(Fault(self.row.number, heading, value, reason, unlisted))

    def notice(self, column: Column | Field, reason: str) -> None:
        self.notices.append(Notice(self.row.number, self._place(column)[0], reason))

    def _place(self, column: Column | Field) -> tuple[str, str]:
        if isinstance(column, Field):
            written = self.written(column)
            if len(written) != 1:
                return TITLES[column], ""
            column = written[0]
        cell = self.row.cell(column.index)
        return column.heading, "" if isinstance(cell, BrokenCell) else cells.text_of(cell)
