"""The story of a consultation, in order; and the chain of those that belong together."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.calendar import CITY_TIME
from app.consultations import rules
from app.consultations.models import (
    Consultation,
    ConsultationClosing,
    FollowUp,
    Handover,
    Happened,
    NextAction,
)
from app.consultations.queries.changes import Change, changes
from tenants import db

LONGEST_CHAIN = 100

F = TypeVar("F", bound=Happened)


class Fact(NamedTuple):
    """One thing that happened: when, by whom, and the row that says so."""

    kind: str
    day: date
    """When it happened; `at` is when it was written down."""
    at: datetime
    author_name: str
    words: str
    row: Any
    before: Any = None
    """For a note that was put right: the note as it was; for 次にすること: what it was before."""

    @property
    def order(self) -> tuple[date, datetime]:
        return self.day, self.at


def story(consultation: Consultation) -> list[Fact]:
    """All that happened to it at its own center, oldest first."""
    told = [change for change in changes(consultation.id) if change.action != "followed"]
    facts = [
        _reception(consultation),
        *_notes(consultation),
        *_plans(consultation),
        *(_fact("handed over", row, row.message) for row in _rows(Handover, consultation)),
        *(_fact(row.kind, row, row.remark) for row in _rows(ConsultationClosing, consultation)),
        *(_changed(change) for change in told),
    ]
    return sorted(facts, key=lambda fact: fact.order)


def _reception(consultation: Consultation) -> Fact:
    at = consultation.received_at
    return Fact("received", _day(at), at, consultation.received_by_name, "", consultation)


def _changed(change: Change) -> Fact:
    """Who it was is asked of the colleagues when it is shown: `row.actor_id`."""
    return Fact(change.action, _day(change.at), change.at, "", "", change)


def _notes(consultation: Consultation) -> Iterator[Fact]:
    """Only the last words of each note; those it put right hang on it."""
    rows = _rows(FollowUp, consultation)
    corrected = {row.id: row for row in rows}
    for row in rows:
        if any(other.corrects_id == row.id for other in rows):
            continue
        before = corrected[row.corrects_id] if row.corrects_id else None
        yield Fact("noted", row.happened_on, row.at, row.author_name, row.words, row, before)


def _plans(consultation: Consultation) -> Iterator[Fact]:
    before: NextAction | None = None
    for row in _rows(NextAction, consultation):
        was_planned = before is not None and before.due_on is not None
        kind = "done" if row.due_on is None else "moved" if was_planned else "planned"
        yield _fact(kind, row, row.task, before)
        before = row


def _rows(model: type[F], consultation: Consultation) -> Sequence[F]:
    of_it = sa.select(model).where(model.consultation_id == consultation.id)
    return db.session.scalars(of_it.order_by(model.at, model.id)).all()


def _fact(kind: str, row: Happened, words: str, before: Any = None) -> Fact:
    return Fact(kind, _day(row.at), row.at, row.author_name, words, row, before)


def _day(at: datetime) -> date:
    return at.astimezone(CITY_TIME).date()


class Link(NamedTuple):
    """One consultation of a chain."""

    id: Any
    fiscal_year: int
    number: int
    received_at: datetime
    summary: str
    outcome: str | None
    closed_at: datetime | None

    @property
    def number_label(self) -> str:
        return rules.number_label(self.fiscal_year, self.number)


LINKS = tuple(getattr(Consultation, name) for name in Link._fields)


def chain(consultation: Consultation) -> Sequence[Link]:
    """All that it continues and all that continue it, oldest first; itself among them."""
    belonging = sa.select(_chain_from(consultation).c.id)
    linked = sa.select(*LINKS).where(Consultation.id.in_(belonging))
    ordered = linked.order_by(Consultation.received_at, Consultation.id).limit(LONGEST_CHAIN)
    return [Link(*row) for row in db.session.execute(ordered)]


def continues(later: Consultation, earlier_id: Any) -> bool:
    """Whether `earlier_id` itself comes, over any number of steps, after `later`."""
    below = _downwards(_one(later).cte("below", recursive=True))
    return bool(db.session.scalars(sa.select(sa.exists().where(below.c.id == earlier_id))).one())


def _chain_from(consultation: Consultation) -> sa.CTE:
    """First to the beginning, then down to all ends.

    `center_id` is in each join: only so does a distributed database know that a chain
    lies on one node.
    """
    up = _one(consultation).cte("up", recursive=True)
    above = aliased(Consultation)
    up = up.union(
        _keys(above).join(up, (above.id == up.c.continues_id) & (above.center_id == up.c.center_id))
    )
    return _downwards(sa.select(up).cte("down", recursive=True))


def _downwards(begun: sa.CTE) -> sa.CTE:
    below = aliased(Consultation)
    return begun.union(
        _keys(below).join(
            begun, (below.continues_id == begun.c.id) & (below.center_id == begun.c.center_id)
        )
    )


def _one(consultation: Consultation) -> sa.Select[Any]:
    return _keys(Consultation).where(Consultation.id == consultation.id)


def _keys(model: Any) -> sa.Select[Any]:
    return sa.select(model.center_id, model.id, model.continues_id)
