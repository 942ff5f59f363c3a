"""Marks on a surface: what the charts draw with.

Only presentation attributes are written, never `style`, so a strict content security policy lets
the drawings into a page; typst and resvg read the same string. Lengths are CSS pixels.
"""

import zlib
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from app.documents.blocks import printable
from app.documents.fonts import FAMILY
from app.documents.lettering import LINE, TEXT_SIZE, text_width
from app.documents.scale import INK, PAPER, QUIET, RAMP, RULE, Frame

WIDE, NARROW = 640, 320
_FONTS = f"{FAMILY}, 'BIZ UDゴシック', 'Noto Sans JP', sans-serif"
_PATTERNS = {"hatch": (RAMP[-2], 2.2), "missing": ("#cccccc", 1)}
# Keeps text readable over lines.
HALO: Mapping[str, str | float] = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke"}
_NO_DATA = "表示できるデータがありません"


class Drawing:
    """Collects marks and gives them back as one accessible SVG.

    A drawing with links is a group, because the children of an image are hidden from readers.
    """

    def __init__(self, frame: Frame, *, narrow: bool, links: bool = False) -> None:
        self.narrow = narrow
        self.width = NARROW if narrow else WIDE
        self._unit = frame.unit
        # Several drawings share a page, and a reference must not find a hidden drawing's mark.
        name = printable(f"{frame.title}\n{frame.description}\n{self.width}")
        self._key = f"c{zlib.crc32(name.encode()):08x}"
        self._root = self._parent = Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
        self._root.set("role", "group" if links else "img")
        self._root.set("aria-labelledby", f"{self._key}-title {self._key}-desc")
        self._root.set("font-family", _FONTS)
        self.mark("title", id=f"{self._key}-title").text = printable(frame.title)
        self.mark("desc", id=f"{self._key}-desc").text = printable(frame.description)
        self._define_patterns()

    def _define_patterns(self) -> None:
        self._parent = self.mark("defs")
        for name, (color, stroke) in _PATTERNS.items():
            pattern = self.mark("pattern", id=f"{self._key}-{name}", width=6, height=6)
            pattern.set("patternUnits", "userSpaceOnUse")
            SubElement(pattern, "rect", {"width": "6", "height": "6", "fill": PAPER})
            lines = {"d": "M-1 1 L1 -1 M0 6 L6 0 M5 7 L7 5", "stroke": color}
            SubElement(pattern, "path", lines | {"stroke-width": str(stroke)})
        self._parent = self._root

    def pattern(self, name: str) -> str:
        """The fill of slanted lines: `hatch` for the other period, `missing` for no report."""
        return f"url(#{self._key}-{name})"

    def mark(self, tag: str, **attributes: str | float) -> Element:
        """One element; `stroke_width` is written as `stroke-width`."""
        shown = {key.replace("_", "-"): _shown(value) for key, value in attributes.items()}
        return SubElement(self._parent, tag, shown)

    def text(self, x: float, y: float, content: str, **attributes: str | float) -> None:
        """A line of text on the baseline `y`."""
        shown: dict[str, str | float] = {"x": x, "y": y, "font_size": TEXT_SIZE, "fill": INK}
        self.mark("text", **(shown | attributes)).text = printable(content)

    def lines(self, x: float, y: float, lines: Sequence[str], **attributes: str | float) -> None:
        """Several lines of text, the first on the baseline `y`."""
        for index, line in enumerate(lines):
            self.text(x, y + index * LINE, line, **attributes)

    def box(self, x: float, y: float, width: float, height: float, **paint: str | float) -> None:
        self.mark("rect", x=x, y=y, width=width, height=height, **paint)

    def line(self, start: tuple[float, float], end: tuple[float, float], color: str = RULE) -> None:
        self.mark("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=color)

    def open_link(self, href: str, label: str) -> None:
        """What follows is drawn inside the link, until it is closed."""
        self._parent = self.mark("a", href=printable(href), aria_label=printable(label))

    def close_link(self) -> None:
        self._parent = self._root

    def unit(self, remark: str = "", *, beside: float = 0) -> float:
        """Prints the unit at the right and gives the height used: a second line if it must."""
        words = f"(単位:{self._unit}{remark})"
        below = beside + text_width(words) > self.width
        self.text(self.width, 34 if below else 14, words, fill=QUIET, text_anchor="end")
        return 48 if below else 28

    def render_empty(self) -> str:
        self.text(self.width / 2, 38, _NO_DATA, fill=QUIET, text_anchor="middle")
        return self.render(64)

    def render(self, height: float) -> str:
        self._root.set("width", _shown(self.width))
        self._root.set("height", _shown(height))
        self._root.set("viewBox", f"0 0 {_shown(self.width)} {_shown(height)}")
        return tostring(self._root, encoding="unicode")


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 1):g}"
