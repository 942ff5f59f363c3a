"""What is open, what is due, and who has it: predicates for every list, and the lists of them."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from app.consultations.models import Consultation


def is_open() -> sa.ColumnElement[bool]:
    """対応中: whoever asks decides it here and nowhere else."""
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
