"""The consolidated figures of every center, for an edition. In the city's scope."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from app.calendar import CITY_TIME, Month, Period
from app.codes.queries import code_lists
from app.opendata.rules.tables import (
    CONSULTATIONS,
    TABLE_KINDS,
    Area,
    Count,
    Item,
    Material,
    added_up,
)
from app.statistics.models import MonthlyFigure
from app.statistics.queries.figures import closed_months
from app.statistics.rules.reports import CONTINUATIONS, NO_OUTCOME
from tenants import db
from tenants import queries as tenants
from tenants.city import city_view


class Read(NamedTuple):
    material: Material
    as_of: datetime | None
    """When the latest of the figures was counted."""


def material(period: Period) -> Read:
    """Everything that any table of an edition of `period` is made of."""
    centers = tenants.centers()
    slugs = {center.id: center.slug for center in centers}
    reported = {
        (slugs[center_id], month)
        for center_id, month in closed_months(period, slugs.keys())
        if period.first <= month <= period.last
    }
    figures = city_view(MonthlyFigure)
    wanted = sa.select(
        figures.c.center_id,
        figures.c.month,
        figures.c.measure,
        figures.c.code,
        figures.c.value,
        figures.c.consolidated_at,
    ).where(
        figures.c.measure.in_(TABLE_KINDS),
        figures.c.month.between(period.first.first_day, period.last.first_day),
    )
    rows = [row for row in db.session.execute(wanted) if row.center_id in slugs]
    counts = [
        Count(slugs[row.center_id], Month.of(row.month), row.measure, row.code, row.value)
        for row in rows
    ]
    latest = max((row.consolidated_at for row in rows), default=None)
    areas = [_area(center.slug, center.ward_code, center.short_name) for center in centers]
    read = Material(
        period=period,
        areas=sorted(areas, key=lambda area: not area.code),
        items={
            name: list(_items(name, period, counts))
            for name in TABLE_KINDS
            if name != CONSULTATIONS
        },
        inner=added_up(counts, reported),
        reported=reported,
    )
    return Read(read, latest.astimezone(CITY_TIME) if latest else None)


def _area(slug: str, ward_code: str | None, short_name: str) -> Area:
    if ward_code:
        return Area(slug, ward_code, f"{short_name}区", "区")
    return Area(slug, "", short_name, "推進センター")


def _items(name: str, period: Period, counts: Sequence[Count]) -> Iterator[Item]:
    """What could be chosen in that year, and whatever was counted all the same."""
    if name == "continued":
        yield from (Item(entry.code, entry.label) for entry in CONTINUATIONS)
        return
    year = period.first.fiscal_year.year
    counted = {count.code for count in counts if count.measure == name}
    for entry in code_lists().lists[name]:
        if entry.holds_in(year) or entry.code in counted:
            yield Item(entry.code, entry.label)
    if name == "outcomes":
        yield Item(NO_OUTCOME.code, NO_OUTCOME.label)
