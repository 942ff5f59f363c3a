"""What web and worker sign in as may do nothing by itself, and must not be able to do more."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from tenants.roles import UnsafeRoleError, refuse_bypass

EVERY_TABLE = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'city', 'wall') AND c.relkind IN ('r', 'v', 'p', 'm')
"""


@pytest.fixture
def login(database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.settings.login_url) as connection:
        yield connection


def test_the_login_alone_reads_and_writes_no_table(login):
    tables = login.execute(EVERY_TABLE).fetchall()

    assert len(tables) > 20
    for table in tables:
        for statement in ("SELECT FROM {} LIMIT 1", "DELETE FROM {}"):
            with pytest.raises(InsufficientPrivilege), login.transaction():
                login.execute(sql.SQL(statement).format(sql.Identifier(*table)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id integer)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/hostname')",
        "ALTER TABLE public.consultations DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_login_makes_and_reaches_nothing(login, statement):
    with pytest.raises(psycopg.Error, match=r"permission denied|must be (owner|superuser)"):
        login.execute(statement)


def test_the_products_own_login_is_accepted(login):
    refuse_bypass(login)


def test_an_administrators_login_is_refused(database):
    with (
        psycopg.connect(database.administrator) as administrator,
        pytest.raises(UnsafeRoleError, match="起動を中止しました"),
    ):
        refuse_bypass(administrator)


@pytest.mark.parametrize("role", ["kyodo_owner", "kyodo_keeper"])
def test_a_login_that_may_become_an_owner_is_refused(database, role):
    """Membership without inheritance is enough: SET ROLE would do."""
    with psycopg.connect(database.administrator) as administrator:
        name = f"{administrator.info.dbname}_login"
        administrator.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(name))
        )
        administrator.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(name)))
        with pytest.raises(UnsafeRoleError, match=role):
            refuse_bypass(administrator)
        administrator.rollback()
