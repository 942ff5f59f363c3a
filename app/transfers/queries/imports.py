from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.errors import NotFoundError
from app.files.models import StoredFile
from app.paging import PAGE_SIZE
from app.transfers.models import Import
from tenants import db, own


class Earlier(NamedTuple):
    """An import as the list shows it."""

    id: UUID
    filename: str
    sheet_name: str
    uploaded_at: datetime
    uploaded_by_name: str
    taken_at: datetime | None
    undone_at: datetime | None
    rows_created: int | None
    rows_known: int | None
    rows_refused: int | None


def import_(import_id: UUID) -> Import:
    """One import of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    found = db.session.scalars(sa.select(Import).where(Import.id == import_id)).one_or_none()
    if found is None:
        raise NotFoundError("お探しの取り込みは見つかりませんでした。")
    return found


def earlier(*, limit: int = PAGE_SIZE) -> Sequence[Earlier]:
    """The open center's latest imports, newest first."""
    shown = (
        sa.select(
            Import.id,
            StoredFile.name,
            Import.sheet_name,
            Import.uploaded_at,
            Import.uploaded_by_name,
            Import.taken_at,
            Import.undone_at,
            Import.rows_created,
            Import.rows_known,
            Import.rows_refused,
        )
        .join(StoredFile, sa.and_(own(StoredFile), StoredFile.id == Import.file_id))
        .order_by(Import.uploaded_at.desc(), Import.id.desc())
        .limit(limit)
    )
    return [Earlier._make(row) for row in db.session.execute(shown)]


def is_read_elsewhere(import_: Import) -> bool:
    """Whether another import reads the same file, such as another sheet of it."""
    others = sa.select(Import.id).where(Import.file_id == import_.file_id, Import.id != import_.id)
    return db.session.scalar(sa.select(others.exists())) or False
