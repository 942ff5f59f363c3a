from functools import partial
from uuid import UUID

from celery import shared_task

from app import calendar
from app.calendar import Period
from app.reports import documents, queries
from app.reports.rules.content import Counted
from app.reports.rules.editions import STEPS, Paper
from app.reports.rules.gathering import counted_month, counted_year
from app.reports.rules.kinds import ANNUAL
from app.reports.rules.material import Material, content_of
from app.reports.service import editions
from app.statistics import queries as statistics
from app.statistics import service as figures
from tenants import CITY, SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import wards
from worker.centers import attempt


@shared_task(name="reports.build_waiting")
def build_waiting() -> None:
    """Build the edition that has waited longest; the others wait for the next round."""
    with read_only(SYSTEM):
        waiting = queries.waiting_editions(calendar.now())
    for center_id, edition_id in waiting:
        if build(CenterScope(center_id), edition_id):
            return


def build(scope: CenterScope, edition_id: UUID) -> bool:
    """Build one edition, if nobody else is at it. What goes wrong is said on its page."""
    with acting_for(scope):
        if not editions.claim_edition(edition_id):
            return False
    attempt(partial(_build, scope, edition_id), scope.center_id, edition_id, editions.give_up)
    return True


def _build(scope: CenterScope, edition_id: UUID) -> None:
    """Read in the center's scope and the city's, write papers in none, store in the center's.

    Each step is committed by itself: the page sees it, and the lease grows with it.
    """
    steps = iter(range(len(STEPS)))
    _next_step(scope, edition_id, next(steps))
    _count_what_changed(scope)
    with read_only(scope):
        material = queries.material(edition_id)
    _next_step(scope, edition_id, next(steps))
    counted = _counted(scope, material, material.period)
    compared = material.to_compare
    again = _counted(scope, material, compared) if compared else None
    content = content_of(material, counted, again)
    papers: list[Paper] = []
    making = documents.papers(content, material.template)
    for _ in range(len(STEPS) - 3):
        _next_step(scope, edition_id, next(steps))
        papers.append(next(making))
    _next_step(scope, edition_id, next(steps))
    with acting_for(scope):
        editions.keep_edition(edition_id, content, papers)


def _next_step(scope: CenterScope, edition_id: UUID, done: int) -> None:
    with acting_for(scope):
        editions.note_step(edition_id, STEPS[done], done=done)


def _count_what_changed(scope: CenterScope) -> None:
    """So that the report knows of what was recorded a second ago."""
    with read_only(scope):
        changed = statistics.being_counted().months
    for month in changed:
        with acting_for(scope):
            figures.consolidate(month)


def _counted(scope: CenterScope, material: Material, period: Period) -> Counted:
    if material.kind != ANNUAL:
        with read_only(scope):
            return counted_month(queries.month_figures(period, material.as_of))
    with read_only(CITY):
        of_wards = statistics.report(period, centers=wards(), as_of=material.as_of)
    with read_only(scope):
        return counted_year(queries.year_figures(period, material.as_of, of_wards))
