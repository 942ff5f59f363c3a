"""What everybody may read. In a visitor's scope, through the keeper's functions alone."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.errors import NotFoundError
from tenants import db

NOT_FOUND = "お探しのオープンデータは見つかりませんでした。"


class OpenEdition(NamedTuple):
    """An edition as it is public. Withdrawn, it still says what it was, and why no more."""

    slug: str
    title: str
    first_month: date
    last_month: date
    document: dict[str, Any]
    sha256: str
    published_at: datetime
    withdrawn_at: datetime | None
    reason: str | None

    @property
    def tables(self) -> list[dict[str, str]]:
        tables: list[dict[str, str]] = self.document["tables"]
        return tables


class OpenFile(NamedTuple):
    name: str
    media_type: str
    content: bytes
    size: int
    sha256: str
    published_at: datetime


EDITIONS = sa.text("""
    SELECT edition.slug, title, first_month, last_month, document, sha256,
           published_at, withdrawn_at, reason
      FROM wall.open_data_editions(:one) edition
      JOIN centers ON centers.id = edition.center_id AND centers.kind = 'central'
     ORDER BY published_at DESC, edition.slug
""").bindparams(sa.bindparam("one", type_=sa.Text))

FILE = sa.text("""
    SELECT file.name, media_type, content, size, sha256, published_at
      FROM wall.open_data_file(:slug, :name) file
      JOIN centers ON centers.id = file.center_id AND centers.kind = 'central'
""").bindparams(sa.bindparam("slug", type_=sa.Text), sa.bindparam("name", type_=sa.Text))


def open_editions() -> Sequence[OpenEdition]:
    """All that was ever published, the latest first."""
    return [_edition(row) for row in db.session.execute(EDITIONS, {"one": None})]


def open_edition(slug: str) -> OpenEdition:
    """An edition by its name in addresses.

    Raises:
        NotFoundError: nothing of that name was published.
    """
    return _edition(_named(EDITIONS, one=slug))


def open_file(slug: str, name: str) -> OpenFile:
    """A file, byte for byte as it was published.

    Raises:
        NotFoundError: there is none, or its edition was withdrawn.
    """
    return OpenFile._make(_named(FILE, slug=slug, name=name))


def _named(statement: sa.TextClause, **names: str) -> sa.Row[Any]:
    """The row of what is called so. PostgreSQL can keep no NUL, so nothing has one in its name."""
    known = not any("\0" in name for name in names.values())
    row = db.session.execute(statement, names).first() if known else None
    if row is None:
        raise NotFoundError(NOT_FOUND)
    return row


def _edition(row: sa.Row[Any]) -> OpenEdition:
    edition = OpenEdition._make(row)
    return edition._replace(document=json.loads(row.document))
