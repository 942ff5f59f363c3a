"""The tables an edition may hold, and the figures in them with all that ties them. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.calendar import Month, Period, japanese_month
from app.opendata.rules.systems import Bound, Figures, Sum

TOTAL = "total"
CITY_AREA = "*"
CITY_CODE = "141003"
"""横浜市 in JIS X 0401 and 0402, with its check digit."""


@dataclass(frozen=True, slots=True)
class TableKind:
    """One table: its items down, the centers across, and the totals of both."""

    name: str
    title: str
    item: str
    """What an item is, as a column heading."""
    total: str
    """The measure its totals are figures of: tables with the same one share their totals."""
    definition: str


CONSULTATIONS, TOPICS = "consultations", "topics"

TABLE_KINDS: Mapping[str, TableKind] = {
    kind.name: kind
    for kind in (
        TableKind(
            CONSULTATIONS,
            "月別・センター別 相談件数",
            "月",
            CONSULTATIONS,
            "各月に受け付けた相談の件数です。1回の受付を1件と数えます。",
        ),
        TableKind(
            TOPICS,
            "相談内容別・センター別 延べ件数",
            "相談内容",
            TOPICS,
            "1件の相談が複数の項目に分類されることがあるため、計は延べ件数で、相談件数とは一致しません。",
        ),
        TableKind(
            "channels",
            "相談方法別・センター別 相談件数",
            "相談方法",
            CONSULTATIONS,
            "相談を受けた方法です。1件に一つです。",
        ),
        TableKind(
            "client_types",
            "相談者の属性別・センター別 相談件数",
            "相談者の属性",
            CONSULTATIONS,
            "相談した人や団体の種類です。1件に一つです。",
        ),
        TableKind(
            "kinds",
            "種別・センター別 相談件数",
            "種別",
            CONSULTATIONS,
            "相談・問い合わせなどの区別です。1件に一つです。",
        ),
        TableKind(
            "outcomes",
            "対応結果別・センター別 相談件数",
            "対応結果",
            CONSULTATIONS,
            "相談への対応の結果です。1件に一つで、記入のないものも一つの項目とします。",
        ),
        TableKind(
            "continued",
            "新規・継続別・センター別 相談件数",
            "新規・継続",
            CONSULTATIONS,
            "前の相談の続きとして記録したものを継続とします。1件に一つです。",
        ),
    )
}


class Area(NamedTuple):
    """A column of every table: a center, or the whole city."""

    key: str
    """The center's slug; for the city a sign that no slug is."""
    code: str
    """Six digits; nothing where the area is no ward."""
    name: str
    kind: str


CITY = Area(CITY_AREA, CITY_CODE, "全市", "全市")


class Item(NamedTuple):
    code: str
    label: str


class Count(NamedTuple):
    """How often `code` came up in `measure` at a center in a month."""

    center: str
    month: Month
    measure: str
    code: str
    value: int


@dataclass(frozen=True, slots=True)
class Material:
    """All that an edition is made of, as it was read in one transaction."""

    period: Period
    areas: Sequence[Area]
    """The centers; wards in the order of the city, then the central center."""
    items: Mapping[str, Sequence[Item]]
    """Of each table but the one by months."""
    inner: Mapping["Cell", int]
    """The centers' own figures, of the months they closed; a figure that is not there is 0."""
    reported: Collection[tuple[str, Month]]
    """What the centers closed. Silence is not zero: the rest is in no figure."""

    def months_of(self, area: str) -> int:
        return sum((area, month) in self.reported for month in self.period.months)

    @property
    def reporting(self) -> list[Area]:
        """The centers that closed at least one month."""
        return [area for area in self.areas if self.months_of(area.key)]


class Cell(NamedTuple):
    """Names a figure. The same figure in two tables has the same name."""

    measure: str
    code: str
    area: str


def added_up(counts: Iterable[Count], reported: Collection[tuple[str, Month]]) -> dict[Cell, int]:
    """The inner figures of every table, of the closed months alone."""
    inner: dict[Cell, int] = {}
    for count in counts:
        if (count.center, count.month) in reported:
            code = str(count.month) if count.measure == CONSULTATIONS else count.code
            cell = Cell(count.measure, code, count.center)
            inner[cell] = inner.get(cell, 0) + count.value
    return inner


def cell_of(kind: TableKind, code: str, area: str) -> Cell:
    return Cell(kind.total if code == TOTAL else kind.name, code, area)


def items_of(kind: TableKind, material: Material) -> Sequence[Item]:
    """The lines of a table in their order, without the total."""
    if kind.name == CONSULTATIONS:
        return [
            Item(str(month), f"{japanese_month(month)}({month.year}年{month.month}月)")
            for month in material.period.months
        ]
    return material.items[kind.name]


def figures_of(kinds: Sequence[TableKind], material: Material) -> Figures:
    """Every figure of these tables once, with all that is known to hold between them.

    What nobody reported is no figure: a month that no center closed has no total either.
    """
    values = _base(kinds, material)
    areas = [area.key for area in material.reporting]
    sums: dict[Sum, None] = {}

    def add(total: Cell, parts: Iterable[Cell]) -> None:
        if there := tuple(part for part in parts if part in values):
            values[total] = sum(values[part] for part in there)
            sums[Sum(there, total)] = None

    for kind in kinds:
        codes = [item.code for item in items_of(kind, material)]
        for code in codes:
            add(Cell(kind.name, code, CITY_AREA), (Cell(kind.name, code, area) for area in areas))
        for area in (*areas, CITY_AREA):
            add(Cell(kind.total, TOTAL, area), [Cell(kind.name, code, area) for code in codes])
        add(Cell(kind.total, TOTAL, CITY_AREA), [Cell(kind.total, TOTAL, area) for area in areas])
    return Figures(values, tuple(sums), tuple(_bounds(values)))


def _base(kinds: Sequence[TableKind], material: Material) -> dict[Cell, int]:
    """The inner figures: of each reporting center, of its closed months only."""
    reported = set(material.reported)
    values: dict[Cell, int] = {}
    for kind in kinds:
        for item in items_of(kind, material):
            for area in material.reporting:
                if kind.name != CONSULTATIONS or (area.key, Month.parse(item.code)) in reported:
                    cell = Cell(kind.name, item.code, area.key)
                    values[cell] = material.inner.get(cell, 0)
    return values


def _bounds(values: Mapping[Cell, int]) -> Iterator[Bound]:
    """A case has each topic at most once; and, where that is so everywhere, at least one."""
    pairs = [
        (cell, Cell(CONSULTATIONS, TOTAL, cell.area)) for cell in values if cell.measure == TOPICS
    ]
    known = [(cell, cases) for cell, cases in pairs if cases in values]
    yield from (Bound(cell, cases) for cell, cases in known if cell.code != TOTAL)
    totals = [(cell, cases) for cell, cases in known if cell.code == TOTAL]
    if all(values[cell] >= values[cases] for cell, cases in totals):
        yield from (Bound(cases, cell) for cell, cases in totals)
