"""What was deleted and can still be brought back."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app import calendar
from app.consultations import rules
from app.consultations.models import DeletedConsultation
from app.errors import NotFoundError
from tenants import db


def deleted(*, limit: int = 200) -> Sequence[DeletedConsultation]:
    """Latest first; without the records themselves."""
    kept = sa.select(DeletedConsultation).where(
        DeletedConsultation.deleted_at > calendar.now() - rules.KEPT_FOR
    )
    latest = kept.order_by(DeletedConsultation.deleted_at.desc()).limit(limit)
    return db.session.scalars(latest.options(defer(DeletedConsultation.record))).all()


def deleted_one(deleted_id: UUID) -> DeletedConsultation:
    """One that can be brought back.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    named = sa.select(DeletedConsultation).where(DeletedConsultation.id == deleted_id)
    found = db.session.scalars(named.with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError("お探しの相談は、削除した相談の中にありません。")
    return found
