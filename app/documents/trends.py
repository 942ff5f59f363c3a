"""Lines over months as SVG strings; pure, as `charts` is.

A line pauses where a month was not reported. Lines differ by dash and marker as well as by color.
"""

from collections.abc import Sequence
from itertools import groupby
from math import log10

from app.documents.lettering import text_width
from app.documents.scale import INK, PAPER, QUIET, RAMP, Frame, Series, largest_of, number
from app.documents.svg import HALO, Drawing

_LOOKS = ((RAMP[-1], "none"), (QUIET, "6 4"), (RAMP[-2], "2 3"))
_HEIGHT = 200
_Points = Sequence[tuple[float, float] | None]


def line_chart(
    labels: Sequence[str], series: Sequence[Series], frame: Frame, *, narrow: bool = False
) -> str:
    """Up to three lines, of which the first carries its figures.

    Where figures or month names would touch, some are left out, never the latest or the highest.
    """
    drawing = Drawing(frame, narrow=narrow)
    if not labels:
        return drawing.render_empty()
    largest = largest_of(value for each in series for value in each.values)
    step = _grid_step(largest)
    steps = max(1, -int(-largest // step))
    left = text_width(number(step * steps)) + 12
    bottom = _legend(drawing, series) + 18 + _HEIGHT
    for index in range(steps + 1):
        y = bottom - _HEIGHT * index / steps
        drawing.line((left - 6, y), (drawing.width, y), "#d0d0d0" if index else INK)
        drawing.text(left - 10, y + 4.5, number(step * index), fill=QUIET, text_anchor="end")
    # The first and the last figure stand half outside of their points.
    inset = max(text_width(number(largest)), text_width(labels[-1])) / 2 + 2
    gap = (drawing.width - left - 2 * inset) / max(1, len(labels) - 1)
    across = [left + inset + gap * index for index in range(len(labels))]
    for index in _spaced(labels, gap):
        drawing.text(across[index], bottom + 20, labels[index], text_anchor="middle")
    pixels = _HEIGHT / (step * steps)
    # The first line is drawn last, above the others.
    for index, each in reversed(list(enumerate(series))):
        points = [
            None if value is None else (x, bottom - value * pixels)
            for x, value in zip(across, each.values, strict=True)
        ]
        _trace(drawing, points, index)
        if index == 0:
            _figures(drawing, points, each.values)
    return drawing.render(bottom + 32)


def _legend(drawing: Drawing, series: Sequence[Series]) -> float:
    x = 5.0
    for index, each in enumerate(series):
        _trace(drawing, [(x, 10), (x + 28, 10)], index)
        drawing.text(x + 38, 14, each.name)
        x += 38 + text_width(each.name) + 18
    return drawing.unit(beside=x)


def _trace(drawing: Drawing, points: _Points, index: int) -> None:
    color, dash = _LOOKS[index]
    for reported, run in groupby(points, key=lambda point: point is not None):
        if reported:
            drawing.mark(
                "polyline",
                points=_path(*filter(None, run)),
                fill="none",
                stroke=color,
                stroke_width=2,
                stroke_dasharray=dash,
            )
    for point in filter(None, points):
        _marker(drawing, point, index)


def _marker(drawing: Drawing, at: tuple[float, float], index: int) -> None:
    """A filled dot, a square, a triangle."""
    x, y = at
    edge: dict[str, str | float] = {"fill": PAPER, "stroke": _LOOKS[index][0], "stroke_width": 1.5}
    if index == 0:
        drawing.mark("circle", cx=x, cy=y, r=4, fill=_LOOKS[index][0])
    elif index == 1:
        drawing.box(x - 3.5, y - 3.5, 7, 7, **edge)
    else:
        corners = _path((x, y - 5), (x - 5, y + 4), (x + 5, y + 4))
        drawing.mark("polygon", points=corners, **edge)


def _path(*points: tuple[float, float]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _figures(drawing: Drawing, points: _Points, values: Sequence[float | None]) -> None:
    """Figures above the points: the latest, the highest, then what finds room beside them."""
    pairs = zip(points, values, strict=True)
    shown = [(point, value) for point, value in pairs if point and value is not None]
    taken: list[tuple[float, float]] = []
    for (x, y), value in [*shown[-1:], *sorted(shown, key=lambda each: each[0][1])]:
        half = text_width(number(value)) / 2 + 2
        if all(x + half <= start or end <= x - half for start, end in taken):
            taken.append((x - half, x + half))
            drawing.text(x, y - 9, number(value), **HALO, text_anchor="middle")


def _spaced(words: Sequence[str], gap: float) -> range:
    """Every so many, counted back from the last, so that neighbors of this width do not touch."""
    every = max(1, -int(-(max(map(text_width, words)) + 4) // gap))
    return range(len(words) - 1, -1, -every)


def _grid_step(largest: float) -> float:
    """1, 2 or 5 times a power of ten, for about four grid lines; counts need no fractions."""
    power = 10.0 ** int(log10(max(1.0, largest / 4)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power * 4 >= largest)
