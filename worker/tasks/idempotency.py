from celery import shared_task

from app.idempotency import service
from tenants import SYSTEM, read_only
from tenants.queries import every_center
from worker.centers import share_of


@shared_task(name="idempotency.forget_old")
def forget_old() -> None:
    """Forget, center by center, what was answered more than a day ago."""
    with read_only(SYSTEM):
        centers = [center.id for center in every_center()]
    for center_id in centers:
        share_of(center_id, service.forget_old)
