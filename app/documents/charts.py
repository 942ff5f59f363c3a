"""Horizontal bars as SVG strings. Pure: data in, the same string out.

A value of None was not reported, which is not zero, and is shown as 「未報告」. Each figure is
printed beside its bar, and the series differ by pattern as well as by color. `narrow` is for
phones: 320 px wide, so that no text falls below 12 px on a screen of 360.
"""

from collections.abc import Sequence

from app.documents.lettering import LINE, text_width, wrapped
from app.documents.scale import INK, NOT_REPORTED, QUIET, RAMP, Frame, Series, largest_of, number
from app.documents.svg import Drawing

_DARK = RAMP[-1]
_LABEL_WIDTH = 190


def bar_chart(
    items: Sequence[tuple[str, float | None]], frame: Frame, *, narrow: bool = False
) -> str:
    """Horizontal bars in the order given."""
    values = Series("", [value for _, value in items])
    return _bars(Drawing(frame, narrow=narrow), [label for label, _ in items], [values])


def grouped_bar_chart(
    labels: Sequence[str], series: tuple[Series, Series], frame: Frame, *, narrow: bool = False
) -> str:
    """Two bars for each label: this period (solid) above the previous one (hatched)."""
    return _bars(Drawing(frame, narrow=narrow), labels, series)


def _bars(drawing: Drawing, labels: Sequence[str], series: Sequence[Series]) -> str:
    if not labels:
        return drawing.render_empty()
    values = [value for each in series for value in each.values]
    start = 1.0 if drawing.narrow else _LABEL_WIDTH + 10
    room = drawing.width - start - max(text_width(_figure(value)) for value in values) - 8
    scale = room / (largest_of(values) or 1)
    fills = (_DARK, drawing.pattern("hatch"))[: len(series)]
    y = _legend(drawing, series, fills)
    for label, row in zip(labels, zip(*(each.values for each in series), strict=True), strict=True):
        thickness = 18 if len(row) == 1 else 16
        height = float(thickness * len(row))
        y, padding = _label(drawing, label, y, height)
        for index, (value, fill) in enumerate(zip(row, fills, strict=True)):
            at = (start, y + padding + thickness * index)
            _bar(drawing, at, (value, scale), (thickness, fill))
        height += 2 * padding
        drawing.line((start, y - 3), (start, y + height + 3), INK)
        y += height + 11
    return drawing.render(y)


def _label(drawing: Drawing, label: str, y: float, height: float) -> tuple[float, float]:
    """The words beside the bars, or above them on a phone.

    Gives where the row of bars begins and the space above and below its bars.
    """
    words = wrapped(label, drawing.width if drawing.narrow else _LABEL_WIDTH)
    if drawing.narrow:
        drawing.lines(0, y + 12, words)
        return y + LINE * len(words) + 3, 0
    spare = LINE * len(words) - height
    drawing.lines(_LABEL_WIDTH, y + max(0, -spare) / 2 + 12, words, text_anchor="end")
    return y, max(0, spare) / 2


def _bar(
    drawing: Drawing,
    at: tuple[float, float],
    measure: tuple[float | None, float],
    look: tuple[float, str],
) -> None:
    (x, y), (value, scale), (thickness, fill) = at, measure, look
    length = (value or 0) * scale
    if length:
        drawing.box(x, y + 1, length, thickness - 2, fill=fill, stroke=_DARK)
    color = QUIET if value is None else INK
    drawing.text(x + length + 6, y + thickness / 2 + 4.5, _figure(value), fill=color)


def _figure(value: float | None) -> str:
    return NOT_REPORTED if value is None else number(value)


def _legend(drawing: Drawing, series: Sequence[Series], fills: Sequence[str]) -> float:
    """What the fills mean; gives the height used."""
    x = 1.0
    for each, fill in zip(series, fills, strict=True):
        if each.name:
            drawing.box(x, 3, 20, 12, fill=fill, stroke=_DARK)
            drawing.text(x + 26, 14, each.name)
            x += 26 + text_width(each.name) + 18
    return drawing.unit(beside=x)
