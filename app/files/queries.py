from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from app.errors import NotFoundError
from app.files.models import StoredFile
from tenants import db


def file(file_id: UUID) -> StoredFile:
    """The file with its content: the open center's own, or one published to every center.

    Raises:
        NotFoundError: no such file, or one this center may not read.
    """
    wanted = sa.select(StoredFile).where(StoredFile.id == file_id)
    found = db.session.scalars(wanted.options(undefer(StoredFile.content))).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def file_name(file_id: UUID) -> str:
    """The name alone, under which somebody sent it; nothing for none."""
    return db.session.scalar(sa.select(StoredFile.name).where(StoredFile.id == file_id)) or ""
