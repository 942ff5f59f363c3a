"""A load of the demo that is cut off again and again ends as one that was not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa

from app.cli import demo
from app.cli.demo import handouts, minutes
from tenants import CenterOwned, CenterScope, Model, acting_for, db, own
from tenants import queries as tenants
from tests.cli.conftest import SCALE, take_invented_wards_off_the_map
from tests.conftest import thrown_away
from tests.databases import Database
from tests.places import as_system

load = import_module("app.cli.demo.load")  # the package gives its function that name
STEPS = (
    *((load, name) for name in ("_fill", "_correspond", "publish_stories", "consolidate_waiting")),
    *((load, name) for name in ("enter_populations", "publish_open_data", "report_the_month")),
    *((load, name) for name in ("ask_for_a_correction", "report_the_year", "_report", "invite")),
    *((load, name) for name in ("answer_invitations", "hand_out")),
    *((minutes, name) for name in ("write_down", "answer")),
    *((handouts, name) for name in ("_bring", "request_pack")),
)
OWNED = [
    mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, CenterOwned)
]


class CutOffError(Exception):
    pass


@contextmanager
def a_city(database: Database) -> Iterator[None]:
    with database.app.app_context(), thrown_away():
        take_invented_wards_off_the_map()
        yield


def kept() -> dict[tuple[str, str], int]:
    """How many rows each center has in each table."""
    with as_system():
        scopes = {each.slug: CenterScope(each.id) for each in tenants.centers()}
    counted = {}
    for slug, scope in scopes.items():
        with acting_for(scope):
            for table in OWNED:
                rows = sa.select(sa.func.count()).select_from(table).where(own(table))
                counted[slug, table.__name__] = db.session.scalars(rows).one()
    return counted


def cut_off_once(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step, after which the load ends the first time."""
    left = [CutOffError(step.__name__)]

    @wraps(step)
    def done(*args: Any, **options: Any) -> Any:
        result = step(*args, **options)
        if left:
            raise left.pop()
        return result

    return done


def test_it_goes_on_where_it_stopped(database: Database, monkeypatch: pytest.MonkeyPatch):
    with a_city(database):
        demo.load(scale=SCALE)
        assert demo.is_loaded()
        expected = kept()

    for place, name in STEPS:
        monkeypatch.setattr(place, name, cut_off_once(getattr(place, name)))
    cut_off = []
    with a_city(database):
        while not demo.is_loaded():
            try:
                demo.load(scale=SCALE)
            except CutOffError as error:
                cut_off.append(str(error))
        assert sorted(cut_off) == sorted(name for _, name in STEPS)
        assert kept() == expected
