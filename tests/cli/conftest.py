"""A small demo, loaded once for a module and read by its tests, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli import demo
from tenants import CenterScope, acting_for, db
from tenants import queries as tenants
from tenants.models import Center, CenterKind
from tests.conftest import thrown_away
from tests.databases import Database
from tests.places import as_system

SCALE = 0.02

At = Callable[[str], AbstractContextManager[None]]


def take_invented_wards_off_the_map() -> None:
    """The ward codes of `north` and `south` are those of real wards."""
    invented = sa.update(Center).where(Center.slug.in_(["north", "south"]))
    with as_system():
        db.session.execute(invented.values(kind=CenterKind.CANARY.value, ward_code=None))


@pytest.fixture
def only_yokohama(app: Flask) -> None:
    take_invented_wards_off_the_map()


@pytest.fixture(scope="module")
def small_demo(database: Database) -> Iterator[None]:
    with database.app.app_context(), thrown_away():
        take_invented_wards_off_the_map()
        demo.load(scale=SCALE)
        yield


@pytest.fixture(scope="module")
def inside(small_demo: None) -> At:
    """Act for a center of the demo by its slug."""
    with as_system():
        scopes = {center.slug: CenterScope(center.id) for center in tenants.centers()}
    return lambda slug: acting_for(scopes[slug])
