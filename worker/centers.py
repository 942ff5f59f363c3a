"""How a task does one center's share of the work."""

from collections.abc import Callable
from typing import ParamSpec
from uuid import UUID

import structlog

from tenants import CenterScope, acting_for

log = structlog.get_logger()
P = ParamSpec("P")


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
