from celery import shared_task

from app import calendar
from app.calls import queries, service
from tenants import SYSTEM, read_only
from worker.centers import share_of


@shared_task(name="calls.remind_due")
def remind_due() -> None:
    """Ask the wards that brought nothing yet, on the day that the convening center set."""
    with read_only(SYSTEM):
        due = queries.due_reminders(calendar.today())
    for center_id, call_id in due:
        share_of(center_id, service.remind_by_itself, call_id)
