from sqlalchemy import Table

from app.audit import rules
from app.factory import every_table

KEYS = {"center_id", "id"}


def updatable(table: Table) -> set[str]:
    """The columns that an UPDATE may change: no keys, no references of a fact."""
    fixed = {column.name for column in table.columns if column.foreign_keys} | KEYS
    return {column.name for column in table.columns} - fixed


def test_every_table_in_the_log_has_a_name():
    for name in rules.TABLES:
        assert name in every_table.tables


def test_what_changes_in_a_consultation_is_told_in_japanese():
    machines = {"received_by_id", "received_by_name", "number", "import_key"}
    columns = updatable(every_table.tables["consultations"]) - machines

    silent = {column for column in columns if not rules.column_words([column])}

    assert silent <= rules.UNTOLD


def test_no_english_reaches_the_page():
    columns = sorted({column.name for table in every_table.tables.values() for column in table.c})

    words = "".join(rules.column_words(columns))

    assert words
    assert not any("a" <= letter <= "z" for letter in words)


def test_a_person_read_outside_is_told_field_by_field():
    assert rules.column_words(["person_name", "person_contact"]) == ["氏名", "連絡先"]
