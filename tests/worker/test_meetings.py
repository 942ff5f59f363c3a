from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest
from flask import Flask

from app.meetings import queries
from tests.meetings.tables import contents, convened, ordered
from tests.places import Place, at
from tests.worker.crew import Crew, until
from tests.worker.orders import is_finished, orphaned
from worker.schedule import TIMETABLE
from worker.tasks.meetings import build_waiting


@pytest.mark.worker
@pytest.mark.commits
def test_a_pack_outlives_the_worker_that_was_killed_over_it(crew: Crew, central: Place) -> None:
    pack = orphaned(central, partial(ordered, central, convened(central)), crew)

    until(lambda: is_finished(central, pack))

    assert len(contents(central, pack)) == 5


@pytest.mark.commits
def test_fifty_presses_at_once_order_one_edition_and_build_it_once(
    app: Flask, central: Place
) -> None:
    meeting = convened(central)

    def press(_: int) -> UUID:
        with app.app_context():
            return ordered(central, meeting).id

    def build(_: int) -> None:
        with app.app_context():
            build_waiting.run()

    with ThreadPoolExecutor(10) as pool:
        [pack_id] = set(pool.map(press, range(50)))
        list(pool.map(build, range(10)))
    with at(central):
        [pack] = queries.packs(queries.own_meeting(meeting.id))
        assert (pack.id, pack.edition, pack.failure) == (pack_id, 1, None)
        numbers = [(paper.number, paper.file_format) for paper in queries.handouts(pack)]
    assert len(numbers) == len(set(numbers)) == 5


def test_the_timetable_knows_the_builder() -> None:
    assert build_waiting.name in {entry["task"] for entry in TIMETABLE.values()}
