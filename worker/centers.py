"""How a task does one center's share of the work."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from tenants import CenterScope, acting_for

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")


def share_of(center_id: UUID, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do `work` in the scope of one center, in a transaction of its own.

    What goes wrong there is written down and stays there: one center's bad row must
    not stop the others. What was not done waits in PostgreSQL for the next round.
    """
    try:
        with acting_for(CenterScope(center_id)):
            work(*args, **kwargs)
    except Exception as error:
        log.exception("share failed", center=str(center_id), error=type(error).__name__)


def attempt(
    work: Callable[[], T], center_id: UUID, job_id: UUID, give_up: Callable[[UUID], object]
) -> T | None:
    """What `work` gives; None when it failed: `give_up` says so in that center's scope.

    While the database is away nobody can note it there: the job waits for another round.
    """
    try:
        return work()
    except OperationalError as error:
        log.warning("job left", job=str(job_id), error=type(error).__name__)
    except Exception as error:
        log.exception("job failed", job=str(job_id), error=type(error).__name__)
        with acting_for(CenterScope(center_id)):
            give_up(job_id)
    return None
