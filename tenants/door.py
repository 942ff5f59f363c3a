"""The one place where tenancy is applied to a database transaction."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from time import time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, current_app
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, SessionTransaction

from tenants.database import db
from tenants.scope import Acting, Scope, announced, current_acting

ANNOUNCEMENT_HOLDS_FOR = 15 * 60
"""Seconds until PostgreSQL refuses an announcement: longer than any request or task step."""


def open_door(app: Flask, key: bytes) -> None:
    """Let `app` announce scopes, signed with the key PostgreSQL checks them by."""
    db.init_app(app)
    app.extensions["wall_key"] = key
    with app.app_context():
        event.listen(db.engine, "checkout", refuse_dead)


@contextmanager
def acting_for(
    scope: Scope, *, actor_id: UUID | None = None, reading: bool = False
) -> Iterator[None]:
    """Do a piece of work for `scope`: all of it is kept, or none of it."""
    with announced(Acting(scope, actor_id, reading)):
        try:
            yield
            db.session.commit()
        finally:
            # Rolls back what was not committed, and forgets every loaded row:
            # the identity map must never carry a row from one scope to the next.
            db.session.remove()


@contextmanager
def read_only(scope: Scope, *, actor_id: UUID | None = None) -> Iterator[None]:
    """Look, with a transaction in which PostgreSQL refuses every write."""
    with acting_for(scope, actor_id=actor_id, reading=True):
        yield


def refuse_dead(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool replace a connection that the server has closed.

    A closed connection has something to read: its end. Asking the socket spares the
    round trip of a ping before every transaction.
    """
    socket = poll()
    socket.register(connection.fileno(), POLLIN)
    if socket.poll(0):
        raise DisconnectionError


@event.listens_for(db.session, "after_begin")
def announce_scope(
    _session: Session, _transaction: SessionTransaction, connection: sa.Connection
) -> None:
    driver: Any = connection.connection.driver_connection
    statement = announcement(
        current_acting(),
        backend_pid=driver.info.backend_pid,
        key=current_app.extensions["wall_key"],
    )
    # Each announcement is a text of its own: preparing it would only push useful
    # statements out of the driver's cache.
    driver.execute(statement, prepare=False)


def announcement(acting: Acting, *, backend_pid: int, key: bytes) -> str:
    """What is said at the start of each transaction.

    `SET LOCAL`, not `set_config`: only the statement travels to the workers of a
    distributed database. Signed and bound to one backend, so that no SQL that
    slips into a query can speak for another center, or repeat what it overheard.
    """
    said = "|".join(
        (
            str(backend_pid),
            acting.scope.name,
            str(acting.center_id or ""),
            str(acting.actor_id or ""),
            str(int(time()) + ANNOUNCEMENT_HOLDS_FOR),
        )
    )
    signature = hmac.digest(key, said.encode(), "sha256").hex()
    mode = "SET TRANSACTION READ ONLY; " if acting.reading else ""
    announced_text = sql.quote(f"{said}|{signature}")
    return (
        f"{mode}SET LOCAL ROLE kyodo_{acting.scope.name};"
        f" SET LOCAL kyodo.announced = {announced_text}"
    )
