from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model


class StoredFile(CenterOwned, Model):
    """A file in the database: inside the wall, inside the transaction, inside the backup."""

    __tablename__ = "stored_files"
    readable_by_all_when = "published_at"

    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    stored_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
