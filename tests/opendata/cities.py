"""Small made-up cities, and what an edition of one would look like as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from app.calendar import Month, Period
from app.opendata.rules.files import csv_file, table
from app.opendata.rules.suppression import Suppression, suppress
from app.opendata.rules.systems import Edition
from app.opendata.rules.tables import (
    TABLE_KINDS,
    Area,
    Cell,
    Count,
    Item,
    Material,
    added_up,
    figures_of,
)

APRIL = Month(2025, 4)


@dataclass(frozen=True)
class City:
    period: Period
    areas: list[Area]
    items: dict[str, list[Item]]
    counts: list[Count]
    reported: set[tuple[str, Month]]

    @property
    def material(self) -> Material:
        inner = added_up(self.counts, self.reported)
        return Material(self.period, self.areas, self.items, inner, self.reported)


def a_city(
    seed: int,
    *,
    centers: int = 3,
    months: int = 3,
    codes: int = 3,
    cases: int = 25,
    silent: float = 0.1,
) -> City:
    """Cases at random, each counted in every measure it belongs to."""
    random = Random(seed)  # noqa: S311  nothing secret
    last = APRIL
    for _ in range(months - 1):
        last = last.next
    period = Period(APRIL, last)
    areas = [Area(f"w{number}", f"14{number:04}", f"{number}区", "区") for number in range(centers)]
    items = {
        name: [Item(f"{name}{number}", f"{name}の{number}") for number in range(codes)]
        for name in TABLE_KINDS
        if name != "consultations"
    }
    weights = [1 / (1 + number) ** 1.5 for number in range(codes)]
    counted: dict[tuple[str, Month, str, str], int] = {}
    for _ in range(cases):
        area = random.choice(areas).key
        month = random.choice(list(period.months))
        keys = [("consultations", "total")]
        for name, listed in items.items():
            drawn = random.choices(listed, weights, k=2 if name == "topics" else 1)
            keys += [(name, item.code) for item in dict.fromkeys(drawn)]
        for measure, code in keys:
            key = (area, month, measure, code)
            counted[key] = counted.get(key, 0) + 1
    counts = [Count(*key, value) for key, value in counted.items()]
    reported = {
        (area.key, month) for area in areas for month in period.months if random.random() >= silent
    }
    return City(period, areas, items, counts, reported)


def recounted(city: City, seed: int) -> City:
    """The same period, counted later: some cases were added, some wards reported since."""
    later = a_city(seed, centers=len(city.areas), months=len(list(city.period.months)), cases=4)
    return replace(
        city,
        counts=[*city.counts, *(later.counts if seed % 3 else [])],
        reported={*city.reported, *(later.reported if seed % 2 else set())},
    )


def files_of(city: City, kinds: Sequence[str], reasons: Mapping[Cell, object]) -> dict[str, bytes]:
    """The CSV files by table, as they are published."""
    chosen = [TABLE_KINDS[name] for name in kinds]
    values = figures_of(chosen, city.material).values
    return {
        kind.name: csv_file(table(kind, city.material, values, reasons), city.material)
        for kind in chosen
    }


def protected(
    city: City, kinds: Sequence[str], *, threshold: int = 3, earlier: Sequence[Edition] = ()
) -> Suppression:
    figures = figures_of([TABLE_KINDS[name] for name in kinds], city.material)
    return suppress(figures, threshold=threshold, earlier=earlier)


def edition_of(city: City, kinds: Sequence[str], suppression: Suppression) -> Edition:
    figures = figures_of([TABLE_KINDS[name] for name in kinds], city.material)
    return Edition(figures, suppression.hidden, suppression.threshold)


def truth_of(material: Material, kinds: Sequence[str]) -> dict[tuple[str, str, str], int]:
    """Every figure by the name the attack gives it."""
    names = {area.key: area.name for area in material.areas} | {"*": "全市"}
    return {
        (
            "cases" if cell.measure == "consultations" and cell.code == "total" else cell.measure,
            cell.code,
            names[cell.area],
        ): value
        for cell, value in figures_of(
            [TABLE_KINDS[name] for name in kinds], material
        ).values.items()
    }
