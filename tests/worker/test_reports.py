from datetime import timedelta

import pytest

from app import calendar
from app.calendar import Month
from app.reports import queries
from app.reports.models import Report, ReportEdition
from tenants import db
from tests.places import Place, at
from tests.reports.desk import a_month, ordered
from tests.worker.crew import Crew, until
from worker.schedule import TIMETABLE
from worker.tasks.reports import build_waiting


def as_it_stands(edition: ReportEdition) -> ReportEdition:
    found = db.session.get(ReportEdition, (edition.center_id, edition.id))
    assert found is not None
    return found


def is_finished(place: Place, edition: ReportEdition) -> bool:
    with at(place):
        return as_it_stands(edition).finished_at is not None


def is_under_way(place: Place, edition: ReportEdition) -> bool:
    with at(place):
        return as_it_stands(edition).done > 0


def orphaned(place: Place, report: Report, crew: Crew) -> ReportEdition:
    """An edition whose worker was killed in the middle of it."""
    for _ in range(5):
        edition = ordered(place, report)
        until(lambda edition=edition: is_under_way(place, edition))  # type: ignore[misc]
        crew.kill_worker()
        if not is_finished(place, edition):
            return edition
    raise AssertionError("The worker was always faster than its killer.")


@pytest.mark.worker
@pytest.mark.commits
def test_an_edition_outlives_the_worker_that_was_killed_over_it(crew: Crew, north: Place) -> None:
    edition = orphaned(north, a_month(north, Month(2026, 10)), crew)
    with at(north):
        assert as_it_stands(edition).leased_until is not None
        # Two minutes have gone by.
        as_it_stands(edition).leased_until = calendar.now() - timedelta(seconds=1)

    until(lambda: is_finished(north, edition))

    with at(north):
        papers = queries.papers(as_it_stands(edition))
        assert [each.file_format for each in papers] == ["docx", "pdf", "xlsx"]


def test_the_timetable_knows_the_builder() -> None:
    assert build_waiting.name in {entry["task"] for entry in TIMETABLE.values()}
