"""What the throw-away process does with a PDF. Pure; only `child` calls it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from app.documents.pdf import merge_pdf
from app.files.gateway.refusals import CannotPrintError

MOST_PAGES = 500
MOST_LETTERS = 2_000_000
"""Of the text that is looked through for names."""
_A4_WIDTH = 595.0
_MARGIN = 12.0  # points from the edges of an A4 page
_MARK = "/KyodoPaperMark"
_LEADS_ELSEWHERE = ("http://", "https://", "mailto:")
_PAGE_KEYS = ("AA", "B", "Metadata", "PieceInfo", "PresSteps", "StructParents", "Tabs", "Thumb")
_BROKEN = "壊れていて開けません。元のソフトでPDFに保存し直してください。"
_LOCKED = "パスワードが付いています。パスワードを外したPDFを選んでください。"


def look(content: bytes) -> dict[str, Any]:
    """How many pages there are, their text, and the numbers of those without a letter.

    Raises:
        CannotPrintError: locked, broken, empty, or too long.
    """
    with _opened(content) as pdf:
        pages = len(pdf.pages)
        if not pages:
            raise CannotPrintError(_BROKEN)
        if pages > MOST_PAGES:
            raise CannotPrintError(
                f"{pages:,}ページあります。{MOST_PAGES}ページまでに分けてください。"
            )
        for page in pdf.pages:
            _visible(page)
    texts = list(_texts(content))
    return {
        "pages": pages,
        "text": "\n".join(texts)[:MOST_LETTERS],
        "silent": [number for number, text in enumerate(texts, 1) if not text.strip()],
    }


def stamped(content: bytes, marks: bytes) -> bytes:
    """The pages as they are, each with its mark at the top right of what is seen.

    `marks` has a page for each page, of the size of the mark. Nothing but the pages comes along:
    no script, no enclosed file, no author. The same bytes give the same bytes.
    """
    with _opened(content) as source, pikepdf.open(BytesIO(marks)) as signs:
        _flatten(source)
        paper = pikepdf.new()
        paper.pages.extend(source.pages)
        for page, sign in zip(paper.pages, signs.pages, strict=True):
            _bare(page)
            _mark(paper, page, sign)
        written = BytesIO()
        paper.save(
            written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return written.getvalue()


def bound(titles: Sequence[str], parts: Sequence[bytes]) -> bytes:
    """All of them as one, with a bookmark for each."""
    return merge_pdf(list(zip(titles, parts, strict=True)))


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise CannotPrintError(_LOCKED) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise CannotPrintError(_BROKEN) from None


def _texts(content: bytes) -> Iterator[str]:
    """What can be read of each page; nothing of one that the reader does not understand."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise CannotPrintError(_BROKEN) from None
    for number in range(len(pdf)):
        try:
            yield pdf[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            yield ""


def _flatten(source: pikepdf.Pdf) -> None:
    """Let what was filled into a form be part of its page."""
    with suppress(pikepdf.PdfError, RuntimeError):
        source.generate_appearance_streams()
        source.flatten_annotations("print")


def _bare(page: pikepdf.Page) -> None:
    """Take away what acts or tells, and keep the links that lead to an address."""
    for key in _PAGE_KEYS:
        if f"/{key}" in page.obj:
            del page.obj[f"/{key}"]
    if "/Annots" not in page.obj:
        return
    kept = [note for note in _list(page.obj.Annots) if _is_address(note)]
    if kept:
        page.obj.Annots = pikepdf.Array(kept)
    else:
        del page.obj["/Annots"]


def _list(value: pikepdf.Object) -> list[pikepdf.Object]:
    return list(value) if isinstance(value, pikepdf.Array) else []


def _is_address(note: pikepdf.Object) -> bool:
    try:
        action = note.A
        return (
            note.Subtype == pikepdf.Name.Link
            and action.S == pikepdf.Name.URI
            and "/Next" not in action
            and str(action.URI).startswith(_LEADS_ELSEWHERE)
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _mark(paper: pikepdf.Pdf, page: pikepdf.Page, sign: pikepdf.Page) -> None:
    """Lay the mark over the page, upright however the page is turned, white behind its words."""
    left, bottom, right, top = _visible(page)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    across = (right - left, top - bottom)
    seen = across if turned in {0, 180} else across[::-1]
    # As large as on A4 when the page is printed on A4; a small page keeps most of itself.
    scale = min(seen) / _A4_WIDTH
    box = sign.mediabox
    width, height = float(box[2]) * scale, float(box[3]) * scale
    gap = _MARGIN * scale
    place = {
        0: (right - gap - width, top - gap - height, right - gap, top - gap),
        90: (left + gap, top - gap - width, left + gap + height, top - gap),
        180: (left + gap, bottom + gap, left + gap + width, bottom + gap + height),
        270: (right - gap - height, bottom + gap, right - gap, bottom + gap + width),
    }[turned]
    form = paper.copy_foreign(sign.as_form_xobject())
    # pikepdf would choose a name by chance, and the same paper would never have the same bytes.
    name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(_MARK))
    drawn = page.calc_form_xobject_placement(
        form, name, pikepdf.Rectangle(*place), allow_expand=True
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" + drawn)


def _visible(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what is seen, in the page's own directions.

    Raises:
        CannotPrintError: there is nothing between them, or the page is turned askew.
    """
    try:
        x, y, other_x, other_y = (float(each) for each in page.cropbox)
        turned = int(page.obj.get("/Rotate", 0))
    except (TypeError, ValueError):
        raise CannotPrintError(_BROKEN) from None
    box = (min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))
    if box[2] - box[0] < 1 or box[3] - box[1] < 1 or turned % 90:
        raise CannotPrintError(_BROKEN)
    return box
