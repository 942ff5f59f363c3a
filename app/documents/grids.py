"""Fields of shaded cells as SVG strings: the heat map, and the map of Yokohama's wards as tiles.

Every cell prints its figure, and darker is more, so both read in black and white. A value of None
was not reported: a lined cell with 「－」 or 「未報告」. `narrow` as in `charts`.
"""

from collections.abc import Mapping, Sequence

from app.documents.lettering import TEXT_SIZE, text_width, wrapped
from app.documents.scale import (
    INK,
    NO_POPULATION,
    NOT_REPORTED,
    RULE,
    Frame,
    largest_of,
    number,
    shade,
)
from app.documents.svg import HALO, Drawing

# Code (JIS X 0402), name, column, row: the layout keeps 35 of the 36 neighbors beside each other.
WARD_TILES = (
    ("141178", "青葉", 0, 0),
    ("141186", "都筑", 1, 0),
    ("141097", "港北", 2, 0),
    ("141135", "緑", 1, 1),
    ("141020", "神奈川", 2, 1),
    ("141011", "鶴見", 3, 1),
    ("141143", "瀬谷", 0, 2),
    ("141127", "旭", 1, 2),
    ("141062", "保土ケ谷", 2, 2),
    ("141038", "西", 3, 2),
    ("141160", "泉", 0, 3),
    ("141101", "戸塚", 1, 3),
    ("141054", "南", 2, 3),
    ("141046", "中", 3, 3),
    ("141119", "港南", 1, 4),
    ("141071", "磯子", 2, 4),
    ("141151", "栄", 1, 5),
    ("141089", "金沢", 2, 5),
)
_NO_ENTRY = "－"
_ROW, _HEADING = 25, 11 * TEXT_SIZE  # px; a heading is at most eleven letters long
_DARKER_IS_MORE = "、濃いほど多い"


def tile_map(
    values: Mapping[str, float | None],
    frame: Frame,
    *,
    hrefs: Mapping[str, str] | None = None,
    missing: str = NOT_REPORTED,
    narrow: bool = False,
) -> str:
    """The 18 wards by code. Where there is no value, `missing` says why."""
    links = hrefs or {}
    drawing = Drawing(frame, narrow=narrow, links=bool(links))
    largest = largest_of(values.values())
    top = drawing.unit(_DARKER_IS_MORE)
    width, height = drawing.width / 4, 62 if narrow else 70
    for code, name, column, row in WARD_TILES:
        figure = _entry(values.get(code), missing)
        if code in links:
            drawing.open_link(links[code], f"{name}区 {figure}")
        x, y = column * width, top + row * height
        color = _cell(drawing, (x + 2, y + 2, width - 4, height - 4), values.get(code), largest)
        _words(drawing, (x + width / 2, y + height / 2 - 5), name, color, "bold")
        _words(drawing, (x + width / 2, y + height / 2 + 17), figure, color)
        drawing.close_link()
    return drawing.render(top + 6 * height)


def heat_map(
    labels: tuple[Sequence[str], Sequence[str]],
    values: Sequence[Sequence[float | None]],
    frame: Frame,
    *,
    narrow: bool = False,
) -> str:
    """Wards by topics: names of rows and of columns, and `values[row][column]`.

    Columns that do not fit follow in a second field below.
    """
    drawing = Drawing(frame, narrow=narrow)
    rows, columns = labels
    if not rows or not columns:
        return drawing.render_empty()
    left = min(max(map(text_width, rows)) + 8, drawing.width * 0.4)
    least = max(text_width(_entry(value)) for row in values for value in row) + 6
    room = drawing.width - left - 1
    fields = -(-len(columns) // max(1, int(room // max(least, 2 * TEXT_SIZE))))
    count = -(-len(columns) // fields)
    width = min(room / count, 64)
    largest = largest_of(value for row in values for value in row)
    y = drawing.unit(_DARKER_IS_MORE)
    for first in range(0, len(columns), count):
        part = slice(first, first + count)
        y = _headings(drawing, columns[part], (left, y), width)
        for label, row in zip(rows, values, strict=True):
            drawing.lines(left - 6, y + 17, wrapped(label, left - 6, most=1), text_anchor="end")
            _row(drawing, row[part], (left, y), (width, largest))
            y += _ROW
        y += 18
    return drawing.render(y - 16)


def _headings(
    drawing: Drawing, labels: Sequence[str], at: tuple[float, float], width: float
) -> float:
    """Column names written downward, as Japanese can be; gives the y below them."""
    pitch = TEXT_SIZE + 2
    most = 2 if width >= 2 * pitch + 4 else 1
    columns = [wrapped(label, _HEADING, most=most) for label in labels]
    for index, lines in enumerate(columns):
        x = at[0] + width * (index + 0.5) + (len(lines) - 1) * pitch / 2
        for offset, line in enumerate(lines):
            drawing.text(x - offset * pitch, at[1], line, writing_mode="vertical-rl")
    return at[1] + max(text_width(line) for lines in columns for line in lines) + 8


def _row(
    drawing: Drawing,
    values: Sequence[float | None],
    at: tuple[float, float],
    scale: tuple[float, float],
) -> None:
    (x, y), (width, largest) = at, scale
    for value in values:
        color = _cell(drawing, (x, y, width, _ROW), value, largest)
        _words(drawing, (x + width / 2, y + 17), _entry(value), color)
        x += width


def _cell(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    value: float | None,
    largest: float,
) -> str:
    """Draws the shaded cell and gives the color for the words on it."""
    fill, color = (drawing.pattern("missing"), INK) if value is None else shade(value, largest)
    drawing.box(*box, fill=fill, stroke=RULE)
    return color


def _words(
    drawing: Drawing, at: tuple[float, float], words: str, color: str, weight: str = "normal"
) -> None:
    paint: dict[str, str | float] = {"fill": color, "font_weight": weight}
    if words in {_NO_ENTRY, NOT_REPORTED, NO_POPULATION}:
        paint |= HALO
    drawing.text(at[0], at[1], words, text_anchor="middle", **paint)


def _entry(value: float | None, missing: str = _NO_ENTRY) -> str:
    return missing if value is None else number(value)
