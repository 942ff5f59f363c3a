import structlog
from celery import shared_task
from sqlalchemy.exc import OperationalError

from app.corrections import queries, service
from app.errors import DomainError
from tenants import SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import every_center
from worker.centers import share_of

log = structlog.get_logger()

FAULT = "システムの誤りのため、反映できませんでした。管理者に記録が届いています。"


@shared_task(name="corrections.apply_accepted")
def apply_accepted() -> None:
    """Make each change that was accepted, as the person who asked for it and in their center."""
    with read_only(SYSTEM):
        waiting = queries.waiting()
    for each in waiting:
        apply(each)


def apply(waiting: queries.Waiting) -> None:
    scope = CenterScope(waiting.center_id)
    try:
        with acting_for(scope, actor_id=waiting.actor_id):
            service.apply(waiting.correction_id)
    except OperationalError as error:
        # The database was away, or somebody holds the record: the next round will try.
        left = str(waiting.correction_id)
        log.warning("correction left", correction=left, error=type(error).__name__)
    except DomainError as error:
        give_up(waiting, str(error))
    except Exception as error:
        log.exception("correction failed", error=type(error).__name__)
        give_up(waiting, FAULT)


def give_up(waiting: queries.Waiting, why: str) -> None:
    with acting_for(CenterScope(waiting.center_id), actor_id=waiting.actor_id):
        service.give_up(waiting.correction_id, why)


@shared_task(name="corrections.forget_held")
def forget_held() -> None:
    with read_only(SYSTEM):
        centers = [center.id for center in every_center()]
    for center_id in centers:
        share_of(center_id, service.forget_held)
