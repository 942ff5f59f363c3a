"""Every place for words in a center's tables is either disposed of, or said to stay."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.factory import every_table
from app.retention.rules import CONTENTS, PLAIN
from tenants import CenterOwned, Model

OWNED = {
    mapper.local_table.name
    for mapper in Model.registry.mappers
    if issubclass(mapper.class_, CenterOwned)
}
PARTS = [part for parts in CONTENTS.values() for part in parts]
WHOLE = {part.table for part in PARTS if not part.columns}


def holds_words(column: sa.Column[Any]) -> bool:
    kind = column.type.item_type if isinstance(column.type, sa.ARRAY) else column.type
    return isinstance(kind, sa.Text | sa.JSON | sa.LargeBinary)


def disposed(table: str) -> set[str]:
    return {name for part in PARTS if part.table == table for name in part.columns}


@pytest.mark.parametrize("name", sorted(OWNED))
def test_every_column_for_words_goes_or_is_said_to_stay(name):
    words = {column.name for column in every_table.tables[name].columns if holds_words(column)}
    if name in WHOLE:
        assert name not in PLAIN
        return
    stays, goes = PLAIN.get(name, frozenset()), disposed(name)
    assert stays & goes == set()
    assert stays | goes == words


def test_a_column_marked_personal_never_stays():
    personal = {
        (name, column.name)
        for name in OWNED
        for column in every_table.tables[name].columns
        if column.info.get("personal")
    }
    assert personal
    assert {(table, name) for table, name in personal if name in PLAIN.get(table, ())} == set()
