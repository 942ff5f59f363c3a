"""What acting for a center means to the code above."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app import calendar
from app.files.models import StoredFile
from app.statistics.models import MonthClosing
from app.transfers.models import Import
from tenants import db, read_only
from tenants.city import city_view
from tenants.scope import NoScopeError, ScopeAlreadyOpenError
from tests.builders import a_file


def test_no_scope_no_database(app):
    with pytest.raises(NoScopeError):
        db.session.scalars(sa.select(StoredFile)).all()


def test_scopes_do_not_nest(north, south, at):
    with pytest.raises(ScopeAlreadyOpenError), at(north), at(south):
        pass


def test_what_raises_is_thrown_away(north, at):
    with pytest.raises(ZeroDivisionError), at(north):
        _ = a_file().size / 0

    with at(north):
        assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_the_database_fills_in_the_center(north, at):
    with at(north):
        assert a_file().center_id == north.id


def test_a_row_cannot_be_given_to_another_center(north, south, at):
    with pytest.raises(DBAPIError, match="row-level security"), at(north):
        a_file().center_id = south.id


def test_a_row_of_another_center_cannot_be_pointed_at(north, south, at):
    with at(south):
        foreign = a_file().id

    with pytest.raises(IntegrityError, match="foreign key"), at(north):
        db.session.add(
            Import(
                file_id=foreign,
                sheet_name="CSV",
                uploaded_at=calendar.now(),
                uploaded_by_name="職員",
            )
        )


def test_a_forbidden_update_touches_no_row(north, south, at):
    with at(south):
        foreign = a_file(name="south").id

    with at(north):
        touched = db.session.execute(
            sa.update(StoredFile).where(StoredFile.id == foreign).values(name="north")
        )
        assert touched.rowcount == 0
    with at(south):
        assert db.session.scalars(sa.select(StoredFile.name)).all() == ["south"]


def test_a_loaded_row_of_another_center_cannot_be_changed(north, south, at):
    with at(south):
        published = a_file(published=True).id

    with pytest.raises(StaleDataError), at(north):
        db.session.scalars(sa.select(StoredFile).where(StoredFile.id == published)).one().name = ""


def test_rows_do_not_outlive_their_scope_in_memory(north, south, at):
    with at(north):
        key = (north.id, a_file().id)

    with at(south):
        assert db.session.get(StoredFile, key) is None


def test_foreign_and_absent_rows_are_the_same_to_a_query(north, south, at):
    with at(south):
        foreign = a_file().id

    with at(north):
        for row_id in (foreign, uuid4()):
            known = sa.select(StoredFile).where(StoredFile.id == row_id)
            assert db.session.scalars(known).one_or_none() is None


def test_published_rows_are_read_by_all_and_changed_by_their_center_only(north, central, at):
    with at(central):
        a_file(name="配布資料", published=True)
        a_file(name="下書き")

    with at(north):
        assert db.session.scalars(sa.select(StoredFile.name)).all() == ["配布資料"]
        assert db.session.execute(sa.delete(StoredFile)).rowcount == 0


def test_the_city_reads_named_columns_of_every_center(north, south, at, across_the_city):
    for place in (north, south):
        with at(place):
            db.session.add(
                MonthClosing(
                    month=calendar.Month(2020, 4).first_day,
                    closed_at=calendar.now(),
                    closed_by_name="職員",
                )
            )

    with across_the_city():
        seen = city_view(MonthClosing)
        rows = db.session.execute(sa.select(seen)).mappings().all()
        assert {row["center_id"] for row in rows} == {north.id, south.id}
        assert "closed_by_name" not in rows[0]
    with pytest.raises(DBAPIError, match="permission denied"), across_the_city():
        db.session.scalars(sa.select(MonthClosing.closed_by_name)).all()


def test_a_reading_scope_writes_nothing(north):
    with pytest.raises(DBAPIError, match="read-only"), read_only(north.scope):
        a_file()


def test_what_was_written_is_noted_with_its_author(north, at):
    with at(north):
        row_id = a_file().id

    with at(north):
        entry = db.session.execute(
            sa.text("SELECT actor_id, action, columns FROM audit_entries WHERE row_id = :row_id"),
            {"row_id": row_id},
        ).one()
        assert tuple(entry) == (next(iter(north.people.values())), "insert", [])
