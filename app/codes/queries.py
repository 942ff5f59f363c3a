from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.codes.models import CODE_LISTS, CodeListEntry, Topic
from app.codes.rules import CodeLists, Entry
from tenants import db


def code_lists() -> CodeLists:
    """Every list there is, read in one statement."""
    everything = sa.union_all(*(_entries(name, model) for name, model in CODE_LISTS.items()))
    rows = db.session.execute(everything.order_by("list", "position"))
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
