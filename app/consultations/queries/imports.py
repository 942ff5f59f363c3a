"""What an import created, and what of it somebody has used since."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.consultations.models import Consultation
from app.consultations.rules.imports import CHANGED, USED_BY, USED_SOMEHOW
from app.consultations.rules.records import number_label
from tenants import CenterOwned, Model, db

consultations = sa.inspect(Consultation).local_table


class Held(NamedTuple):
    """A consultation that stays when its import is taken back, and why."""

    id: UUID
    number_label: str
    summary: str
    reasons: list[str]


class Reception(NamedTuple):
    """By what a row of a list that was taken out is known again."""

    number: tuple[int, int]
    """Fiscal year and number."""
    received_at: datetime
    channel: str
    client_type: str


def still_recorded(receptions: Sequence[Reception]) -> set[Reception]:
    """Those of these that the open center has, to the minute, under the same number."""
    asked = {each.number: each for each in receptions}
    if not asked:
        return set()
    years, numbers = zip(*asked, strict=True)
    named = (
        sa.func.unnest(
            sa.literal(list(years), sa.ARRAY(sa.Integer)),
            sa.literal(list(numbers), sa.ARRAY(sa.Integer)),
        )
        .table_valued("fiscal_year", "number")
        .render_derived()
    )
    columns = consultations.c
    found = sa.select(
        columns.fiscal_year,
        columns.number,
        sa.func.date_trunc("minute", columns.received_at),
        columns.channel,
        columns.client_type,
    ).join(
        named,
        sa.and_(columns.fiscal_year == named.c.fiscal_year, columns.number == named.c.number),
    )
    there = {
        Reception((year, number), received_at, channel, client_type)
        for year, number, received_at, channel, client_type in db.session.execute(found)
    }
    return there & set(receptions)


def count_created(import_id: UUID) -> int:
    """How many consultations of an import are still there."""
    counted = sa.select(sa.func.count()).where(consultations.c.import_id == import_id)
    return db.session.scalars(counted.select_from(consultations)).one()


def count_held(import_id: UUID) -> int:
    counted = sa.select(sa.func.count()).where(consultations.c.import_id == import_id, is_held())
    return db.session.scalars(counted.select_from(consultations)).one()


def held(import_id: UUID, *, limit: int) -> Sequence[Held]:
    """Those that stay, in the order of their numbers."""
    told = [condition.label(f"held_{place}") for place, (condition, _) in enumerate(_holds())]
    columns = consultations.c
    found = (
        sa.select(columns.id, columns.fiscal_year, columns.number, columns.summary, *told)
        .where(columns.import_id == import_id, is_held())
        .order_by(columns.fiscal_year, columns.number)
        .limit(limit)
    )
    words = [said for _, said in _holds()]
    return [
        Held(
            row_id,
            number_label(year, number),
            summary,
            [said for said, is_true in zip(words, truths, strict=True) if is_true],
        )
        for row_id, year, number, summary, *truths in db.session.execute(found)
    ]


def is_held() -> sa.ColumnElement[bool]:
    return sa.or_(*(condition for condition, _ in _holds()))


def _holds() -> Iterator[tuple[sa.ColumnElement[bool], str]]:
    """Each thing that may keep a consultation, and its words.

    Read from the references of all tables: one that is added tomorrow and would stand in the
    way of deleting keeps its consultations as well.
    """
    yield consultations.c.version != 1, CHANGED
    owned = [
        mapper.local_table
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, CenterOwned) and isinstance(mapper.local_table, sa.Table)
    ]
    for table in owned:
        for key in table.foreign_key_constraints:
            if key.referred_table is not consultations:
                continue
            if key.ondelete == "CASCADE" and table.name not in USED_BY:
                continue
            user = table.alias()
            (column,) = (each.name for each in key.columns if each.name != "center_id")
            points_here = sa.and_(
                user.c.center_id == consultations.c.center_id,
                user.c[column] == consultations.c.id,
            )
            yield sa.exists().where(points_here), USED_BY.get(table.name, USED_SOMEHOW)
