"""The .docx that staff go on editing: real heading styles, tables that behave, nothing by hand."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Table,
    printable,
)
from app.documents.docx_layout import TEXT_WIDTH, lay_out
from app.documents.docx_tables import add_table
from app.documents.images import png_from_svg

_TALLEST = Mm(205)
_SHORT_TABLE = 8  # rows; typst/document.typ says the same


def write_docx(document: Document, *, timestamp: datetime) -> bytes:
    """The same document and (aware) timestamp give the same bytes."""
    word = docx.Document()
    lay_out(word, number=document.number)
    _describe(word, document, timestamp)
    _add(word, document.title, "Title")
    if document.subtitle:
        _add(word, document.subtitle, "Subtitle")
    if document.date_line:
        _add(word, document.date_line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    begins_page = False
    for block in document.blocks:
        first = _write(word, block)
        if first and begins_page:
            first.paragraph_format.page_break_before = True
        begins_page = isinstance(block, PageBreak)
    content = BytesIO()
    word.save(content)
    return _with_fixed_times(content)


def _describe(word: WordDocument, document: Document, timestamp: datetime) -> None:
    moment = timestamp.astimezone(UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title = printable(document.title)
    properties.language = "ja-JP"
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1


def _write(word: WordDocument, block: Block) -> WordParagraph | None:
    """Gives the first paragraph written, which may have to begin a page."""
    first: WordParagraph | None = None
    match block:
        case Heading(text, level):
            first = _add(word, text, f"Heading {level}")
        case Paragraph(text):
            first = _add(word, text)
        case Bullets(items):
            first = next(iter([_add(word, item, "List Bullet") for item in items]), None)
        case Note(text):
            first = _add(word, text, "Note")
        case Table():
            first = _write_table(word, block)
        case Chart():
            # A short table goes along when its picture moves to the next page.
            together = len(block.table.rows) <= _SHORT_TABLE
            first = _write_table(word, block.table, keep_with_next=together)
            _write_picture(word, block)
    return first


def _write_table(
    word: WordDocument, table: Table, *, keep_with_next: bool = False
) -> WordParagraph:
    caption = _add(word, table.caption, "Caption")
    caption.paragraph_format.keep_with_next = True
    add_table(word, table, keep_with_next=keep_with_next)
    # Word joins two tables that touch, so something always follows: the notes or an empty line.
    for note in table.notes or [""]:
        _add(word, note, "Note").paragraph_format.keep_with_next = keep_with_next
    return caption


def _write_picture(word: WordDocument, chart: Chart) -> None:
    holder = word.add_paragraph()
    holder.paragraph_format.keep_with_next = True
    shape = holder.add_run().add_picture(BytesIO(png_from_svg(chart.svg)), width=TEXT_WIDTH)
    if shape.height > _TALLEST:
        shape.width = Length(shape.width * _TALLEST // shape.height)
        shape.height = _TALLEST
    properties = shape._inline.docPr  # noqa: SLF001 python-docx has no door to alt text
    properties.set("descr", printable(chart.alt))
    _add(word, chart.caption, "Caption")


def _add(word: WordDocument, text: str, style: str | None = None) -> WordParagraph:
    return word.add_paragraph(printable(text), style=style)


def _with_fixed_times(content: BytesIO) -> bytes:
    """The same archive without the clock time that zip notes for each file."""
    fixed = BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
