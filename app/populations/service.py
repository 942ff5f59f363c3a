"""Entering populations, in the platform's scope; the permission is the central center's."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.errors import InvalidError
from app.populations import queries
from app.populations.models import WardPopulation
from app.populations.rules import Population, UnreadableError, decoded, parse_table
from tenants import db


def keep_year(year: int, people: Mapping[str, int], *, source: str, by_name: str) -> None:
    """Make `people` (by ward code) all that is known of the year; a ward left out is forgotten.

    Raises:
        InvalidError: there is no such ward.
    """
    if unknown := people.keys() - queries.wards().keys():
        raise InvalidError({"people": [f"「{min(unknown)}」という区コードはありません。"]})
    gone = sa.delete(WardPopulation).where(
        WardPopulation.fiscal_year == year,
        WardPopulation.ward_code.not_in(people),
    )
    db.session.execute(gone, execution_options={"synchronize_session": False})
    _keep({(ward, year): Population(number, source) for ward, number in people.items()}, by_name)


def take_file(content: bytes, *, by_name: str) -> int:
    """Enter everything that a CSV says, or nothing; gives how many populations it was.

    Raises:
        InvalidError: something in it cannot be read.
    """
    try:
        found = parse_table(decoded(content), queries.wards())
    except UnreadableError as error:
        raise InvalidError({"file": str(error).split("\n")}) from None
    _keep(found, by_name)
    return len(found)


def _keep(found: Mapping[tuple[str, int], Population], by_name: str) -> None:
    if not found:
        return
    entered = {"entered_by_name": by_name, "entered_at": calendar.now()}
    values = insert(WardPopulation).values(
        [
            {
                "ward_code": ward,
                "fiscal_year": year,
                "population": population.people,
                "source": population.source,
                **entered,
            }
            for (ward, year), population in found.items()
        ]
    )
    kept = values.on_conflict_do_update(
        index_elements=["ward_code", "fiscal_year"],
        set_={
            name: values.excluded[name]
            for name in ("population", "source", "entered_by_name", "entered_at")
        },
    )
    db.session.execute(kept)
