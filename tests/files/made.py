"""Files as people send them, made for a test."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pikepdf
from docx.shared import Mm
from PIL import Image

from app.documents.blocks import Document, PageBreak, Paragraph
from app.documents.pdf import write_pdf

MOMENT = datetime(2026, 4, 1, tzinfo=UTC)


def a_pdf(*pages: str, rotate: int = 0, size: Sequence[float] | None = None) -> bytes:
    """A PDF with these words, a page for each."""
    blocks: list[Any] = []
    for words in pages or ("ちらし",):
        blocks += [PageBreak(), Paragraph(words)] if blocks else [Paragraph(words)]
    paper = write_pdf(Document("ちらし", "", blocks), timestamp=MOMENT)
    with pikepdf.open(BytesIO(paper)) as pdf:
        for page in pdf.pages:
            if rotate:
                page.obj.Rotate = rotate
            if size:
                page.obj.MediaBox = pikepdf.Array([0, 0, *size])
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    written = BytesIO()
    pdf.save(written, **how)
    return written.getvalue()


def locked(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))


def of_pages(count: int) -> bytes:
    """A PDF of so many equal pages."""
    with pikepdf.open(BytesIO(a_pdf())) as source:
        pdf = pikepdf.new()
        for _ in range(count):
            pdf.pages.append(source.pages[0])
        return saved(pdf)


def a_docx(*paragraphs: str, header: str = "", picture: bytes = b"") -> bytes:
    word = docx.Document()
    word.add_heading("講座のお知らせ", 1)
    for words in paragraphs:
        word.add_paragraph(words)
    if picture:
        word.add_picture(BytesIO(picture), width=Mm(80))
    table = word.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), "日会金公", strict=True):
        cell.text = words
    if header:
        word.sections[0].header.paragraphs[0].text = header
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def a_picture(form: str = "png", size: tuple[int, int] = (400, 200), **how: Any) -> bytes:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    written = BytesIO()
    image.save(written, form, **how)
    return written.getvalue()


def an_xlsx(*rows: Sequence[Any], hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows or (("月", "人数"), ("4月", 12)):
        sheet.append(list(row))
    if hidden:
        other = book.create_sheet("控え")
        other.sheet_state = "hidden"
        other.append([hidden])
    written = BytesIO()
    book.save(written)
    return written.getvalue()
