"""Lists page by page: each page begins where the last one ended, however long the list."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from app.errors import InvalidError

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page, newest first."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.at.isoformat()}|{self.id}".encode()).decode()

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read a cursor from an address.

        Raises:
            InvalidError: it was cut or made up.
        """
        try:
            at, _, row_id = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
            cursor = cls(datetime.fromisoformat(at), UUID(row_id))
        except (ValueError, binascii.Error):
            raise InvalidError({"after": ["一覧の続きの位置を読み取れませんでした。"]}) from None
        if cursor.at.tzinfo is None:
            raise InvalidError({"after": ["一覧の続きの位置を読み取れませんでした。"]})
        return cursor


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: Sequence[T]
    next: Cursor | None
