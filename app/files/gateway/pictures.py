"""The pictures of a Word file, made fit for print in the throw-away process. Pure.

Only what is seen comes along: cut and turned as Word shows it, as fine as paper needs it, without
where and when it was taken.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from PIL import Image

from app.documents.blocks import Note, Picture

MOST_PICTURES = 50
"""Of one file."""
NOT_PRINTED = "（ここにある図は印刷用に載せていません。元のファイルをご覧ください。）"
MOST_WIDE, MOST_TALL = 165.0, 205.0
"""Millimetres of a page."""
_DOTS, _SCREEN_DOTS = 150 / 25.4, 96 / 25.4
"""In a millimetre: as many as a copier shows, and as a screen has."""
_MOST_DOTS = 60_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_EMU, _TURN = 36_000, 60_000
"""Word's units: in a millimetre, and in a degree."""
_POINT = 25.4 / 72
_VML_WIDTH = re.compile(r"(?:^|;)width:([\d.]+)pt")
_NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}


def _path(expression: str) -> Any:
    return etree.XPath(expression, namespaces=_NAMES)


# A drawing stands in the file a second time, for programs older than itself.
_ONCE = "[not(ancestor::mc:Fallback)]"
drawings = _path(f"(.//w:drawing | .//w:pict)[not(ancestor::w:txbxContent)]{_ONCE}")
words_inside = _path(f".//w:txbxContent{_ONCE}//w:p")
pictures = _path(f"(.//pic:pic | .//v:imagedata){_ONCE}")
_content = _path("string(pic:blipFill/a:blip/@r:embed | @r:id)")
_cut = _path("pic:blipFill/a:srcRect")
_width = _path("sum(pic:spPr/a:xfrm/a:ext/@cx)")
_turned = _path("sum(pic:spPr/a:xfrm/@rot)")
_vml_style = _path("string(ancestor::v:shape/@style)")
_told = _path("string(.//wp:docPr/@descr | .//v:shape/@alt)")


def pictures_in(drawing: Any, part: Any) -> Iterator[Picture | Note]:
    """What is drawn; a note where it cannot be printed: in vectors, broken, or only linked to.

    `part` is the one of python-docx that holds the text, and knows where the pictures are.
    """
    for each in pictures(drawing):
        kept = part.related_parts.get(_content(each))
        yield _printed(kept.blob, each, _told(drawing)) if kept else Note(NOT_PRINTED)


def _printed(content: bytes, element: Any, told: str) -> Picture | Note:
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_DOTS:
                return Note(NOT_PRINTED)
            return _fitted(image, element, told)
    except (OSError, ValueError, SyntaxError, ArithmeticError, Image.DecompressionBombError):
        return Note(NOT_PRINTED)


def _fitted(image: Image.Image, element: Any, told: str) -> Picture:
    shown = _cut_out(_on_white(image), element)
    across = _millimetres(element) or shown.width / _SCREEN_DOTS
    shown.thumbnail((max(1, round(across * _DOTS)), shown.height), Image.Resampling.LANCZOS)
    dot = across / shown.width
    shown = shown.rotate(-_turned(element) / _TURN, expand=True, fillcolor="white")
    fits = min(1, MOST_WIDE / (shown.width * dot), MOST_TALL / (shown.height * dot))
    source = _address(shown, photograph=image.format == "JPEG")
    return Picture(source, told, shown.width * dot * fits, shown.height * dot * fits)


def _on_white(image: Image.Image) -> Image.Image:
    """As it looks on paper."""
    if not image.has_transparency_data:
        return image.convert("L" if image.mode in {"1", "L"} else "RGB")
    over = image.convert("RGBA")
    white = Image.new("RGBA", over.size, "white")
    white.alpha_composite(over)
    return white.convert("RGB")


def _cut_out(image: Image.Image, element: Any) -> Image.Image:
    """Without the edges that Word hides, in thousandths of a percent from each side."""
    for cut in _cut(element):
        left, top, right, bottom = (max(0, int(cut.get(side, 0))) / 100_000 for side in "ltrb")
        across, down = image.size
        return image.crop((left * across, top * down, (1 - right) * across, (1 - bottom) * down))
    return image


def _millimetres(element: Any) -> float:
    """How wide it is on the page; 0 where the file does not say."""
    if (width := _width(element)) > 0:
        return float(width) / _EMU
    points = _VML_WIDTH.search(_vml_style(element).replace(" ", ""))
    return float(points[1]) * _POINT if points else 0


def _address(image: Image.Image, *, photograph: bool) -> str:
    """The picture in its own address. What is not known as a photograph may be smaller as PNG."""
    written = {"jpeg": _written(image, "jpeg", quality=82)}
    if not photograph:
        written["png"] = _written(image, "png", optimize=True)
    form, content = min(written.items(), key=lambda each: len(each[1]))
    return f"data:image/{form};base64,{b64encode(content).decode()}"


def _written(image: Image.Image, form: str, **how: Any) -> bytes:
    content = BytesIO()
    image.save(content, form, **how)
    return content.getvalue()
