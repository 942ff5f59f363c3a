"""A4 pages through typst. The template is fixed; what people wrote is JSON, never markup."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

from app.documents.blocks import Document, printable
from app.documents.fonts import FOLDER, font_files
from app.documents.plain import plain

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"
MARKS = TEMPLATE.with_name("marks.typ")


def write_pdf(document: Document, *, timestamp: datetime) -> bytes:
    """The same document and (aware) timestamp give the same bytes.

    Headings become bookmarks. Charts are embedded as SVG and stay sharp.
    """
    try:
        return _compile(document, timestamp, accessible=True)
    except typst.TypstError:
        # PDF/UA is refused for one rare letter that the font has not. The paper must come out all
        # the same: tagged as before, with a box for that letter, only without the claim.
        return _compile(document, timestamp, accessible=False)


def write_marks(marks: Sequence[str]) -> bytes:
    """A page for each of the words, as large as they are in their box: to be laid over another."""
    return typst.compile(
        MARKS,
        root=MARKS.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"marks": json.dumps([printable(mark) for mark in marks], ensure_ascii=False)},
        timestamp=0,
    )


def merge_pdf(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """One pack of several papers, each with a bookmark; they keep their own page numbers."""
    if not parts:
        raise ValueError("A pack has at least one part.")
    pack = pikepdf.new()
    with pack.open_outline() as outline:
        for title, content in parts:
            first_page = len(pack.pages)
            with pikepdf.open(BytesIO(content)) as part:
                pack.pages.extend(part.pages)
            outline.root.append(pikepdf.OutlineItem(title, first_page))
    for page in pack.pages:
        # The parts' tags do not come along, so the pages must not point to them.
        if pikepdf.Name.StructParents in page.obj:
            del page.obj.StructParents
    pack.Root.Lang = pikepdf.String("ja-JP")
    pack.Root.PageMode = pikepdf.Name.UseOutlines
    merged = BytesIO()
    pack.save(merged, deterministic_id=True)
    return merged.getvalue()


def _compile(document: Document, timestamp: datetime, *, accessible: bool) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(plain(document), ensure_ascii=False)},
        pdf_standards=["ua-1"] if accessible else [],
        timestamp=int(timestamp.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    font_files()
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER]
    )
