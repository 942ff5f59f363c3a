from celery import shared_task

from app.actions import queries, service
from tenants import SYSTEM, read_only
from worker.centers import share_of


@shared_task(name="actions.remind_due")
def remind_due() -> None:
    """Remind the owners of what is due soon or should have been done, once for each date."""
    with read_only(SYSTEM):
        conveners = queries.conveners()
    for center_id in conveners:
        share_of(center_id, service.remind_due)
