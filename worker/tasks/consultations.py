from celery import shared_task

from app.consultations import service
from tenants import SYSTEM, read_only
from tenants.queries import every_center
from worker.centers import share_of


@shared_task(name="consultations.forget_deleted")
def forget_deleted() -> None:
    """What was deleted long ago cannot be brought back any more."""
    with read_only(SYSTEM):
        centers = [center.id for center in every_center()]
    for center_id in centers:
        share_of(center_id, service.forget_deleted)
