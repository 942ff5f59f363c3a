"""What is open, what is due, and who has it: predicates for every list, and the lists of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.consultations import rules
from app.consultations.models import Consultation, FollowUp
from app.errors import NotFoundError
from tenants import db


def is_open() -> sa.ColumnElement[bool]:
    """対応中: decided here, and nowhere else."""
    return Consultation.closed_at.is_(None)


def is_due(until: date) -> sa.ColumnElement[bool]:
    """Something is to be done on `until` or was to be done before."""
    return sa.and_(is_open(), Consultation.next_action_on <= until)


def is_overdue(today: date) -> sa.ColumnElement[bool]:
    """期限切れ: what was to be done before today, and is not done."""
    return sa.and_(is_open(), Consultation.next_action_on < today)


def is_owned_by(account_id: UUID | None) -> sa.ColumnElement[bool]:
    """担当; None asks for what nobody has."""
    if account_id is None:
        return Consultation.owner_id.is_(None)
    return Consultation.owner_id == account_id


class DueLine(NamedTuple):
    """次にすること, as the desk shows it."""

    id: UUID
    fiscal_year: int
    number: int
    summary: str
    organization_name: str | None
    owner_id: UUID | None
    owner_name: str
    next_action_on: date
    next_action: str

    @property
    def number_label(self) -> str:
        return rules.number_label(self.fiscal_year, self.number)

    def is_overdue(self, today: date) -> bool:
        return self.next_action_on < today


DUE_COLUMNS = tuple(getattr(Consultation, name) for name in DueLine._fields)


def due(until: date, *, limit: int = 100) -> Sequence[DueLine]:
    """What the open center has to do by `until`, the longest overdue first."""
    waiting = sa.select(*DUE_COLUMNS).where(is_due(until))
    ordered = waiting.order_by(Consultation.next_action_on, Consultation.id).limit(limit)
    return [DueLine(*row) for row in db.session.execute(ordered)]


class OpenLine(NamedTuple):
    """An open case, as the list of them shows it."""

    id: UUID
    fiscal_year: int
    number: int
    received_at: datetime
    summary: str
    organization_name: str | None
    owner_name: str
    next_action_on: date | None
    next_action: str

    @property
    def number_label(self) -> str:
        return rules.number_label(self.fiscal_year, self.number)


OPEN_COLUMNS = tuple(getattr(Consultation, name) for name in OpenLine._fields)


def open_cases(account_id: UUID | None = None, *, limit: int = 200) -> Sequence[OpenLine]:
    """What is open, of one person or of all: first what has a day, then the oldest."""
    cases = sa.select(*OPEN_COLUMNS).where(is_open())
    if account_id:
        cases = cases.where(is_owned_by(account_id))
    order = Consultation.next_action_on.asc().nulls_last(), Consultation.received_at
    ordered = cases.order_by(*order, Consultation.id).limit(limit)
    return [OpenLine(*row) for row in db.session.execute(ordered)]


def count_open_of(account_id: UUID | None) -> int:
    counted = sa.select(sa.func.count()).select_from(Consultation)
    return db.session.scalars(counted.where(is_open(), is_owned_by(account_id))).one()


def follow_up(consultation_id: UUID, follow_up_id: UUID) -> FollowUp:
    """One note of one consultation.

    Raises:
        NotFoundError: there is none, or it belongs elsewhere: the same answer.
    """
    named = sa.select(FollowUp).where(
        FollowUp.id == follow_up_id, FollowUp.consultation_id == consultation_id
    )
    found = db.session.scalars(named).one_or_none()
    if found is None:
        raise NotFoundError("お探しの経過は見つかりませんでした。")
    return found


def is_corrected(note: FollowUp) -> bool:
    better = sa.select(sa.exists().where(FollowUp.corrects_id == note.id))
    return bool(db.session.scalars(better).one())
