"""Rows that a test needs but is not about."""

from hashlib import sha256

from app import calendar
from app.files.models import StoredFile
from tenants import db


def a_file(
    *, name: str = "配布資料.txt", content: bytes = b"text", published: bool = False
) -> StoredFile:
    file = StoredFile(
        name=name,
        media_type="text/plain",
        content=content,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_at=calendar.now(),
        published_at=calendar.now() if published else None,
    )
    db.session.add(file)
    db.session.flush()
    return file
