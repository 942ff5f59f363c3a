"""Records by the words in them.

First those whose signature says that they may hold them, newest first and from the index
alone; then, of these, those that do.
"""

from typing import Any

import sqlalchemy as sa

from app.consultations.models import SearchEntry
from app.consultations.rules import search
from app.paging import Cursor

entries = sa.inspect(SearchEntry).local_table
MOST_BITS = 24
"""Asked of a signature for one word: as many as tell long words apart."""

Condition = sa.ColumnElement[bool]
Sought = list[list[str]]


def candidates(
    sought: Sought, *, after: Cursor | None = None, narrowed: tuple[Condition, ...] = ()
) -> sa.Select[*tuple[Any, ...]]:
    """Id and received_at of each record that may hold all that is sought, newest first."""
    shown = sa.select(entries.c.id, entries.c.received_at).where(
        *(_may_hold(ways) for ways in sought), *narrowed
    )
    if after:
        shown = shown.where(after.before(entries.c.received_at, entries.c.id))
    return shown.order_by(entries.c.received_at.desc(), entries.c.id.desc())


def holders(sought: Sought, among: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The ids among these whose record really holds all that is sought, as one array.

    Arrays, not joins: for every row of a join PostgreSQL would check the announcement anew.
    """
    held = (sa.or_(*(sa.func.strpos(entries.c.key, way) > 0 for way in ways)) for ways in sought)
    return array_of(sa.select(entries.c.id).where(entries.c.id == sa.any_(among), *held))


def array_of(ids: sa.Select[*tuple[Any, ...]]) -> sa.ColumnElement[Any]:
    return sa.func.array(ids.scalar_subquery(), type_=sa.ARRAY(sa.Uuid))


def _may_hold(ways: list[str]) -> Condition:
    return sa.or_(*(sa.and_(*_bits(way)) for way in ways))


def _bits(way: str) -> list[Condition]:
    # Not `= 1`: of that the planner expects nearly nothing to be left, and sorts the few.
    bits = search.bits_of(way)[:MOST_BITS]
    return [sa.func.get_bit(entries.c.signature, bit) > 0 for bit in bits]
