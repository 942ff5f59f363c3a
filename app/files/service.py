from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.files.models import StoredFile
from tenants import db, own


def store_file(name: str, content: bytes, *, media_type: str) -> StoredFile:
    """Keep a file of the open center; nobody else reads it until it is published."""
    kept = StoredFile(
        name=name,
        media_type=media_type,
        content=content,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_at=calendar.now(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def publish_files(file_ids: Sequence[UUID], *, at: datetime) -> None:
    """Let every center read these files from now on."""
    theirs = sa.update(StoredFile).where(own(StoredFile), StoredFile.id.in_(file_ids))
    db.session.execute(theirs.values(published_at=at))


def remove_file(file_id: UUID) -> None:
    """Forget a file of the open center that nothing points at any more."""
    db.session.execute(sa.delete(StoredFile).where(own(StoredFile), StoredFile.id == file_id))
