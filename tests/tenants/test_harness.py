"""The tests' own ground: what one does must not be there for the next, and walls must hold."""

import socket

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.access.permissions import Role
from app.files.models import StoredFile
from tenants import db, read_only
from tests.builders import a_file


@pytest.mark.parametrize("_time", [1, 2])
def test_a_row_is_gone_after_the_test(north, at, _time):
    with at(north):
        assert db.session.scalars(sa.select(StoredFile)).all() == []
        a_file()
    with at(north):
        assert len(db.session.scalars(sa.select(StoredFile)).all()) == 1


def test_a_refused_write_of_a_reader_does_not_stop_later_writers(north, at):
    with pytest.raises(DBAPIError, match="read-only transaction"), read_only(north.scope):
        a_file()
    with read_only(north.scope):
        assert db.session.scalars(sa.select(StoredFile)).all() == []
    with at(north):
        a_file()


def test_two_visitors_are_two_people(visitor, north, south):
    first, second = visitor(Role.WARD_WORKER, north), visitor(Role.WARD_MANAGER, south)
    first.get("/")
    assert second.get("/").location.startswith("/centers/south/")
    assert first.get("/").location.startswith("/centers/north/")


def test_no_test_reaches_the_outside():
    with socket.socket() as out, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        out.connect(("192.0.2.1", 80))


@pytest.mark.commits
@pytest.mark.parametrize("_time", [1, 2])
def test_kept_rows_are_removed_as_well(north, at, _time):
    with at(north):
        a_file()
    with at(north):
        assert len(db.session.scalars(sa.select(StoredFile)).all()) == 1
