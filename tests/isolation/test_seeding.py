import sqlalchemy as sa

from tenants import db
from tests.isolation.seeding import canary_columns, owned_tables, seed


def test_every_table_of_every_center_gets_a_row(north, south, central, at):
    rows = seed(north, south, central)

    for ward in (north, south):
        assert {table.name for table in owned_tables()} - rows[ward.slug].keys() == {
            "dirty_marks",
            "reception_counters",
            "referral_records",  # of the center that was asked
        }


def test_every_column_for_words_holds_a_canary(north, south, central, at):
    rows = seed(north, south, central)

    with at(north):
        for column in canary_columns():
            row_id = rows["north"][column.table.name]
            kept = db.session.scalar(sa.select(column).where(column.table.c.id == row_id))
            parties = kept.partition("カナリア〔")[2].partition("〕")[0]
            assert "north" in parties.split("+"), column
    assert len(canary_columns()) > 30
