from functools import partial
from uuid import UUID

from celery import shared_task

from app import calendar
from app.corrections.queries import with_marks
from app.meetings import documents, queries
from app.meetings.rules.packs import STEPS, Material, Paper
from app.meetings.service import packs
from app.statistics import queries as statistics
from app.statistics.rules import StatisticsReport
from tenants import CITY, SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import centers
from worker.centers import attempt


@shared_task(name="meetings.build_waiting")
def build_waiting() -> None:
    """Build the pack that has waited longest; the others wait for the next round.

    One a round, so that fifty ordered at once do not keep the worker from counting.
    """
    with read_only(SYSTEM):
        waiting = queries.waiting_packs(calendar.now())
    for center_id, pack_id in waiting:
        if build(CenterScope(center_id), pack_id):
            return


def build(scope: CenterScope, pack_id: UUID) -> bool:
    """Build one pack, if nobody else is at it. What goes wrong is said on its page."""
    with acting_for(scope):
        if not packs.claim_pack(pack_id):
            return False
    attempt(partial(_build, scope, pack_id), scope.center_id, pack_id, packs.give_up)
    return True


def _build(scope: CenterScope, pack_id: UUID) -> None:
    """Read in the center's scope and the city's, write documents in none, store in the center's.

    Each step is committed by itself: the page sees it, and the lease grows with it.
    """
    done = iter(range(len(STEPS)))
    _next_step(scope, pack_id, next(done))
    with read_only(scope):
        material = queries.material(pack_id)
    _next_step(scope, pack_id, next(done))
    figures = _figures(material)
    papers: list[Paper] = []
    for draft in documents.drafts(material, figures):
        _next_step(scope, pack_id, next(done))
        papers.extend(documents.write(draft, material))
    _next_step(scope, pack_id, next(done))
    whole = documents.bind(papers, material)
    _next_step(scope, pack_id, next(done))
    with acting_for(scope):
        packs.keep_papers(pack_id, papers, whole)


def _next_step(scope: CenterScope, pack_id: UUID, done: int) -> None:
    with acting_for(scope):
        packs.note_step(pack_id, STEPS[done], done=done)


def _figures(material: Material) -> StatisticsReport:
    with read_only(CITY):
        return with_marks(statistics.report(material.period, centers=centers()))
