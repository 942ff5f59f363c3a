"""A scope is what the program signed. Nothing that SQL can say changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from tenants import CITY, SYSTEM, VISITOR, CenterScope, Scope
from tenants.door import announcement
from tenants.scope import Acting
from tests.builders import a_file

pytestmark = pytest.mark.commits

SAID = "current_setting('kyodo.announced')"


@pytest.fixture(autouse=True)
def files(north, south, at) -> None:
    for place in (north, south):
        with at(place):
            a_file(name=place.slug)


@pytest.fixture
def login(database) -> Iterator[psycopg.Connection]:
    """The database as web and worker sign in to it."""
    with psycopg.connect(database.settings.login_url) as connection:
        yield connection


@contextmanager
def acting(
    connection: psycopg.Connection, database, scope: Scope, *, reading: bool = False
) -> Iterator[None]:
    said = announcement(
        Acting(scope, reading=reading),
        backend_pid=connection.info.backend_pid,
        key=database.settings.wall_key,
    )
    with connection.transaction(force_rollback=True):
        connection.execute(said)
        yield


def names(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM stored_files ORDER BY name")]


def test_a_signed_announcement_opens_its_center(login, database, north):
    with acting(login, database, north.scope):
        assert names(login) == ["north"]


def test_forging_the_center_is_refused(login, database, north, south):
    with acting(login, database, north.scope):
        login.execute(
            f"SELECT set_config('kyodo.announced', replace({SAID}, %s, %s), true)",
            [str(north.id), str(south.id)],
        )
        with pytest.raises(InsufficientPrivilege):
            names(login)


PARTS = ("backend", "scope", "center", "actor", "expiry", "signature")


@pytest.mark.parametrize("part", PARTS)
def test_editing_any_part_is_refused(login, database, north, south, part):
    position = PARTS.index(part)
    backend = str(login.info.backend_pid + 1)
    forged = (backend, "city", str(south.id), str(north.id), "99999999999", "0" * 64)

    with acting(login, database, north.scope):
        [(said,)] = login.execute(f"SELECT {SAID}").fetchall()
        parts = said.split("|")
        parts[position] = forged[position]
        login.execute("SELECT set_config('kyodo.announced', %s, true)", ["|".join(parts)])
        with pytest.raises(InsufficientPrivilege):
            names(login)


@pytest.mark.parametrize("said", ["x", "|||||", "1|center", "'; SELECT 1 --"])
def test_an_announcement_without_its_shape_is_refused(login, database, north, said):
    with acting(login, database, north.scope):
        login.execute("SELECT set_config('kyodo.announced', %s, true)", [said])
        with pytest.raises(psycopg.Error):
            names(login)


def test_what_was_overheard_on_another_connection_is_refused(login, database, north, south):
    with (
        psycopg.connect(database.settings.login_url) as other,
        acting(other, database, south.scope),
        acting(login, database, north.scope),
    ):
        [(overheard,)] = other.execute(f"SELECT {SAID}").fetchall()
        login.execute("SELECT set_config('kyodo.announced', %s, true)", [overheard])
        with pytest.raises(InsufficientPrivilege):
            names(login)


def test_an_expired_announcement_is_refused(login, database, north, monkeypatch):
    monkeypatch.setattr("tenants.door.time", lambda: 0)

    with acting(login, database, north.scope), pytest.raises(InsufficientPrivilege):
        names(login)


def test_an_announcement_with_another_key_is_refused(login, north):
    said = announcement(Acting(north.scope), backend_pid=login.info.backend_pid, key=b"guessed")
    with login.transaction(force_rollback=True):
        login.execute(said)
        with pytest.raises(InsufficientPrivilege):
            names(login)


SWITCHES = ("SET LOCAL ROLE {role}", "SELECT set_config('role', {name}, true)")


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("role", ["kyodo_city", "kyodo_system", "kyodo_visitor"])
def test_another_role_by_itself_sees_nothing(login, database, north, role, switch):
    statement = sql.SQL(switch).format(role=sql.Identifier(role), name=sql.Literal(role))
    tables = {
        "kyodo_city": ("stored_files", "city.monthly_figures"),
        "kyodo_system": ("stored_files", "accounts", "sessions", "memberships", "centers"),
        "kyodo_visitor": ("stored_files", "accounts", "memberships"),
    }[role]

    with acting(login, database, north.scope):
        login.execute(statement)
        for table in tables:
            assert rows_of(login, table) == 0


def rows_of(connection: psycopg.Connection, table: str) -> int:
    """How many rows are seen; a refusal shows none as well."""
    counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split(".")))
    try:
        with connection.transaction():
            [(count,)] = connection.execute(counted).fetchall()
    except InsufficientPrivilege:
        return 0
    return int(count)


@pytest.mark.parametrize("role", ["kyodo_owner", "kyodo_keeper", "postgres"])
@pytest.mark.parametrize("switch", SWITCHES)
def test_the_roles_behind_the_wall_cannot_be_taken(login, database, north, role, switch):
    statement = sql.SQL(switch).format(role=sql.Identifier(role), name=sql.Literal(role))
    with (
        acting(login, database, north.scope),
        pytest.raises(psycopg.Error, match="permission denied to set role"),
    ):
        login.execute(statement)


def test_without_a_role_nothing_is_seen(login, database, north):
    with acting(login, database, north.scope):
        login.execute("RESET ROLE")
        with pytest.raises(InsufficientPrivilege):
            login.execute("SELECT FROM public.consultations")


def test_with_nothing_announced_nothing_is_seen(login):
    with login.transaction(force_rollback=True):
        login.execute("SET LOCAL ROLE kyodo_center")
        assert names(login) == []


def test_a_role_switched_inside_a_query_shows_no_foreign_row(login, database, north):
    """The role of a statement is settled when it is planned; what follows is refused."""
    with acting(login, database, north.scope):
        seen = login.execute(
            "WITH other AS MATERIALIZED (SELECT set_config('role', 'kyodo_system', true))"
            " SELECT name FROM other, stored_files"
        ).fetchall()
        assert seen == [("north",)]
        assert rows_of(login, "stored_files") == 0


@pytest.mark.parametrize(
    "role", [None, "kyodo_center", "kyodo_city", "kyodo_system", "kyodo_visitor"]
)
def test_nobody_reads_the_signing_key(login, role):
    with login.transaction(force_rollback=True):
        if role:
            login.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        with pytest.raises(InsufficientPrivilege):
            login.execute("SELECT inner_pad FROM wall.signing_key")


@pytest.mark.parametrize("scope", [CITY, SYSTEM, VISITOR], ids=lambda scope: scope.name)
def test_no_scope_but_a_center_has_a_center(login, database, scope):
    with acting(login, database, scope):
        assert login.execute("SELECT wall.current_center()").fetchone() == (None,)


def test_a_reader_writes_nothing(login, database, north):
    with acting(login, database, north.scope, reading=True), pytest.raises(ReadOnlySqlTransaction):
        login.execute("DELETE FROM stored_files")


def test_a_reader_cannot_become_a_writer(login, database, north):
    with acting(login, database, north.scope, reading=True):
        assert names(login) == ["north"]
        with pytest.raises(psycopg.Error, match="read-write"):
            login.execute("SELECT set_config('transaction_read_only', 'off', true)")


def test_nothing_is_announced_once_the_transaction_is_over(login, database, north):
    with acting(login, database, north.scope):
        pass

    [(said, role)] = login.execute(
        "SELECT current_setting('kyodo.announced', true), current_user = session_user"
    ).fetchall()
    assert (said, role) == ("", True)


def test_a_center_that_does_not_exist_sees_nothing(login, database):
    with acting(login, database, CenterScope(UUID(int=0))):
        assert names(login) == []
