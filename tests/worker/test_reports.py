from functools import partial

import pytest

from app.calendar import Month
from app.reports import queries
from tests.places import Place, at
from tests.reports.desk import a_month, ordered
from tests.worker.crew import Crew, until
from tests.worker.orders import as_it_stands, is_finished, orphaned
from worker.schedule import TIMETABLE
from worker.tasks.reports import build_waiting


@pytest.mark.worker
@pytest.mark.commits
def test_an_edition_outlives_the_worker_that_was_killed_over_it(crew: Crew, north: Place) -> None:
    edition = orphaned(north, partial(ordered, north, a_month(north, Month(2026, 10))), crew)

    until(lambda: is_finished(north, edition))

    with at(north):
        papers = queries.papers(as_it_stands(edition))
        assert [each.file_format for each in papers] == ["docx", "pdf", "xlsx"]


def test_the_timetable_knows_the_builder() -> None:
    assert build_waiting.name in {entry["task"] for entry in TIMETABLE.values()}
