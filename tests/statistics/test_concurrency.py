"""What only several connections show: each thread has its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask

from app.statistics import service
from tenants import acting_for
from tests.places import Place
from tests.statistics.months import MAY, a_consultation, figures, marks

pytestmark = pytest.mark.commits
WAIT = 20.0


def in_a_thread(app: Flask, place: Place, work: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with app.app_context(), acting_for(place.scope):
            return work()

    return run


def test_two_at_once_count_a_month_once(app: Flask, at, north: Place) -> None:
    with at(north):
        for _ in range(20):
            a_consultation()
    together = Barrier(2)

    def count() -> bool:
        together.wait(WAIT)
        return service.consolidate(MAY)

    with ThreadPoolExecutor() as pool:
        first, second = (pool.submit(in_a_thread(app, north, count)) for _ in range(2))
        counted = [first.result(), second.result()]

    assert counted.count(True) == 1
    with at(north):
        assert figures()["consultations", "total"] == 20
        assert marks() == 0


def test_a_save_during_the_count_is_not_forgotten(app: Flask, at, north: Place) -> None:
    """The count has taken its marks when another writer commits: that mark stays."""
    with at(north):
        a_consultation()
    counted, saved = Event(), Event()

    def count() -> None:
        service.consolidate(MAY)
        counted.set()
        assert saved.wait(WAIT)

    with ThreadPoolExecutor() as pool:
        counting = pool.submit(in_a_thread(app, north, count))
        assert counted.wait(WAIT)
        with at(north):
            a_consultation()
        saved.set()
        counting.result()

    with at(north):
        assert (figures()["consultations", "total"], marks()) == (1, 1)
        assert service.consolidate(MAY)
        assert figures()["consultations", "total"] == 2


def test_an_open_transaction_is_counted_once_it_commits(app: Flask, at, north: Place) -> None:
    written, finish = Event(), Event()

    def write() -> None:
        a_consultation()
        written.set()
        assert finish.wait(WAIT)

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(in_a_thread(app, north, write))
        assert written.wait(WAIT)
        with at(north):
            assert not service.consolidate(MAY)
        finish.set()
        writing.result()

    with at(north):
        assert service.consolidate(MAY)
        assert figures()["consultations", "total"] == 1


def test_a_count_cut_off_in_the_middle_leaves_its_marks(at, north: Place) -> None:
    with at(north):
        a_consultation()

    def cut_off() -> None:
        with at(north):
            service.consolidate(MAY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()

    with at(north):
        assert (figures(), marks()) == ({}, 1)
        assert service.consolidate(MAY)
