"""What the throw-away process reads of a Word or Excel file. Pure; only `child` calls it."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from html import unescape
from io import BytesIO
from itertools import groupby
from typing import Any, cast

import docx
import openpyxl
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.blocks import (
    Block,
    Column,
    Heading,
    Items,
    Note,
    Paragraph,
    Prose,
    Span,
    Table,
)
from app.documents.plain import plain
from app.files.gateway.pictures import (
    MOST_PICTURES,
    NOT_PRINTED,
    drawings,
    pictures,
    pictures_in,
    words_inside,
)
from app.files.gateway.refusals import CannotPrintError

MOST_ROWS, MOST_COLUMNS, MOST_PARAGRAPHS = 2_000, 26, 5_000
MOST_LETTERS = 2_000_000
"""Of the text that is looked through for names."""
WIDE = 8
"""More columns than this are printed on a page that lies on its side."""
_TEXT_PARTS = re.compile(
    r"(word|xl)/(document|header\d*|footer\d*|footnotes|endnotes|comments\d*|sharedStrings"
    r"|worksheets/sheet\d+|threadedComments/\w+|drawings/\w+)\.xml"
)
_OWN_TEXT = ".//w:t[not(ancestor::w:txbxContent)]"
"""Words of a paragraph that do not stand in a box beside it."""
_TAG = re.compile(r"<[^>]*>")
_NEW_LINE = re.compile(r"</(?:\w+:)?(?:p|si|tr|row|is|text)>")
_LEVEL = re.compile(r"(?:heading|見出し) ?([1-9])", re.IGNORECASE)
_FULL = "図や写真が多すぎて印刷できません。PDFにして選んでください。"
_EMPTY = "印刷できる内容が見つかりません。"
_LONG = "長すぎて印刷できません。PDFにして選んでください。"
_UNCOUNTED = "数式の計算結果が保存されていません。Excelで開き、上書き保存してから選んでください。"


def look_at_words(content: bytes) -> dict[str, Any]:
    """The blocks of a Word file, and everything that is written in it, also beside the text.

    Raises:
        CannotPrintError: empty or too long. A broken file raises whatever it makes of its reader.
    """
    blocks = list(_blocks_of(docx.Document(BytesIO(content))))
    if not blocks:
        raise CannotPrintError(_EMPTY)
    told = {"text": _every_word(content), "pictures": _enclosed_pictures(content)}
    return {"blocks": plain(blocks), "is_wide": False, **told}


def look_at_sheets(content: bytes) -> dict[str, Any]:
    """The same of a workbook: a table for each sheet that is seen.

    Raises:
        CannotPrintError: broken, empty, too large, or with formulas that were never counted.
    """
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    asked = openpyxl.load_workbook(BytesIO(content))
    sheets = [
        (sheet, asked[sheet.title]) for sheet in book.worksheets if sheet.sheet_state == "visible"
    ]
    blocks, wide = _blocks_of_book(sheets)
    # Hidden sheets are not printed, but go along in the file that others download.
    text = "\n".join([_every_word(content), *_shown(sheets)])
    if not blocks:
        raise CannotPrintError(_EMPTY)
    told = {"text": text[:MOST_LETTERS], "pictures": _enclosed_pictures(content)}
    return {"blocks": plain(blocks), "is_wide": wide, **told}


def _enclosed_pictures(content: bytes) -> int:
    """How many go along in the file, printed or not."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return sum(name.startswith(("word/media/", "xl/media/")) for name in archive.namelist())


def _every_word(content: bytes) -> str:
    """What is written anywhere: the text, its edges, its notes and comments, hidden sheets."""
    found = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if _TEXT_PARTS.fullmatch(name):
                xml = archive.read(name).decode("utf-8", "replace")
                found.append(unescape(_TAG.sub("", _NEW_LINE.sub("\n", xml))))
    return "\n".join(found)[:MOST_LETTERS]


# Word


def _blocks_of(word: Any) -> Iterator[Block]:
    if len(pictures(word.element)) > MOST_PICTURES:
        raise CannotPrintError(_FULL)
    for is_list, run in groupby(_pieces_of(word), key=lambda piece: isinstance(piece, list)):
        if is_list:
            yield Items(cast("list[list[Span]]", list(run)))
        else:
            yield from cast("Iterator[Block]", run)


def _pieces_of(word: Any) -> Iterator[Block | list[Span]]:
    """The blocks, but each item of a list by itself."""
    for number, part in enumerate(word.iter_inner_content()):
        if number > MOST_PARAGRAPHS:
            raise CannotPrintError(_LONG)
        if isinstance(part, WordTable):
            yield from _table_of(part)
        elif _is_item(part):
            yield _spans(part)
        else:
            yield from _paragraph_of(part)
        yield from _drawn_in(part)


def _paragraph_of(part: WordParagraph) -> Iterator[Block]:
    spans = _spans(part)
    if spans:
        level = _level_of(part)
        if level:
            yield Heading("".join(span.text for span in spans).replace("\n", " "), level)
        else:
            yield Prose(spans)


def _drawn_in(part: WordParagraph | WordTable) -> Iterator[Block]:
    """Pictures and boxes of text, after the words that they stand among."""
    for drawing in drawings(part._element):  # noqa: SLF001 python-docx has no door to it
        boxed = (_spans(WordParagraph(words, part)) for words in words_inside(drawing))
        shown = [*pictures_in(drawing, part.part), *(Prose(spans) for spans in boxed if spans)]
        yield from shown or [Note(NOT_PRINTED)]


def _level_of(part: WordParagraph) -> int:
    name = part.style.name or "" if part.style else ""
    if name in {"Title", "表題"}:
        return 1
    found = _LEVEL.match(name)
    return min(3, int(found[1])) if found else 0


