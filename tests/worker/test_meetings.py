from functools import partial

import pytest

from tests.meetings.tables import contents, convened, ordered
from tests.places import Place
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


def test_the_timetable_knows_the_builder() -> None:
    assert build_waiting.name in {entry["task"] for entry in TIMETABLE.values()}
