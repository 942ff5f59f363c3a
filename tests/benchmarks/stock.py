"""A city's worth of rows: 19 centers, five years, as many consultations as asked for."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
from flask import Flask
from psycopg import sql

from app import calendar
from app.access.permissions import Role
from app.accounts import service as accounts
from app.accounts.models import SignedInSession
from app.cli.prepare import prepare_database
from app.settings import Settings, login_url_for
from tenants import SYSTEM, acting_for, db
from tenants.models import Center, CenterKind
from tenants.queries import central_center

SECRET_KEY = "only for benchmarks"
FOLDER = Path(__file__).parents[2] / "var" / "bench"
CENTERS = 19
A_STEP = 50_000
SEARCHABLE = """
    SELECT count(wall.keep_search_entry(consultations)) FROM consultations WHERE center_id = %s
"""
FILL = Path(__file__).with_name("fill.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Desk:
    """The person whose requests are measured, at one of the wards."""

    center_id: UUID
    slug: str
    account_id: UUID
    name: str
    token: str


@dataclass(frozen=True)
class City:
    administrator: str
    settings: Settings
    app: Flask
    desk: Desk


@contextmanager
def throw_away_database(server: str) -> Iterator[str]:
    """A database that is there for this run only, and does not wait for the disk."""
    name = f"kyodo_bench_{os.getpid()}"
    database, login = sql.Identifier(name), sql.Identifier(f"{name}_login")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            connection.execute(
                sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(database)
            )
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(login))


@contextmanager
def founded(administrator: str) -> Iterator[City]:
    """The product's own preparation, then 19 centers and one person who has signed in."""
    settings = Settings(
        secret_key=SECRET_KEY,
        login_url=login_url_for(administrator, secret_key=SECRET_KEY),
        redis_url="memory://",
        public_url="http://127.0.0.1:8000",
        data=FOLDER,
        api_rate="1000000 per minute",
    )
    app = prepare_database(administrator, settings)
    with app.app_context(), acting_for(SYSTEM):
        desk = _found_centers()
    # Outside the context: a request inside it would borrow its `g`, and skip the sign-in.
    try:
        yield City(administrator, settings, app, desk)
    finally:
        with app.app_context():
            db.engine.dispose()


def _found_centers() -> Desk:
    centers = [_center(position) for position in range(1, CENTERS + 1)]
    db.session.add_all(centers)
    db.session.flush()
    return _seated(centers[CENTERS // 2], Role.WARD_WORKER)


def coordinator(city: City) -> Desk:
    """Somebody at the central center who has signed in."""
    with city.app.app_context(), acting_for(SYSTEM):
        return _seated(central_center(), Role.CENTRAL_COORDINATOR)


def _seated(center: Center, role: Role) -> Desk:
    account = accounts.keep_account(
        email=f"{role}@bench.invalid",
        name="計測 担当",
        password=secrets.token_urlsafe(),
        places=[(center.id, role)],
    )
    token = secrets.token_urlsafe(32)
    now = calendar.now()
    db.session.add(
        SignedInSession(
            token_hash=sha256(token.encode()).digest(),
            account_id=account.id,
            began_at=now,
            seen_at=now,
        )
    )
    return Desk(center.id, center.slug, account.id, account.name, token)


def _center(position: int) -> Center:
    central = position == CENTERS
    return Center(
        slug="central" if central else f"ward-{position:02}",
        kind=CenterKind.CENTRAL if central else CenterKind.WARD,
        ward_code=None if central else f"{position:06}",
        name=f"計測{position}センター",
        short_name=f"計測{position}",
        position=position,
        weekday_opens=time(9),
        weekday_closes=time(20),
        weekend_opens=time(9),
        weekend_closes=time(17),
    )


def fill(
    administrator: str, rows: int, *, advance: Callable[[int], None], slug: str | None = None
) -> None:
    """Begin anew with `rows` consultations and 1.2 topics each, all at `slug` if it is given.

    Written past triggers and foreign keys, which would take an hour for a million rows.
    """
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "TRUNCATE consultations, consultation_topics, reception_counters,"
            " dirty_marks, audit_entries, referrals, exports, search_entries CASCADE"
        )
        for first in range(0, rows, A_STEP):
            last = min(first + A_STEP, rows)
            connection.execute(FILL, {"first": first, "last": last - 1, "rows": rows, "slug": slug})
            advance(last - first)
        connection.execute(
            "INSERT INTO reception_counters (center_id, fiscal_year, last_number)"
            " SELECT center_id, fiscal_year, max(number) FROM consultations"
            " GROUP BY center_id, fiscal_year"
        )
        for (center,) in connection.execute("SELECT id FROM centers").fetchall():
            connection.execute(SEARCHABLE, [center])
        connection.execute("CHECKPOINT")  # only what is written is visible to all
        connection.execute("VACUUM ANALYZE")
