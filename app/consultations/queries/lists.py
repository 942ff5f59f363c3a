"""Consultations as lists show them: without the person and without the words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.consultations import rules
from app.consultations.models import Consultation, ConsultationTopic
from app.consultations.queries import search
from app.consultations.queries.finding import plain_conditions, search_period, words_sought
from app.consultations.queries.search import Sought
from app.consultations.rules.finding import Filters
from app.paging import PAGE_SIZE, Cursor, Page
from tenants import db

consultations = sa.inspect(Consultation).local_table
tags = sa.inspect(ConsultationTopic).local_table
EVERYTHING = Filters()

FIRST_CANDIDATES = 200
MORE_CANDIDATES = 8
"""So many times more when the first were not enough."""


class Line(NamedTuple):
    """A consultation as the list shows it: without the person."""

    id: UUID
    fiscal_year: int
    number: int
    received_at: datetime
    received_by_name: str
    channel: str
    client_type: str
    kind: str
    outcome: str | None
    organization_name: str | None
    summary: str
    topics: list[str]
    primary_topic: str | None

    @property
    def number_label(self) -> str:
        return rules.number_label(self.fiscal_year, self.number)


def page(
    *, after: Cursor | None = None, filters: Filters = EVERYTHING, limit: int = PAGE_SIZE
) -> Page[Line]:
    """The open center's consultations that `filters` let through, newest first."""
    if sought := words_sought(filters):
        rows = list(islice(_found(sought, filters, after, limit + 1), limit + 1))
    else:
        shown = LINES.where(*plain_conditions(filters), *_beyond(after)).limit(limit + 1)
        rows = list(db.session.execute(shown))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(_tagged(rows[:limit]), Cursor(last.received_at, last.id) if last else None)


def _found(
    sought: Sought, filters: Filters, after: Cursor | None, wanted: int
) -> Iterator[sa.Row[Any]]:
    """Lines that hold what is sought, newest first.

    A common word is found among the first candidates, and for a rare one there are few.
    """
    narrowed, period = plain_conditions(filters), search_period(filters)
    place, size = after, FIRST_CANDIDATES
    while True:
        candidates = search.candidates(sought, after=place, narrowed=period).limit(size)
        some = db.session.execute(candidates).all()
        among = sa.literal([row.id for row in some], sa.ARRAY(sa.Uuid))
        holding = consultations.c.id == sa.any_(search.holders(sought, among))
        yield from db.session.execute(LINES.where(holding, *narrowed).limit(wanted))
        if len(some) < size:
            return
        place, size = Cursor(some[-1].received_at, some[-1].id), size * MORE_CANDIDATES


def _beyond(after: Cursor | None) -> list[sa.ColumnElement[bool]]:
    return [after.before(Consultation.received_at, Consultation.id)] if after else []


LINES = sa.select(
    *(consultations.c[name] for name in Line._fields if name not in {"topics", "primary_topic"})
).order_by(consultations.c.received_at.desc(), consultations.c.id.desc())
"""Everything of a line but its topics, newest first."""

TAGS = (
    sa.select(
        tags.c.consultation_id,
        sa.func.array_agg(aggregate_order_by(tags.c.topic, tags.c.position)),
        sa.func.max(tags.c.topic).filter(tags.c.is_primary),
    )
    .where(tags.c.consultation_id == sa.any_(sa.bindparam("shown", type_=sa.ARRAY(sa.Uuid))))
    .group_by(tags.c.consultation_id)
)
"""The topics of many lines at once: a subquery for each line would have PostgreSQL check
the announcement for each."""


UNTAGGED: dict[str, Any] = {"topics": [], "primary_topic": None}


def read_lines(lines: sa.Select[*tuple[Any, ...]]) -> list[Line]:
    """The lines with their topics: one statement for each of the two."""
    return _tagged(db.session.execute(lines).all())


def _tagged(rows: Sequence[sa.Row[Any]]) -> list[Line]:
    tagged = _tags([row.id for row in rows])
    found = {row[0]: {"topics": row[1], "primary_topic": row[2]} for row in tagged}
    return [Line(*row, **found.get(row.id, UNTAGGED)) for row in rows]


def topics_of(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The topics of each of these; one without any is left out."""
    return {row[0]: row[1] for row in _tags(ids)}


def _tags(ids: Sequence[UUID]) -> Sequence[Any]:
    return db.session.execute(TAGS, {"shown": list(ids)}).all()


def brought_in(import_id: UUID, *, limit: int = PAGE_SIZE) -> Sequence[Line]:
    """The first consultations that an import created, in the order of its rows."""
    created = LINES.order_by(None).where(Consultation.import_id == import_id)
    in_order = created.order_by(Consultation.created_at, Consultation.fiscal_year)
    shown = in_order.order_by(Consultation.number).limit(limit)
    return read_lines(shown)
