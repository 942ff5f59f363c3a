"""What a draft keeps of what was counted and hidden, as JSON, and how it is read again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.calendar import Month, Period
from app.opendata.rules.files import Table, table
from app.opendata.rules.suppression import Reason, Suppression, faults, suppress
from app.opendata.rules.systems import Edition
from app.opendata.rules.tables import (
    TABLE_KINDS,
    Area,
    Cell,
    Item,
    Material,
    TableKind,
    figures_of,
)


@dataclass(frozen=True, slots=True)
class Order:
    """What an edition shall hold."""

    period: Period
    tables: Sequence[str]
    threshold: int
    earlier: Mapping[str, "Counted"]
    """What was published of the same period before, by slug."""

    @property
    def kinds(self) -> list[TableKind]:
        return kinds_of(self.tables)


@dataclass(frozen=True, slots=True)
class Counted:
    """An edition as it was counted and hidden: to be shown, published, and protected later."""

    tables: Sequence[str]
    threshold: int
    material: Material
    reasons: Mapping[Cell, Reason]
    as_of: datetime | None
    """When the latest of the figures was counted."""
    beside: Sequence[str]
    """The slugs of the editions that were taken into account."""

    @property
    def kinds(self) -> list[TableKind]:
        return kinds_of(self.tables)

    @property
    def edition(self) -> Edition:
        figures = figures_of(self.kinds, self.material)
        return Edition(figures, frozenset(self.reasons), self.threshold)

    @property
    def printed(self) -> list[Table]:
        values = figures_of(self.kinds, self.material).values
        return [table(kind, self.material, values, self.reasons) for kind in self.kinds]

    @property
    def reported(self) -> tuple[int, int]:
        """How many of the wards closed every month of the period, and of how many."""
        wards = [area for area in self.material.areas if area.code]
        months = len(list(self.material.period.months))
        whole = [area for area in wards if self.material.months_of(area.key) == months]
        return len(whole), len(wards)


class UnprovenError(Exception):
    """The protection does not hold: a fault of the program. Nothing may be published."""


def hide(order: Order, material: Material, as_of: datetime | None) -> Counted:
    """Decide what of the edition is hidden, and prove it.

    Raises:
        UnprotectableError: beside the earlier editions nothing protects the few.
        UnprovenError: the proof fails.
    """
    earlier = [each.edition for each in order.earlier.values()]
    found: Suppression = suppress(
        figures_of(order.kinds, material), threshold=order.threshold, earlier=earlier
    )
    if fault := next(faults(found), None):
        raise UnprovenError(fault)
    return Counted(
        order.tables, order.threshold, material, found.reasons, as_of, sorted(order.earlier)
    )


def kinds_of(names: Sequence[str]) -> list[TableKind]:
    """In the order in which tables are always printed."""
    return [kind for kind in TABLE_KINDS.values() if kind.name in names]


def kept(counted: Counted) -> dict[str, Any]:
    material = counted.material
    return {
        "tables": list(counted.tables),
        "threshold": counted.threshold,
        "period": [str(material.period.first), str(material.period.last)],
        "areas": [list(area) for area in material.areas],
        "items": {name: [list(item) for item in items] for name, items in material.items.items()},
        "inner": [[*cell, value] for cell, value in material.inner.items()],
        "reported": sorted([area, str(month)] for area, month in material.reported),
        "reasons": [[*cell, reason.value] for cell, reason in counted.reasons.items()],
        "as_of": counted.as_of.isoformat() if counted.as_of else None,
        "beside": list(counted.beside),
    }


def read_again(found: Mapping[str, Any]) -> Counted:
    first, last = (Month.parse(text) for text in found["period"])
    material = Material(
        period=Period(first, last),
        areas=[Area(*area) for area in found["areas"]],
        items={name: [Item(*item) for item in items] for name, items in found["items"].items()},
        inner={Cell(*cell): value for *cell, value in found["inner"]},
        reported={(area, Month.parse(month)) for area, month in found["reported"]},
    )
    return Counted(
        tables=found["tables"],
        threshold=found["threshold"],
        material=material,
        reasons={Cell(*cell): Reason(reason) for *cell, reason in found["reasons"]},
        as_of=datetime.fromisoformat(found["as_of"]) if found["as_of"] else None,
        beside=found["beside"],
    )
