"""What the wall itself costs a request, in PostgreSQL and on the way there."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import psycopg

from tenants import SYSTEM, CenterScope
from tenants.door import announcement
from tenants.scope import Acting
from tests.benchmarks import statements
from tests.benchmarks.stock import City
from tests.benchmarks.stopwatch import Act, in_turns

SESSION, LIST = "sign-in", "list"


def wall_microseconds(city: City, *, advance: Callable[[int], None]) -> dict[str, float]:
    """Microseconds of a list request, part by part.

    A request has two transactions, one to see who asks and one to answer. Each announces its
    scope; each has statements under row security. The same transactions without either, on a
    login that passes every wall, are the comparison.
    """
    with (
        psycopg.connect(city.settings.login_url) as login,
        psycopg.connect(city.administrator) as administrator,
    ):
        timings = in_turns(_acts(city, login, administrator), advance=advance)
    medians = {name: timing.median_ms * 1000 for name, timing in timings.items()}
    announcing = 2 * (medians["announced"] - medians["not announced"])
    security = sum(
        medians[f"{name} behind the wall"] - medians[f"{name} without"] - announcing / 2
        for name in (SESSION, LIST)
    )
    return {"announcement": announcing, "row_security": security, "wall": announcing + security}


def _acts(
    city: City, login: psycopg.Connection, administrator: psycopg.Connection
) -> dict[str, Act]:
    desk = city.desk
    asked = {"token_hash": sha256(desk.token.encode()).digest(), "center_id": desk.center_id}
    platform = Acting(SYSTEM)
    center = Acting(CenterScope(desk.center_id), desk.account_id, reading=True)

    def behind(acting: Acting, statement: str) -> Act:
        def act() -> None:
            _announce(login, acting, city.settings.wall_key)
            login.execute(statement, asked).fetchall()
            login.rollback()

        return act

    def without(connection: psycopg.Connection, statement: str) -> Act:
        def act() -> None:
            connection.execute(statement, asked).fetchall()
            connection.rollback()

        return act

    def announced() -> None:
        _announce(login, center, city.settings.wall_key)
        login.execute("SELECT 1").fetchall()
        login.rollback()

    return {
        "announced": announced,
        "not announced": without(login, "SELECT 1"),
        f"{SESSION} behind the wall": behind(platform, statements.SIGNED_IN),
        f"{SESSION} without": without(administrator, statements.SIGNED_IN),
        f"{LIST} behind the wall": behind(center, statements.LINES_BEHIND_THE_WALL),
        f"{LIST} without": without(administrator, statements.LINES),
    }


def _announce(connection: psycopg.Connection[Any], acting: Acting, key: bytes) -> None:
    said = announcement(acting, backend_pid=connection.info.backend_pid, key=key)
    connection.execute(said, prepare=False)
