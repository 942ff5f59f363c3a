import pytest

from tests.opendata.years import a_year, an_order, published
from worker.tasks.opendata import count_waiting


@pytest.fixture
def worker_round(app):
    """What the worker does every two seconds."""
    return count_waiting.run


@pytest.fixture
def edition(north, south, central, worker_round):
    """One published edition of a year of three centers."""
    a_year([north, south, central])
    draft = an_order(central)
    worker_round()
    return published(central, draft)
