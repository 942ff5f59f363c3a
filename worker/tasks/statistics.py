from celery import shared_task

from app.cli.statistics import recount_everything
from app.statistics import queries, service
from tenants import SYSTEM, read_only
from worker.centers import share_of


@shared_task(name="statistics.consolidate_waiting")
def consolidate_waiting() -> None:
    with read_only(SYSTEM):
        waiting = queries.waiting()
    for center_id, month in waiting:
        share_of(center_id, service.consolidate, month)


@shared_task(name="statistics.verify")
def verify() -> None:
    """What differs is written down as an incident for the operator."""
    recount_everything()
