import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from app.codes.models import CODE_LISTS, CodeListEntry, Topic
from app.codes.queries import forget_code_lists
from tenants import db

SHIPPED = Path(__file__).with_name("code_lists.toml")
FIRST_LISTED_YEAR = 2000
"""Entries without a year of their own hold for every year a center may bring in."""


def load_code_lists() -> None:
    """Bring the shipped lists up to date. Repeatable; never removes an entry."""
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    for name, model in CODE_LISTS.items():
        rows = list(_rows(model, shipped[name]["entries"]))
        values = insert(model).values(rows)
        kept = {
            column: values.excluded[column] for column in ("label", "position", "first_fiscal_year")
        }
        db.session.execute(values.on_conflict_do_update(index_elements=["code"], set_=kept))
    forget_code_lists()


def _rows(model: type[CodeListEntry], entries: list[list[Any]]) -> Iterator[dict[str, Any]]:
    for position, (code, label, *since) in enumerate(entries, start=1):
        row = {
            "code": code,
            "label": label,
            "position": position,
            "first_fiscal_year": since[0] if since else FIRST_LISTED_YEAR,
        }
        yield row | {"is_other": code == "other"} if model is Topic else row
