"""A table as it came: cells with their row numbers, before anybody knows what they mean."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.errors import DomainError


class RefusedFileError(DomainError):
    """Nothing of the file can be taken; the message is a Japanese sentence: what, and what now."""

    status = 422


@dataclass(frozen=True)
class BrokenCell:
    """A cell whose value cannot be had: an Excel error, or a formula nobody has calculated."""

    reason: str


Cell = str | int | float | datetime | date | time | timedelta | BrokenCell | None


@dataclass(frozen=True)
class Row:
    number: int
    """As Excel shows it, beginning with 1."""
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class Table:
    """One sheet, or one CSV file. Empty rows are not kept."""

    name: str
    rows: tuple[Row, ...]
    is_cut: bool = False
    """True when more rows were there than anybody wants to read."""


Sheets = tuple[Table, ...]
