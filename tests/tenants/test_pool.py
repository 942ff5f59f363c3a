"""One connection serves center after center. Nothing of one is left for the next."""

import random
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from app.files.models import StoredFile
from app.settings import sqlalchemy_url
from tenants import db, read_only
from tenants.door import refuse_dead
from tests.builders import a_file

pytestmark = pytest.mark.commits

TURNS = 1_000
LEFT_BEHIND = "SELECT current_setting('kyodo.announced', true), current_user = session_user"


class SpilledTeaError(Exception):
    """Something went wrong in the middle of a request."""


@pytest.fixture
def one_connection(app, database) -> Iterator[sa.Engine]:
    whole = db.engines[None]
    url = sqlalchemy_url(database.settings.login_url)
    db.engines[None] = sa.create_engine(url, pool_size=1, max_overflow=0)
    sa.event.listen(db.engines[None], "checkout", refuse_dead)
    yield db.engines[None]
    db.session.remove()
    db.engines[None].dispose()
    db.engines[None] = whole


def test_two_centers_alternate_on_one_connection(one_connection, north, south, at):
    for place in (north, south):
        with at(place):
            a_file(name=place.slug)
    chance = random.Random(1)  # noqa: S311  repeatable, not secret
    backends = set()

    for turn in range(TURNS):
        place = (north, south)[turn % 2]
        try:
            with read_only(place.scope) if chance.random() < 0.3 else at(place):
                assert db.session.scalars(sa.select(StoredFile.name)).all() == [place.slug]
                backends.add(db.session.scalar(sa.select(sa.func.pg_backend_pid())))
                go_wrong(chance.random())
                assert db.session.scalars(sa.select(StoredFile.name)).all() == [place.slug]
        except (SpilledTeaError, sa.exc.DBAPIError):
            pass
        if turn % 100 == 0:
            with one_connection.connect() as connection:
                left = connection.exec_driver_sql(LEFT_BEHIND).one()
                assert tuple(left) in {("", True), (None, True)}

    assert len(backends) == 1


def go_wrong(chance: float) -> None:
    """Raise, break the transaction, give up halfway, or commit early; mostly nothing."""
    if chance < 0.1:
        raise SpilledTeaError
    if chance < 0.2:
        db.session.execute(sa.text("SELECT 1 / 0"))
    elif chance < 0.3:
        db.session.rollback()
    elif chance < 0.4:
        db.session.commit()


def test_a_connection_that_the_server_closed_is_replaced(one_connection, database, north, at):
    with at(north):
        backend = db.session.scalar(sa.select(sa.func.pg_backend_pid()))
    with psycopg.connect(database.administrator) as administrator:
        administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    with at(north):
        assert db.session.scalar(sa.select(sa.func.pg_backend_pid())) != backend
