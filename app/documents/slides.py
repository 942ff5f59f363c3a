"""Slides for the projector as .pptx: real text, tables and charts that staff can go on editing.

Text is made smaller until it fits its place, and tables go on on a next slide: nothing runs over.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Literal
from unicodedata import east_asian_width

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from app.documents.blocks import Table, printable
from app.documents.fonts import FAMILY

WIDTH, HEIGHT = 960, 540  # points: 16 to 9
_MARGIN, _TOP, _GAP = 48, 128, 12


def _color(code: int) -> Any:
    return RGBColor(code >> 16, code >> 8 & 0xFF, code & 0xFF)  # type: ignore[no-untyped-call]


_INK, _QUIET, _LINE, _PAPER = (_color(each) for each in (0x0A0A0A, 0x595959, 0x787878, 0xFFFFFF))
_FIRST, _SECOND, _HEAD = (_color(each) for each in (0x0017C1, 0x9DB7F9, 0xE8E8E8))
_ROW, _CELL = 30, 16
"""A row of a table, and the letters in it: points. Smaller is not read from the last row."""
_SMALLEST = 12
_LINES = 1.25
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class Words:
    """A slide of text; the first line of `lines` is the one to be read from afar."""

    title: str
    lines: Sequence[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheetful:
    """A table, on as many slides as it needs."""

    title: str
    table: Table
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart that can be edited: one or two series over the same labels; None is a gap."""

    title: str
    kind: Literal["bars", "lines"]
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int | None]]]
    note: str = ""


Slide = Words | Sheetful | Plot


def write_pptx(title: str, slides: Sequence[Slide], *, timestamp: datetime) -> bytes:
    """The same slides and (aware) timestamp give the same bytes."""
    show = Presentation()
    show.slide_width, show.slide_height = Pt(WIDTH), Pt(HEIGHT)
    moment = timestamp.astimezone(UTC).replace(tzinfo=None)
    properties = show.core_properties
    properties.title, properties.language = printable(title), "ja-JP"
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = ""
    properties.revision = 1
    for slide in slides:
        match slide:
            case Words():
                _write_words(show, slide)
            case Sheetful():
                _write_sheets(show, slide)
            case Plot():
                _write_plot(show, slide)
    content = BytesIO()
    show.save(content)
    return _with_fixed_times(content, f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode())


def fitting(lines: Sequence[str], width: float, height: float, largest: float) -> float:
    """The largest size in points at which the lines, broken where they must, stay in the box."""
    size = largest
    while size > _SMALLEST and _rows(lines, width, size) * size * _LINES > height:
        size -= 1
    return size


