"""The .docx that staff go on editing: real heading styles, tables that behave, nothing by hand."""

import zipfile
from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Document,
    Heading,
    Items,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Prose,
    Span,
    Table,
    printable,
)
from app.documents.docx_layout import lay_out, text_width
from app.documents.docx_tables import add_table
from app.documents.images import png_from_svg

_TALLEST = Mm(205)
_INDENT = Mm(6)
Words = Heading | Paragraph | Note | Bullets | Prose | Items
_SHORT_TABLE = 8  # rows; typst/document.typ says the same


def write_docx(document: Document, *, timestamp: datetime) -> bytes:
    """The same document and (aware) timestamp give the same bytes."""
    word = docx.Document()
    lay_out(word, number=document.number, is_wide=document.is_wide)
    describe(word, document.title, timestamp)
    _add(word, document.title, "Title")
    if document.subtitle:
        _add(word, document.subtitle, "Subtitle")
    if document.date_line:
        write_date_line(word, document.date_line)
    begins_page = False
    for block in document.blocks:
        first = write_block(word, block)
        if first and begins_page:
            first.paragraph_format.page_break_before = True
        begins_page = isinstance(block, PageBreak)
    return saved(word)


def describe(word: WordDocument, title: str, timestamp: datetime) -> None:
    """Fill what a file says of itself. Nobody's name comes along."""
    moment = timestamp.astimezone(UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title = printable(title)
    properties.language = "ja-JP"
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1


def write_date_line(word: WordDocument, text: str) -> None:
    _add(word, text).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def saved(word: WordDocument) -> bytes:
    """The archive without the clock time that zip notes for each file."""
    content = BytesIO()
    word.save(content)
    return _with_fixed_times(content)


def write_block(word: WordDocument, block: Block) -> WordParagraph | None:
    """Write at the end; gives the first paragraph written, which may have to begin a page."""
    match block:
        case Table():
            return _write_table(word, block)
        case Chart():
            # A short table goes along when its picture moves to the next page.
            together = len(block.table.rows) <= _SHORT_TABLE
            first = (
                None if block.says_all else _write_table(word, block.table, keep_with_next=together)
            )
            picture = _write_chart(word, block)
            return first or picture
        case Picture(source, alt, width):
            return _add_picture(word, b64decode(source.partition(",")[2]), alt, Mm(width))
        case PageBreak():
            return None
        case _:
            return next(iter(_write_words(word, block)), None)


def _write_words(word: WordDocument, block: Words) -> Sequence[WordParagraph]:
    match block:
        case Heading(text, level):
            return [_add(word, text, f"Heading {level}")]
        case Paragraph(text):
            return [_add(word, text)]
        case Note(text):
            return [_add(word, text, "Note")]
        case Bullets(items):
            return [_add(word, item, "List Bullet") for item in items]
        case Prose(spans):
            return [_add_spans(word, spans)]
        case Items(items, numbered):
            return list(_add_items(word, items, numbered=numbered))


def _add_items(
    word: WordDocument, items: Sequence[Sequence[Span]], *, numbered: bool
) -> Iterator[WordParagraph]:
    """Numbers are written out: Word's own would go on counting through the whole paper."""
    for number, spans in enumerate(items, start=1):
        if not numbered:
            yield _add_spans(word, spans, "List Bullet")
            continue
        item = _add_spans(word, [Span(f"{number}.\t"), *spans])
        item.paragraph_format.left_indent = _INDENT
        item.paragraph_format.first_line_indent = -_INDENT
        item.paragraph_format.tab_stops.add_tab_stop(_INDENT)
        item.paragraph_format.space_after = Pt(3)
        yield item


def _add_spans(
    word: WordDocument, spans: Sequence[Span], style: str | None = None
) -> WordParagraph:
    paragraph = word.add_paragraph(style=style)
    for span in spans:
        paragraph.add_run(printable(span.text)).bold = True if span.bold else None
    return paragraph


def _write_table(
    word: WordDocument, table: Table, *, keep_with_next: bool = False
) -> WordParagraph | None:
    caption = None
    if table.caption:
        caption = _add(word, table.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
    add_table(word, table, keep_with_next=keep_with_next)
    # Word joins two tables that touch, so something always follows: the notes or an empty line.
    for note in table.notes or [""]:
        _add(word, note, "Note").paragraph_format.keep_with_next = keep_with_next
    return caption


def _write_chart(word: WordDocument, chart: Chart) -> WordParagraph:
    holder = _add_picture(word, png_from_svg(chart.svg), chart.alt, text_width(word))
    holder.paragraph_format.keep_with_next = True
    _add(word, chart.caption, "Caption")
    return holder


def _add_picture(word: WordDocument, content: bytes, alt: str, width: Length) -> WordParagraph:
    holder = word.add_paragraph()
    shape = holder.add_run().add_picture(BytesIO(content), width=width)
    if shape.height > _TALLEST:
        shape.width = Length(shape.width * _TALLEST // shape.height)
        shape.height = _TALLEST
    properties = shape._inline.docPr  # noqa: SLF001 python-docx has no door to alt text
    properties.set("descr", printable(alt))
    return holder


def _add(word: WordDocument, text: str, style: str | None = None) -> WordParagraph:
    return word.add_paragraph(printable(text), style=style)


def _with_fixed_times(content: BytesIO) -> bytes:
    fixed = BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
