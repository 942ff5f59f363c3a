"""Tables for Word: repeated headings, whole rows, and widths that every reader obeys."""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow

from app.documents.blocks import Alignment, Table, printable
from app.documents.docx_layout import CELL, text_width

_ALIGNMENTS: dict[Alignment, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_HEADING_FILL, _TOTAL_FILL = "E8E8E8", "F5F5F5"


def add_table(word: WordDocument, table: Table, *, keep_with_next: bool) -> None:
    grid = word.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widths = [Length(int(text_width(word) * share)) for share in table.shares]
    # Word reads the cells' widths, LibreOffice the columns'.
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    headings = [column.heading for column in table.columns]
    centered: list[Alignment] = ["center"] * len(headings)
    _add_row(grid, headings, centered, widths, fill=_HEADING_FILL)
    _set(grid.rows[0], "w:tblHeader")
    alignments = [column.align for column in table.columns]
    for index, row in enumerate(table.rows, start=1):
        total = table.total_row and index == len(table.rows)
        _add_row(grid, row, alignments, widths, fill=_TOTAL_FILL if total else None)
    if keep_with_next:
        for written in grid.rows:
            written.cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _add_row(
    grid: WordTable,
    texts: Sequence[str],
    alignments: Sequence[Alignment],
    widths: Sequence[Length],
    *,
    fill: str | None = None,
) -> None:
    """A row with a fill is a heading or a total, and bold."""
    row: WordRow = grid.add_row()  # type: ignore[no-untyped-call]  # python-docx forgot one
    _set(row, "w:cantSplit")
    for cell, text, align, width in zip(row.cells, texts, alignments, widths, strict=True):
        cell.width = width
        if fill:
            _shade(cell, fill)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        # By its id: asking for the style by name would search all styles for every cell.
        paragraph._p.style = CELL  # noqa: SLF001
        paragraph.alignment = _ALIGNMENTS[align]
        paragraph.add_run(printable(text)).bold = True if fill else None


def _set(row: WordRow, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 python-docx has no door to it


def _shade(cell: WordCell, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in {"val": "clear", "color": "auto", "fill": fill}.items():
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 python-docx has no door to it