def _is_item(part: WordParagraph) -> bool:
    name = part.style.name or "" if part.style else ""
    properties = part._p.pPr  # noqa: SLF001
    numbered = properties is not None and properties.numPr is not None
    return bool(part.text.strip()) and (numbered or name.startswith("List "))


def _spans(part: WordParagraph) -> list[Span]:
    spans: list[Span] = []
    for run in part.iter_inner_content():
        text = run.text
        bold = bool(getattr(run, "bold", False))
        if not text:
            continue
        if spans and spans[-1].bold == bold:
            spans[-1] = Span(spans[-1].text + text, bold)
        else:
            spans.append(Span(text, bold))
    return spans if "".join(span.text for span in spans).strip() else []


def _table_of(part: WordTable) -> Iterator[Block]:
    """A cell that stretches over several columns is written once, in the first of them."""
    if len(part.rows) > MOST_ROWS:
        raise CannotPrintError(_LONG)
    rows = []
    for row in part.rows:
        cells: list[str] = []
        for cell in row._tr.tc_lst:  # noqa: SLF001 a merged cell once
            lines = ["".join(t.text or "" for t in p.xpath(_OWN_TEXT)) for p in cell.p_lst]
            cells += ["\n".join(lines).strip(), *[""] * (cell.grid_span - 1)]
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    if not width or not any(any(row) for row in rows):
        return
    if width > MOST_COLUMNS:
        raise CannotPrintError(_LONG)
    if width == 1:
        yield from (Paragraph(row[0]) for row in rows if row and row[0])
        return
    yield _table("", [row + [""] * (width - len(row)) for row in rows])


# Excel


def _blocks_of_book(sheets: Sequence[tuple[Worksheet, Worksheet]]) -> tuple[list[Block], bool]:
    blocks: list[Block] = []
    wide = False
    for sheet, asked in sheets:
        rows = _rows_of(sheet, asked)
        if not rows:
            continue
        if len(sheets) > 1:
            blocks.append(Heading(sheet.title))
        while rows and sum(map(bool, rows[0])) == 1:
            blocks.append(Paragraph(next(filter(None, rows.pop(0)))))
        trailing = []
        while rows and sum(map(bool, rows[-1])) == 1 and len(rows[-1]) > 1:
            trailing.append(Note(next(filter(None, rows.pop()))))
        if rows:
            wide = wide or len(rows[0]) > WIDE
            blocks.append(_table("", rows))
        blocks += reversed(trailing)
    return blocks, wide


def _rows_of(sheet: Worksheet, asked: Worksheet) -> list[list[str]]:
    """The cells as they are seen, without hidden and empty rows and columns."""
    if sheet.max_row > 20 * MOST_ROWS or sheet.max_column > 20 * MOST_COLUMNS:
        raise CannotPrintError(_LONG)
    rows = []
    for row, formulas in zip(sheet.iter_rows(), asked.iter_rows(), strict=True):
        if sheet.row_dimensions[row[0].row].hidden:
            continue
        cells = [
            _written(cell, formula)
            for cell, formula in zip(row, formulas, strict=True)
            if not sheet.column_dimensions[_letter(cell)].hidden
        ]
        if any(cells):
            rows.append(cells)
    used = [column for column in range(len(rows[0]) if rows else 0) if any(r[column] for r in rows)]
    if len(rows) > MOST_ROWS or len(used) > MOST_COLUMNS:
        raise CannotPrintError(_LONG)
    return [[row[column] for column in used] for row in rows]


def _letter(cell: Any) -> str:
    return str(openpyxl.utils.get_column_letter(cell.column))


def _written(cell: Cell, formula: Cell) -> str:
    value = cell.value
    if value is None:
        if formula.data_type == "f":
            raise CannotPrintError(_UNCOUNTED)
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime | date | time):
        return _moment(value)
    return str(value).strip()


def _moment(value: datetime | date | time) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime) and value.time() != time(0):
        return f"{value:%Y/%m/%d %H:%M}"
    return f"{value:%Y/%m/%d}"


def _number(value: float, form: str) -> str:
    """A number as its cell shows it: percent, thousands and decimals."""
    shape = form.partition(";")[0]
    decimals = len(re.search(r"\.(0+)", shape)[1]) if ".0" in shape else 0  # type: ignore[index]
    if "%" in shape:
        return f"{value:.{decimals}%}"
    if shape in {"General", "@"}:
        return f"{value:.10g}"
    thousands = "," if "," in shape else ""
    return f"{value:{thousands}.{decimals}f}" if re.search("[0#]", shape) else f"{value:.10g}"


def _shown(sheets: Sequence[tuple[Worksheet, Worksheet]]) -> Iterator[str]:
    for sheet, _ in sheets:
        for row in sheet.iter_rows(values_only=True):
            yield " ".join(str(value) for value in row if value is not None)


def _table(caption: str, rows: Sequence[Sequence[str]]) -> Table:
    """The first row heads the columns; a column of numbers stands at the right."""
    head, *body = rows
    columns = []
    for index, heading in enumerate(head):
        cells = [row[index] for row in body if row[index]]
        numbers = sum(bool(re.fullmatch(r"[-△]?[\d,]+(\.\d+)?%?", cell)) for cell in cells)
        longest = max(len(line) for cell in [heading, *cells] for line in cell.split("\n"))
        columns.append(
            Column(
                heading,
                "right" if cells and numbers * 2 > len(cells) else "left",
                float(min(max(longest, 3), 24)),
            )
        )
    return Table(caption, columns, [tuple(row) for row in body])
