from collections.abc import Iterator

import pytest

from tests.conftest import kept
from tests.isolation.house import House
from tests.isolation.seeding import Rows, seed
from tests.places import Place


@pytest.fixture
def places(north, south, central) -> dict[str, Place]:
    return {place.slug: place for place in (north, south, central)}


@pytest.fixture(scope="module")
def rows(database) -> Iterator[dict[str, Rows]]:
    """Seeded once and kept, since each test throws away what it does itself."""
    with database.app.app_context(), kept(database):
        yield seed(*(database.places[slug] for slug in ("north", "south", "central")))


@pytest.fixture
def house(rows, places, visitor, nobody) -> House:
    homes = (places["north"], places["central"])
    visitors = {role: visitor(role, place) for place in homes for role in place.people}
    return House(places, rows, visitors, nobody)
