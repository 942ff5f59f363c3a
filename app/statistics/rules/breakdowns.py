"""One figure by itself: what each center's share of it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.calendar import Month, Period
from app.statistics.rules.reporting import Place, Reported

Shares = Mapping[UUID, tuple[int | None, int | None]]
"""Center → the figure in the period and in the year before; None: no figure was kept."""


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """One center's share. None in `value`: it has reported nothing."""

    place: Place
    value: int | None
    before: int | None
    rank: int | None
    """By size, beginning with 1; equal shares have the same rank, nothing has none."""

    @property
    def difference(self) -> int | None:
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class CityFigure:
    period: Period
    measure: str
    code: str
    label: str
    unit: str
    centers: tuple[PlaceFigure, ...]
    reported: Reported

    @property
    def value(self) -> int:
        return sum(row.value or 0 for row in self.centers)

    @property
    def before(self) -> int | None:
        known = [row.before for row in self.centers if row.before is not None]
        return sum(known) if known else None

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.value - self.before


def share_out(
    places: Sequence[Place],
    shares: Shares,
    all_figures: Shares,
    closed: Collection[tuple[UUID, Month]],
    period: Period,
) -> tuple[PlaceFigure, ...]:
    """Each center's share, in the order of `places`.

    Where a center has consultations (`all_figures`) or closed the whole period, none of this
    one is zero; else it is not known.
    """
    found = []
    for place in places:
        value, before = shares.get(place.id, (None, None))
        known, known_before = all_figures.get(place.id, (None, None))
        complete = all((place.id, month) in closed for month in period.months)
        if value is None and (complete or known is not None):
            value = 0
        if before is None and known_before is not None:
            before = 0
        found.append((place, value, before))
    sizes = sorted((value for _, value, _ in found if value), reverse=True)
    return tuple(
        PlaceFigure(place, value, before, sizes.index(value) + 1 if value else None)
        for place, value, before in found
    )
