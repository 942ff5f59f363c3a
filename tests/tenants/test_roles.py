"""Roles belong to a whole cluster, and two databases of it may be prepared at once."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from deploy import servers
from tenants.roles import GROUPS, make_roles
from tests.worker.crew import until

NAMES = ("first", "second")


@pytest.fixture
def two_databases(home):
    with servers.running(home, kinds=["postgres"], durable=False) as embedded:
        with psycopg.connect(embedded.database, autocommit=True) as connection:
            for name in NAMES:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield [urlunsplit(urlsplit(embedded.database)._replace(path=f"/{name}")) for name in NAMES]


def test_two_databases_of_a_new_cluster_are_given_their_roles_at_once(two_databases):
    with (
        psycopg.connect(two_databases[0]) as first,
        psycopg.connect(two_databases[1]) as second,
        psycopg.connect(two_databases[0], autocommit=True) as onlooker,
        ThreadPoolExecutor() as pool,
    ):
        make_roles(first, password="only for tests")
        other = pool.submit(make_roles, second, password="only for tests")
        until(lambda: onlooker.execute(WAITS, [second.info.backend_pid]).fetchone()[0])
        first.commit()

        assert other.result(timeout=30) == "second_login"
        second.commit()
        made = onlooker.execute("SELECT rolname FROM pg_roles").fetchall()

    assert {*GROUPS, "first_login", "second_login"} <= {name for (name,) in made}


WAITS = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"
