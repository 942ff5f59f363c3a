"""What the central center entered: read in every scope."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from app.populations.models import WardPopulation
from app.populations.rules import Population, Populations
from tenants import db
from tenants import queries as tenants
from tenants.models import Center


class Entry(NamedTuple):
    """One population, with the ward's name."""

    ward_code: str
    ward_name: str
    fiscal_year: int
    population: int
    source: str


def populations(years: Iterable[int]) -> Populations:
    """By ward code and fiscal year; what is not there was not entered."""
    return {
        (entry.ward_code, entry.fiscal_year): Population(entry.population, entry.source)
        for entry in entries(years)
    }


def entries(years: Iterable[int] | None = None) -> Sequence[Entry]:
    """All that was entered, the latest year first, wards in their order."""
    found = (
        sa.select(
            WardPopulation.ward_code,
            Center.short_name,
            WardPopulation.fiscal_year,
            WardPopulation.population,
            WardPopulation.source,
        )
        .join(Center, Center.ward_code == WardPopulation.ward_code)
        .order_by(WardPopulation.fiscal_year.desc(), Center.position)
    )
    if years is not None:
        found = found.where(WardPopulation.fiscal_year.in_(sorted(set(years))))
    return [Entry(*row) for row in db.session.execute(found)]


def wards() -> dict[str, str]:
    """Code and short name of each ward, in the city's order."""
    return {ward.ward_code: ward.short_name for ward in tenants.wards() if ward.ward_code}
