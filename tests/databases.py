"""A throw-away database on a real PostgreSQL, prepared as an operator prepares one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from flask import Flask
from psycopg import sql

from app.cli.prepare import prepare_database
from app.settings import Settings, login_url_for
from deploy import servers
from tenants import db
from tests.places import Place, Visitor, found_places

SECRET_KEY = "only for tests"
SERVERS = Path(__file__).parents[1] / "var" / "tests"


@dataclass(frozen=True)
class Database:
    """Prepared once for all tests of a process, with the centers and nothing else."""

    administrator: str
    settings: Settings
    app: Flask
    places: dict[str, Place]


@contextmanager
def prepared(name: str) -> Iterator[Database]:
    with _servers() as (server, redis_url), _database(server, name) as administrator:
        settings = settings_for(administrator, redis_url)
        app = prepare_database(administrator, settings)
        app.testing = True
        app.test_client_class = Visitor
        with app.app_context():
            places = found_places()
        try:
            yield Database(administrator, settings, app, places)
        finally:
            with app.app_context():
                db.engine.dispose()


def settings_for(administrator: str, redis_url: str) -> Settings:
    return Settings(
        secret_key=SECRET_KEY,
        login_url=login_url_for(administrator, secret_key=SECRET_KEY),
        redis_url=redis_url,
        public_url="http://127.0.0.1:8000",
        data=SERVERS,
    )


@contextmanager
def _servers() -> Iterator[tuple[str, str]]:
    """The servers of KYODO_DATABASE_URL and KYODO_REDIS_URL, else the embedded ones."""
    given = {
        "postgres": os.environ.get("KYODO_DATABASE_URL"),
        "redis": os.environ.get("KYODO_REDIS_URL"),
    }
    missing = [kind for kind, url in given.items() if not url]
    with servers.running(SERVERS, kinds=missing, durable=False) as embedded:
        yield given["postgres"] or embedded.database, _own_redis(given["redis"] or embedded.redis)


def _own_redis(url: str) -> str:
    """One of Redis' sixteen databases for each process, whose limits must not add up."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{os.getpid() % 16}"))


@contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    made = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(made))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(made))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))
            login = sql.Identifier(f"{name}_login")
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(login))
