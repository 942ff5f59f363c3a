from datetime import timedelta

import pytest

from app import calendar
from app.meetings.models import Meeting, Pack
from tenants import db
from tests.meetings.tables import contents, convened, ordered
from tests.places import Place, at
from tests.worker.crew import Crew, until
from worker.schedule import TIMETABLE
from worker.tasks.meetings import build_waiting


def as_it_stands(pack: Pack) -> Pack:
    found = db.session.get(Pack, (pack.center_id, pack.id))
    assert found is not None
    return found


def is_finished(central: Place, pack: Pack) -> bool:
    with at(central):
        return as_it_stands(pack).finished_at is not None


def is_under_way(central: Place, pack: Pack) -> bool:
    with at(central):
        return as_it_stands(pack).done > 0


def orphaned(central: Place, meeting: Meeting, crew: Crew) -> Pack:
    """A pack whose worker was killed in the middle of it."""
    for _ in range(5):
        pack = ordered(central, meeting)
        until(lambda pack=pack: is_under_way(central, pack))  # type: ignore[misc]
        crew.kill_worker()
        if not is_finished(central, pack):
            return pack
    raise AssertionError("The worker was always faster than its killer.")


@pytest.mark.worker
@pytest.mark.commits
def test_a_pack_outlives_the_worker_that_was_killed_over_it(crew: Crew, central: Place) -> None:
    pack = orphaned(central, convened(central), crew)
    with at(central):
        assert as_it_stands(pack).leased_until is not None
        # Two minutes have gone by.
        as_it_stands(pack).leased_until = calendar.now() - timedelta(seconds=1)

    until(lambda: is_finished(central, pack))

    assert len(contents(central, pack)) == 6


def test_the_timetable_knows_the_builder() -> None:
    assert build_waiting.name in {entry["task"] for entry in TIMETABLE.values()}
