"""Parts of a file, each written by itself and put one behind the other when it is fetched.

A part needs no other one: it is written in a short transaction, again if the worker died over
it, on whichever machine. XlsxWriter makes the frame of a workbook (`books`), but not its rows:
it would keep everybody's data in a file on the disk of one machine until the last row is in.
"""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from xml.sax.saxutils import escape

from app.transfers.gateway.writing import FORMULA_STARTS, shown
from app.transfers.rules.tables import Cell

Encoding = Literal["utf-8", "cp932"]
GETA = "〓"
"""What printers put where a letter is missing."""
_LIGHT = 1
"""zlib: the time to write matters more than the last tenth of the size."""
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (a sheet knows no zone)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Unwritable(NamedTuple):
    """Letters that an encoding does not have: in which row of a part, counted from 0, and where."""

    row: int
    column: int
    letters: str


class Part(NamedTuple):
    content: bytes
    """Deflated."""
    size: int
    """Bytes, before that."""
    unwritable: tuple[Unwritable, ...] = ()


class Styles(NamedTuple):
    """The numbers under which a workbook keeps the looks of its cells."""

    moment: int
    text: int
    """For a text that begins like a formula: Excel's own mark that it is none."""


def csv_part(rows: Iterable[Sequence[Cell]], encoding: Encoding = "utf-8") -> Part:
    """Lines ending in CRLF; no cell begins a formula. What cannot be written is 〓, and listed."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    unwritable: list[Unwritable] = []
    for number, row in enumerate(rows):
        cells = [shown(cell) for cell in row]
        if encoding != "utf-8":
            missing = [(column, _missing(text, encoding)) for column, text in enumerate(cells)]
            for column, letters in missing:
                if letters:
                    unwritable.append(Unwritable(number, column, letters))
                    cells[column] = cells[column].translate(dict.fromkeys(map(ord, letters), GETA))
        writer.writerow(cells)
    return _packed(file.getvalue().encode(encoding), tuple(unwritable))


def sheet_part(rows: Iterable[Sequence[Cell]], *, first_row: int, styles: Styles) -> Part:
    """Rows of a sheet, the first of them numbered `first_row` as Excel shows it."""
    letters: list[str] = []
    written = []
    for number, row in enumerate(rows, start=first_row):
        while len(letters) < len(row):
            letters.append(_column(len(letters)))
        cells = "".join(
            _cell(f"{letter}{number}", cell, styles)
            for letter, cell in zip(letters, row, strict=False)
            if cell is not None and cell != ""
        )
        written.append(f'<row r="{number}">{cells}</row>')
    return _packed("".join(written).encode())


def unpacked(content: bytes) -> bytes:
    return zlib.decompress(content)


def _packed(content: bytes, unwritable: tuple[Unwritable, ...] = ()) -> Part:
    return Part(zlib.compress(content, _LIGHT), len(content), unwritable)


def _missing(text: str, encoding: Encoding) -> str:
    """The letters of `text` that are not in `encoding`, each once."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(dict.fromkeys(_each_missing(text, encoding)))
    return ""


def _each_missing(text: str, encoding: Encoding) -> Iterator[str]:
    for letter in text:
        try:
            letter.encode(encoding)
        except UnicodeEncodeError:
            yield letter


def _cell(place: str, cell: Any, styles: Styles) -> str:
    if isinstance(cell, str):
        style = f' s="{styles.text}"' if cell.startswith(FORMULA_STARTS) else ""
        return (
            f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">'
            f"{_text(cell)}</t></is></c>"
        )
    if isinstance(cell, datetime):
        serial = (cell - _DAY_ZERO).total_seconds() / 86_400
        return f'<c r="{place}" s="{styles.moment}"><v>{serial:.10f}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def _text(text: str) -> str:
    return escape(_LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text.replace("\r\n", "\n"))))


def _column(index: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        name = chr(ord("A") + place) + name
    return name
