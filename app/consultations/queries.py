from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app import calendar
from app.calendar import Month
from app.consultations import rules
from app.consultations.models import Consultation, ConsultationTopic
from app.errors import NotFoundError
from app.paging import PAGE_SIZE, Cursor, Page
from tenants import db

consultations = sa.inspect(Consultation).local_table
tags = sa.inspect(ConsultationTopic).local_table

USE_LASTS = timedelta(days=90)
USE_SHOWN_BY = 500


def consultation(consultation_id: UUID) -> Consultation:
    """One consultation of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    found = db.session.scalars(
        sa.select(Consultation).where(Consultation.id == consultation_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("お探しの相談は見つかりませんでした。")
    return found


def by_number(label: str) -> Consultation | None:
    """The consultation whose 受付番号 is written as `label` (R8-0012)."""
    parsed = rules.parse_number(label)
    if parsed is None:
        return None
    year, number = parsed
    named = sa.select(Consultation).where(
        Consultation.fiscal_year == year, Consultation.number == number
    )
    return db.session.scalars(named).one_or_none()


def by_entry_key(entry_key: UUID) -> Consultation | None:
    """What was recorded from the form with this key."""
    entered = sa.select(Consultation).where(Consultation.entry_key == entry_key)
    return db.session.scalars(entered).one_or_none()


def continuations(consultation: Consultation) -> Sequence[Consultation]:
    """Later consultations that continue this one."""
    later = sa.select(Consultation).where(Consultation.continues_id == consultation.id)
    return db.session.scalars(later.order_by(Consultation.received_at)).all()


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
    *, after: Cursor | None = None, month: Month | None = None, limit: int = PAGE_SIZE
) -> Page[Line]:
    """The open center's consultations, newest first."""
    shown = LINES.limit(limit + 1)
    if after:
        later = sa.tuple_(Consultation.received_at, Consultation.id)
        shown = shown.where(later < sa.tuple_(sa.literal(after.at), sa.literal(after.id)))
    if month:
        shown = shown.where(Consultation.month == month.first_day)
    rows = _read(shown)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], Cursor(last.received_at, last.id) if last else None)


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


def _read(lines: sa.Select[*tuple[Any, ...]]) -> list[Line]:
    """The lines with their topics: one statement for each of the two."""
    rows = db.session.execute(lines).all()
    tagged = db.session.execute(TAGS, {"shown": [row.id for row in rows]})
    found = {row[0]: {"topics": row[1], "primary_topic": row[2]} for row in tagged}
    return [Line(*row, **found.get(row.id, UNTAGGED)) for row in rows]


def brought_in(import_id: UUID, *, limit: int = PAGE_SIZE) -> Sequence[Line]:
    """The first consultations that an import created, in the order of its rows."""
    created = LINES.order_by(None).where(Consultation.import_id == import_id)
    in_order = created.order_by(Consultation.created_at, Consultation.fiscal_year)
    shown = in_order.order_by(Consultation.number).limit(limit)
    return _read(shown)


def known_keys(keys: Sequence[str]) -> set[str]:
    """Those of these import keys that the open center's consultations already have."""
    asked = sa.literal(list(keys), sa.ARRAY(sa.Text))
    known = sa.select(Consultation.import_key).where(Consultation.import_key == sa.any_(asked))
    return {key for key in db.session.scalars(known) if key}


class Use(NamedTuple):
    """How often each code was chosen lately."""

    channels: Counter[str]
    client_types: Counter[str]


def recent_use() -> Use:
    """What the open center chose in its last consultations of `USE_LASTS`.

    Only so many are read that the form opens as fast at a busy center as at a quiet one.
    """
    latest = (
        sa.select(Consultation.channel, Consultation.client_type)
        .where(Consultation.received_at > calendar.now() - USE_LASTS)
        .order_by(Consultation.received_at.desc(), Consultation.id.desc())
        .limit(USE_SHOWN_BY)
    )
    rows = db.session.execute(latest).all()
    return Use(Counter(row.channel for row in rows), Counter(row.client_type for row in rows))


def count_on(day: date, *, until: date) -> int:
    """How many were received from `day` to `until`, both included, in city time."""
    received_on = sa.func.date(sa.func.timezone("Asia/Tokyo", Consultation.received_at))
    counted = sa.select(sa.func.count()).where(
        Consultation.month.between(Month.of(day).first_day, Month.of(until).first_day),
        received_on.between(day, until),
    )
    return db.session.scalars(counted.select_from(Consultation)).one()
