"""An edition as papers: .docx from a template, .pdf, .xlsx; and as blocks, for the page."""

from collections.abc import Iterator
from datetime import date

from app.calendar import start_of
from app.documents.blocks import Heading
from app.documents.docx_templates import fill_template, write_template
from app.documents.pdf import write_pdf
from app.reports.documents.parts import blocks, document, lines, prose
from app.reports.documents.workbook import write_workbook
from app.reports.rules.content import Content
from app.reports.rules.editions import Paper, file_name
from app.reports.rules.outlines import DATE_LINE, OUTLINES, TITLE_LINE, Head

__all__ = ["document", "house_template", "papers", "prose"]

MADE = start_of(date(2020, 4, 1))
"""When the house's template says that it was made: its bytes are always the same."""


def papers(content: Content, template: bytes | None) -> Iterator[Paper]:
    """One paper a format, in the order of `rules.editions.FORMATS`. Reads nothing.

    `template` is the center's own, which was read and found in order when it was kept.
    """
    moment = start_of(date.fromisoformat(content.made_on))
    filled = fill_template(
        template or house_template(content.kind),
        lines(content),
        blocks(content),
        title=content.title,
        timestamp=moment,
    )
    yield Paper("docx", file_name(content, "docx"), filled)
    printed = write_pdf(document(content), timestamp=moment)
    yield Paper("pdf", file_name(content, "pdf"), printed)
    yield Paper("xlsx", file_name(content, "xlsx"), write_workbook(content, timestamp=moment))


def house_template(kind: str) -> bytes:
    """The template that is filled where the center has none of its own, and to begin one from."""
    parts = [
        Heading(part.text, part.level) if isinstance(part, Head) else part
        for part in OUTLINES[kind]
    ]
    return write_template(parts, title=TITLE_LINE, date_line=DATE_LINE, timestamp=MADE)
