from functools import partial
from uuid import UUID

from celery import shared_task

from app import calendar
from app.opendata.queries import editions, figures
from app.opendata.rules.keeping import hide
from app.opendata.rules.suppression import UnprotectableError
from app.opendata.service import drafts
from tenants import CITY, SYSTEM, CenterScope, acting_for, read_only
from worker.centers import attempt


@shared_task(name="opendata.count_waiting")
def count_waiting() -> None:
    """Count and hide for the draft that has waited longest; the others have the next round."""
    with read_only(SYSTEM):
        waiting = editions.waiting_drafts(calendar.now())
    for center_id, draft_id in waiting:
        if count(CenterScope(center_id), draft_id):
            return


def count(scope: CenterScope, draft_id: UUID) -> bool:
    """Prepare one draft, if nobody else is at it. What goes wrong is said on its page."""
    with acting_for(scope):
        if not drafts.claim_draft(draft_id):
            return False
    attempt(partial(_count, scope, draft_id), scope.center_id, draft_id, drafts.give_up)
    return True


def _count(scope: CenterScope, draft_id: UUID) -> None:
    """Read in the center's scope and the city's, hide in none, keep in the center's."""
    with read_only(scope):
        order = editions.order(draft_id)
    with read_only(CITY):
        read = figures.material(order.period)
    try:
        counted = hide(order, read.material, read.as_of)
    except UnprotectableError:
        with acting_for(scope):
            drafts.give_up(draft_id, drafts.UNPROTECTABLE)
        return
    with acting_for(scope):
        drafts.keep_figures(draft_id, counted)
