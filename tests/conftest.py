"""What every test stands on: a real PostgreSQL with three centers, and walls around it.

| fixture | gives |
|---|---|
| `app` | the application; what the test writes is thrown away after it |
| `north`, `south`, `central` | two wards and the central center (`.id`, `.slug`, `.name`) |
| `at(north)` | a scope: `with at(north): …`; also `across_the_city()` and `as_system()` |
| `visitor(role, north)` | a client signed in by token; `browser(…)` by cookie |

A test marked `commits` works in real transactions, for what only several connections
show; its rows are removed after it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from app.web.limits import limiter
from tenants import CenterOwned, Model, db
from tests import databases, places
from tests.databases import Database
from tests.places import Place, Visitor
from tests.walls import no_way_out

COMMITS = "commits: works in real transactions, on as many connections as it likes"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", COMMITS)


@pytest.fixture(autouse=True)
def walls(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with no_way_out(monkeypatch):
        yield


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for servers. Not pytest's own: another run closes that to their account."""
    folder = Path(tempfile.mkdtemp(prefix="kyodo-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with databases.prepared(f"kyodo_test_{os.getpid()}_{process}") as database:
        yield database


@pytest.fixture
def app(database: Database, request: pytest.FixtureRequest) -> Iterator[Flask]:
    commits = request.node.get_closest_marker("commits") is not None
    with database.app.app_context():
        with kept(database) if commits else thrown_away():
            yield database.app
        limiter.reset()


@contextmanager
def thrown_away() -> Iterator[None]:
    """Let all work of a test happen inside one transaction that is rolled back.

    Each of the app's transactions becomes a savepoint. PostgreSQL gives back READ ONLY
    at its end; role and announcement are set anew at the beginning of each.
    """
    engine = db.engines[None]
    connection = engine.connect()
    transaction = connection.begin()
    db.engines[None] = connection  # type: ignore[index]
    db.session.remove()
    db.session.configure(join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        db.session.remove()
        db.session.configure(join_transaction_mode="conditional_savepoint")
        transaction.rollback()
        connection.close()
        db.engines[None] = engine  # type: ignore[index]


@contextmanager
def kept(database: Database) -> Iterator[None]:
    yield
    db.session.remove()
    db.engine.dispose()
    empty_the_rooms(database.administrator)


def empty_the_rooms(administrator: str) -> None:
    """Remove what was written since the database was prepared; centers and people stay."""
    models = [mapper.class_ for mapper in Model.registry.mappers]
    emptied = [
        model.__tablename__
        for model in models
        if issubclass(model, CenterOwned) and model.__tablename__ != "memberships"
    ]
    emptied += ["city_closings", "incidents", "sessions"]
    names = sql.SQL(", ").join(sql.Identifier(name) for name in emptied)
    with psycopg.connect(administrator) as connection:
        connection.execute(sql.SQL("TRUNCATE {}").format(names))


@pytest.fixture
def north(app: Flask, database: Database) -> Place:
    return database.places["north"]


@pytest.fixture
def south(app: Flask, database: Database) -> Place:
    return database.places["south"]


@pytest.fixture
def central(app: Flask, database: Database) -> Place:
    return database.places["central"]


@pytest.fixture
def at(app: Flask) -> Callable[..., object]:
    return places.at


@pytest.fixture
def across_the_city(app: Flask) -> Callable[..., object]:
    return places.across_the_city


@pytest.fixture
def as_system(app: Flask) -> Callable[..., object]:
    return places.as_system


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    return partial(places.visitor, app)


@pytest.fixture
def browser(app: Flask) -> Callable[..., Visitor]:
    return partial(places.browser, app)


@pytest.fixture
def nobody(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return app.test_client()  # type: ignore[return-value]
