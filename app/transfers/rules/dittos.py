"""Marks that say "as in the row above", as people write them down a column."""

from collections.abc import Iterator
from dataclasses import replace

from app.transfers.rules.fields import Field
from app.transfers.rules.headers import Column, Header
from app.transfers.rules.tables import Cell, Row, Table

DITTOS = frozenset({"〃", "々", "仝", "同", "同上", "同じ", "上に同じ", '"', "”", "″"})
_OF_ITS_OWN = frozenset(
    {
        Field.REFERENCE,
        Field.CONTINUES,
        Field.SUMMARY,
        Field.BODY,
        Field.RESPONSE,
        Field.FOLLOW_UPS,
    }
)
"""A number is never the same, and words stay as they were written."""


def spelled_out(table: Table, header: Header) -> Table:
    """The table with what stands above in the place of each mark; a first row keeps its marks."""
    columns = [each for each in header.columns if each.field not in _OF_ITS_OWN]
    return replace(table, rows=tuple(_spelled_out(table.rows, columns, header.last_row)))


def _spelled_out(rows: tuple[Row, ...], columns: list[Column], last_row: int) -> Iterator[Row]:
    above: Row | None = None
    for row in rows:
        if row.number <= last_row:
            yield row
            continue
        known = above or Row(0, ())
        cells = list(row.cells)
        for index in (column.index for column in columns):
            if is_ditto(row.cell(index)) and known.cell(index) is not None:
                cells[index] = known.cell(index)
        above = Row(row.number, tuple(cells))
        yield above


def is_ditto(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip() in DITTOS