def cut(text: str, width: float, height: float, size: float) -> str:
    """The text, or so much of it as there is room for at this size."""
    room = int(height // (size * _LINES))
    if _rows([text], width, size) <= room:
        return text
    kept = text
    while kept and _rows([kept + "…"], width, size) > room:
        kept = kept[:-1]
    return kept + "…"


def _rows(lines: Sequence[str], width: float, size: float) -> int:
    # A line may end one letter early, for the rules of what may stand at its beginning.
    room = max(1.0, width / size - 1)
    return sum(max(1, -int(-_ems(part) // room)) for line in lines for part in line.split("\n"))


def _ems(text: str) -> float:
    """In widths of a full letter."""
    return sum(1 if east_asian_width(letter) in "WFA" else 0.58 for letter in text)


def _write_words(show: Any, slide: Words) -> None:
    page = _page(show, slide.title, slide.note)
    height = HEIGHT - _TOP - _MARGIN - 24
    width = WIDTH - 2 * _MARGIN
    size = fitting(slide.lines, width, height - 8 * len(slide.lines), 32)
    lines = [cut(line, width, height, size) for line in slide.lines]
    _text(page, lines, (_MARGIN, _TOP, width, height), size)


def _write_sheets(show: Any, slide: Sheetful) -> None:
    most = int((HEIGHT - _TOP - _MARGIN - 24) // _ROW) - 1
    rows = list(slide.table.rows)
    parts = [rows[at : at + most] for at in range(0, len(rows), most)]
    for number, part in enumerate(parts, start=1):
        place = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
        page = _page(show, slide.title + place, slide.note)
        _table(page, slide.table, part)


def _table(page: Any, table: Table, rows: Sequence[Sequence[str]]) -> None:
    width = WIDTH - 2 * _MARGIN
    frame = page.shapes.add_table(
        len(rows) + 1, len(table.columns), Pt(_MARGIN), Pt(_TOP), Pt(width), Pt(_ROW)
    )
    grid = frame.table
    shares = [share * width for share in table.shares]
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = Pt(share)
    headings = [column.heading.replace("\n", "") for column in table.columns]
    for place, cells in enumerate([headings, *rows]):
        grid.rows[place].height = Pt(_ROW)
        for index, words in enumerate(cells):
            cell = grid.cell(place, index)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _HEAD if place == 0 else _PAPER
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Pt(2)
            line = words.replace("\n", " ")
            size = fitting([line], shares[index] - 16, _ROW - 4, _CELL)
            shown = cut(line, shares[index] - 16, _ROW - 4, size)
            align = PP_ALIGN.RIGHT if table.columns[index].align == "right" else PP_ALIGN.LEFT
            _fill(cell.text_frame, [shown], size, bold=place == 0, align=align)


def _write_plot(show: Any, slide: Plot) -> None:
    page = _page(show, slide.title, slide.note)
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [printable(label) for label in slide.labels]
    for name, values in slide.series:
        data.add_series(printable(name), values)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if slide.kind == "bars" else XL_CHART_TYPE.LINE_MARKERS
    place = (Pt(_MARGIN), Pt(_TOP), Pt(WIDTH - 2 * _MARGIN), Pt(HEIGHT - _TOP - _MARGIN - 24))
    chart = page.shapes.add_chart(kind, *place, data).chart
    chart.font.size, chart.font.name = Pt(14), FAMILY
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.value_axis.minimum_scale = 0
    # Bars grow from below: the first stands at the top when the axis is turned around.
    chart.category_axis.reverse_order = slide.kind == "bars"
    chart.value_axis.major_gridlines.format.line.color.rgb = _LINE
    plot = chart.plots[0]
    # The figures of two series would stand upon each other.
    labels = plot.series[0].data_labels
    labels.show_value = True
    labels.position = (
        XL_LABEL_POSITION.OUTSIDE_END if slide.kind == "bars" else XL_LABEL_POSITION.ABOVE
    )
    labels.font.size, labels.font.name = Pt(_SMALLEST), FAMILY
    for series, color in zip(plot.series, (_FIRST, _SECOND), strict=False):
        if slide.kind == "bars":
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = color
        else:
            series.format.line.color.rgb = color
            series.smooth = False


def _page(show: Any, title: str, note: str) -> Any:
    """A slide with its title, a line below it, its note and its number."""
    page = show.slides.add_slide(show.slide_layouts[5])  # title only
    width = WIDTH - 2 * _MARGIN
    size = fitting([title], width, 72, 30)
    holder = page.shapes.title
    holder.left, holder.top, holder.width, holder.height = Pt(_MARGIN), Pt(28), Pt(width), Pt(80)
    holder.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _fill(holder.text_frame, [cut(title, width, 72, size)], size, bold=True)
    rule = page.shapes.add_connector(1, Pt(_MARGIN), Pt(114), Pt(WIDTH - _MARGIN), Pt(114))
    rule.line.color.rgb, rule.line.width = _FIRST, Pt(2)
    if note:
        place = (_MARGIN, HEIGHT - _MARGIN - 12, width - 80, 36)
        _text(page, [cut(note, width - 80, 36, _SMALLEST)], place, _SMALLEST, color=_QUIET)
    number = str(len(show.slides))
    place = (WIDTH - _MARGIN - 60, HEIGHT - _MARGIN - 4, 60, 24)
    _text(page, [number], place, 14, color=_QUIET, align=PP_ALIGN.RIGHT)
    return page


def _text(
    page: Any,
    lines: Sequence[str],
    place: tuple[float, float, float, float],
    size: float,
    **look: Any,
) -> None:
    box = page.shapes.add_textbox(*(Pt(each) for each in place))
    _fill(box.text_frame, lines, size, **look)


def _fill(frame: Any, lines: Sequence[str], size: float, **look: Any) -> None:
    """`look`: `bold`, `align`, `color`, where they are not the usual ones."""
    bold = look.get("bold", False)
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Emu(0)
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = look.get("align", PP_ALIGN.LEFT)
        paragraph.line_spacing = 1.0
        paragraph.space_after = Pt(8 if len(lines) > 1 else 0)
        run = paragraph.add_run()
        run.text = printable(line)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FAMILY
        run.font.color.rgb = look.get("color", _INK)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001 python-pptx names one script alone
        properties.set("lang", "ja-JP")
        for script in ("a:ea", "a:cs"):
            face = properties.makeelement(qn(script), {"typeface": FAMILY})
            properties.append(face)


def _with_fixed_times(content: BytesIO, moment: bytes) -> bytes:
    """The archive, and the workbooks behind its charts, without the clock of the making."""
    fixed = BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(fixed, "w") as target:
        for name, part in _parts(source, moment):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return fixed.getvalue()


def _parts(source: zipfile.ZipFile, moment: bytes) -> Iterator[tuple[str, bytes]]:
    for name in source.namelist():
        part = source.read(name)
        if name.endswith(".xlsx"):
            part = _with_fixed_times(BytesIO(part), moment)
        elif name == "docProps/core.xml":
            part = _TIME.sub(moment, part)
        yield name, part
