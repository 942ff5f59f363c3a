"""The answer as a file: one cell one datum, numbers as numbers (総務省 統計表ルール)."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from app.documents.sheets import Datum
from app.pivots.rules import DIMENSIONS, MEASURES, Answer, Shown

FORMULA = ("=", "+", "-", "@", "\t", "\r")
FEW = "3未満など"


def table(answer: Answer) -> Iterator[list[Datum]]:
    """Headings, then a row for each line, then the totals; rank and notes in their columns."""
    names = [DIMENSIONS[name] for name in answer.question.rows]
    heads = [label for _, label in answer.columns]
    yield [*names, *heads, f"計 {MEASURES[answer.question.measure]}", "順位", "注"]
    for line in answer.lines:
        cells = (*line.cells, line.total)
        yield [*line.labels, *map(_datum, cells), line.rank, _note(cells, heads)]
    cells = (*answer.totals, answer.total)
    blank = [None] * (len(names) - 1)
    yield ["合計", *blank, *map(_datum, cells), None, _note(cells, heads, answer.notes)]


def described(answer: Answer, place: str, filters: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What was asked, for the second sheet."""
    question = answer.question
    yield "対象", place
    yield "期間", f"{question.period.first} から {question.period.last} まで"
    yield "行", "・".join(DIMENSIONS[name] for name in question.rows)
    yield "列", DIMENSIONS[question.column] if question.column else "なし"
    yield "数えたもの", MEASURES[question.measure]
    yield "絞り込み", "、".join(filters) or "なし"
    for note in answer.notes:
        yield "注", note


def as_csv(answer: Answer) -> bytes:
    """UTF-8 with its mark and CRLF, as Excel reads it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in table(answer))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(answer: Answer, about: Sequence[tuple[str, str]]) -> bytes:
    """The table on the first sheet, what was asked on the second."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("表")
        for number, row in enumerate(table(answer)):
            sheet.write_row(number, 0, row, bold if number == 0 else None)
        sheet.freeze_panes(1, len(answer.question.rows))
        sheet.set_column(0, len(answer.question.rows) - 1, 28)
        notes = book.add_worksheet("説明")
        for number, pair in enumerate(about):
            notes.write_row(number, 0, pair)
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 80)
    return content.getvalue()


def _datum(cell: Shown) -> Datum:
    return cell.value


def _note(cells: Sequence[Shown], heads: Sequence[str], notes: Sequence[str] = ()) -> str | None:
    """Why cells of the row are empty, by the names of their columns."""
    few = [head for head, cell in zip((*heads, "計"), cells, strict=True) if cell.hidden]
    said = [f"{FEW}: {'、'.join(few)}"] if few else []
    return " ".join([*said, *notes]) or None


def _safe(cell: Datum) -> Datum:
    """A label never becomes a formula; a number stays one."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
