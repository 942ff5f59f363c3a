"""Lists page by page: each page begins where the last one ended, however long the list."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa

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

    def before(self, at: Any, row_id: Any) -> sa.ColumnElement[bool]:
        """Which rows come on the next page, by the columns that the list is sorted by."""
        return sa.tuple_(at, row_id) < sa.tuple_(sa.literal(self.at), sa.literal(self.id))

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read a cursor from an address.

        Raises:
            InvalidError: it was cut or made up.
        """
        try:
            at, _, row_id = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
            # In UTC: PostgreSQL knows fewer offsets than Python.
            return cls(datetime.fromisoformat(at).astimezone(UTC), UUID(row_id))
        except (ValueError, OverflowError, binascii.Error):
            raise InvalidError({"after": ["一覧の続きの位置を読み取れませんでした。"]}) from None


@dataclass(frozen=True, slots=True)
class Mark:
    """The last row of a page of a short list, by the text it is sorted by."""

    key: str

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(self.key.encode()).decode()

    @classmethod
    def parse(cls, text: str) -> "Mark":
        """Read a mark from an address. Whatever it says is a place in the list, or its end.

        Raises:
            InvalidError: it was cut or made up.
        """
        try:
            return cls(base64.b64decode(text.encode(), altchars=b"-_", validate=True).decode())
        except (ValueError, binascii.Error):
            raise InvalidError({"after": ["一覧の続きの位置を読み取れませんでした。"]}) from None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: Sequence[T]
    next: Cursor | Mark | None


def walk(
    rows: Iterable[T],
    *,
    key: Callable[[T], str],
    after: str | None,
    limit: int,
    latest_first: bool = False,
) -> Page[T]:
    """A page of a list that is short enough to be read whole: dozens, not thousands.

    `key` names each row and puts it in its place, so that a row that comes or goes between
    two pages neither repeats nor hides another.
    """
    ordered = sorted(rows, key=key, reverse=latest_first)
    if after:
        last = Mark.parse(after).key
        ordered = [row for row in ordered if (key(row) < last if latest_first else key(row) > last)]
    more = len(ordered) > limit
    return Page(ordered[:limit], Mark(key(ordered[limit - 1])) if more else None)


def moment_key(at: datetime, row_id: UUID | None) -> str:
    """A text that sorts as the moment does; `row_id` parts what happened at the same one."""
    return f"{at.astimezone(UTC).isoformat(timespec='microseconds')} {row_id}"
