from dataclasses import replace
from functools import partial
from uuid import UUID

from celery import shared_task

from app import calendar
from app.calendar import CITY_TIME
from app.files.gateway import RefusedFileError
from app.handouts import documents, queries, service
from app.handouts.rules.marks import marks
from tenants import SYSTEM, CenterScope, acting_for, read_only
from worker.centers import attempt


@shared_task(name="handouts.build_late_waiting")
def build_late_waiting() -> None:
    """Build the late paper that has waited longest; the others wait for the next round."""
    with read_only(SYSTEM):
        waiting = queries.waiting_late_papers(calendar.now())
    for center_id, late_id in waiting:
        if build(CenterScope(center_id), late_id):
            return


def build(scope: CenterScope, late_id: UUID) -> bool:
    """Build one late paper, if nobody else is at it. What goes wrong is said on its page."""
    with acting_for(scope):
        if not service.claim_late(late_id):
            return False
    attempt(partial(_build, scope, late_id), scope.center_id, late_id, service.give_up_late)
    return True


def _build(scope: CenterScope, late_id: UUID) -> None:
    try:
        _write(scope, late_id)
    except RefusedFileError as refusal:
        with acting_for(scope):
            service.give_up_late(late_id, str(refusal))


def _write(scope: CenterScope, late_id: UUID) -> None:
    """Read and store in the center's scope, write the paper in none."""
    with read_only(scope):
        late, material, file = queries.late_contents(late_id)
        number, asked_at = late.number, late.requested_at.astimezone(CITY_TIME)
    draft = documents.late_draft(file, number)
    sheet = documents.sheet(draft)
    papers = list(documents.write(draft, replace(material, requested_at=asked_at)))
    found = marks([documents.text_of(draft, sheet)])
    with acting_for(scope):
        service.keep_late(late_id, sheet, papers, found)
