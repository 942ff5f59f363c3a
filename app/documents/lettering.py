"""How wide a text will be, and where it breaks: SVG itself does neither."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from app.documents.blocks import printable

TEXT_SIZE, LINE = 13, 16
_NEVER_FIRST = "、。，．・：；）)」』】ー…々っゃゅょッャュョァィゥェォ"


def text_width(text: str) -> float:
    """A careful estimate: the half-width letters of Noto Sans JP are wider than BIZ UDGothic's."""
    return TEXT_SIZE * sum(1 if east_asian_width(letter) in "WFA" else 0.58 for letter in text)


def wrapped(text: str, width: float, *, most: int = 2) -> Sequence[str]:
    """The text in at most so many lines of that width; what is left over becomes an ellipsis."""
    lines: list[str] = []
    rest = printable(text).replace("\n", " ")
    while rest:
        count = _fitting(rest, width)
        if len(lines) == most - 1 and count < len(rest):
            return [*lines, rest[: _fitting(rest, width - TEXT_SIZE)] + "…"]
        lines.append(rest[:count])
        rest = rest[count:]
    return lines


def _fitting(text: str, width: float) -> int:
    """How many letters fit (at least one), so that no closing mark begins the next line."""
    count = len(text)
    while count > 1 and text_width(text[:count]) > width:
        count -= 1
    while 1 < count < len(text) and text[count] in _NEVER_FIRST:
        count -= 1
    return count
