from functools import partial
from uuid import UUID

from celery import shared_task

from app import calendar
from app.calendar import CITY_TIME
from app.minutes import documents
from app.minutes.queries import editions as queries
from app.minutes.rules.content import STEPS
from app.minutes.service import editions as service
from tenants import SYSTEM, CenterScope, acting_for, read_only
from worker.centers import attempt, share_of


@shared_task(name="minutes.build_waiting")
def build_waiting() -> None:
    """Build the edition that has waited longest; the others wait for the next round."""
    with read_only(SYSTEM):
        waiting = queries.waiting_editions(calendar.now())
    for center_id, minutes_id in waiting:
        if build(CenterScope(center_id), minutes_id):
            return


@shared_task(name="minutes.remind_due")
def remind_due() -> None:
    """Ask the wards that have not answered to a draft, before the day that was set."""
    with read_only(SYSTEM):
        due = queries.due_reminders(calendar.today())
    for center_id, minutes_id in due:
        share_of(center_id, service.remind_by_itself, minutes_id)


def build(scope: CenterScope, minutes_id: UUID) -> bool:
    """Build one edition, if nobody else is at it. What goes wrong is said on its page."""
    with acting_for(scope):
        if not service.claim_edition(minutes_id):
            return False
    attempt(partial(_build, scope, minutes_id), scope.center_id, minutes_id, service.give_up)
    return True


def _build(scope: CenterScope, minutes_id: UUID) -> None:
    """What it says was fixed when it was ordered: built twice, it is the same."""
    steps = iter(range(len(STEPS)))
    _next_step(scope, minutes_id, next(steps))
    with read_only(scope):
        edition = queries.ordered(minutes_id)
        content, at = queries.content(edition), edition.requested_at.astimezone(CITY_TIME)
    _next_step(scope, minutes_id, next(steps))
    word = documents.write(content, "docx", at=at)
    _next_step(scope, minutes_id, next(steps))
    printed = documents.write(content, "pdf", at=at)
    _next_step(scope, minutes_id, next(steps))
    with acting_for(scope):
        service.keep_papers(minutes_id, content, {"docx": word, "pdf": printed})


def _next_step(scope: CenterScope, minutes_id: UUID, done: int) -> None:
    with acting_for(scope):
        service.note_step(minutes_id, STEPS[done], done=done)
