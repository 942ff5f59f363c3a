"""A draft as who publishes looks at it: what is hidden, how much it is, and why. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.opendata.rules.documents import HIDDEN, SILENT
from app.opendata.rules.files import Line, Table
from app.opendata.rules.keeping import Counted
from app.opendata.rules.suppression import Reason
from app.opendata.rules.tables import CITY, TOTAL, Area, TableKind


class Figure(NamedTuple):
    """One figure of a draft, once for each table it is printed in."""

    table: str
    table_title: str
    item_code: str
    item: str
    area_code: str
    area: str
    value: int
    hidden: bool
    reason: Reason | None


class Shown(NamedTuple):
    words: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Preview:
    kind: TableKind
    areas: Sequence[str]
    lines: Sequence[tuple[str, Sequence[Shown], bool]]
    """The item, its figures as the public reads them, and whether it is the total."""
    hidden: int


def preview(counted: Counted) -> list[Preview]:
    return [_preview(printed, counted) for printed in counted.printed]


def figures(counted: Counted) -> Iterator[Figure]:
    """Every figure there is, table by table."""
    areas = {area.key: area for area in _areas(counted)}
    for printed in counted.printed:
        for line in printed.lines:
            if line.truth is not None:
                yield _figure(printed, line, areas[line.area])


def hidden_figures(counted: Counted) -> list[Figure]:
    """What is hidden, the few before what hides them."""
    hidden = [figure for figure in figures(counted) if figure.hidden]
    return sorted(hidden, key=lambda figure: list(Reason).index(figure.reason or Reason.SMALL))


def _areas(counted: Counted) -> list[Area]:
    return [CITY, *counted.material.areas]


def _figure(printed: Table, line: Line, area: Area) -> Figure:
    return Figure(
        printed.kind.name,
        printed.kind.title,
        line.item.code,
        line.item.label,
        area.code,
        area.name,
        line.truth or 0,
        line.is_hidden,
        line.reason,
    )


def _preview(printed: Table, counted: Counted) -> Preview:
    lines: dict[str, list[Line]] = {}
    for line in sorted(printed.lines, key=lambda line: line.area != CITY.key):
        lines.setdefault(line.item.code, []).append(line)
    return Preview(
        printed.kind,
        [area.name for area in _areas(counted)],
        [
            (row[0].item.label, [_shown(line) for line in row], code == TOTAL)
            for code, row in lines.items()
        ],
        sum(line.is_hidden for line in printed.lines),
    )


def _shown(line: Line) -> Shown:
    if line.is_hidden:
        return Shown(HIDDEN, line.reason)
    return Shown(SILENT if line.value is None else f"{line.value:,}", None)
