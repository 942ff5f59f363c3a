from itertools import groupby
from time import monotonic
from typing import Any

import sqlalchemy as sa

from app.codes.models import CODE_LISTS, CodeListEntry, Topic
from app.codes.rules import CodeLists, Entry
from tenants import db

KEPT_FOR = 30.0
"""Seconds for which a process trusts what it read. The lists change once a year, are the
same for every center, and hold nothing about anybody."""

_kept: dict[str, tuple[float, CodeLists]] = {}


def code_lists() -> CodeLists:
    """Every list there is, each in the order the city prints it."""
    database = str(db.engine.engine.url)
    read_at, lists = _kept.get(database, (0.0, None))
    if lists is None or monotonic() - read_at > KEPT_FOR:
        lists = _read()
        _kept[database] = monotonic(), lists
    return lists


def forget_code_lists() -> None:
    """Read them anew when next asked: they were changed just now."""
    _kept.clear()


def _entries(name: str, model: type[CodeListEntry]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal(name).label("list"),
        model.code,
        model.label,
        model.position,
        model.first_fiscal_year,
        model.last_fiscal_year,
        (Topic.is_other if model is Topic else sa.false()).label("is_other"),
    )


EVERYTHING = sa.union_all(*(_entries(name, model) for name, model in CODE_LISTS.items())).order_by(
    "list", "position"
)


def _read() -> CodeLists:
    rows = db.session.execute(EVERYTHING)
    return CodeLists(
        {
            name: tuple(
                Entry(
                    row.code, row.label, row.first_fiscal_year, row.last_fiscal_year, row.is_other
                )
                for row in entries
            )
            for name, entries in groupby(rows, key=lambda row: row.list)
        }
    )
