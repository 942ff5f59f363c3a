from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.audit.models import AuditEntry
from tenants import db


def trail(*, limit: int = 200) -> Sequence[AuditEntry]:
    """The latest entries of the open center, newest first."""
    latest = sa.select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return db.session.scalars(latest.limit(limit)).all()


def trail_of(row_id: UUID) -> Sequence[AuditEntry]:
    """What happened to one row, oldest first."""
    of_row = sa.select(AuditEntry).where(AuditEntry.row_id == row_id)
    return db.session.scalars(of_row.order_by(AuditEntry.at)).all()
