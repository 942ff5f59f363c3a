from time import monotonic
from uuid import UUID

from celery import shared_task

from app.transfers import queries
from app.transfers.service import exports
from tenants import SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import every_center
from worker.centers import attempt, share_of

A_ROUND = 3.0
"""Seconds after which other work has its turn; the next round goes on where this one ended."""


@shared_task(name="transfers.write_waiting")
def write_waiting() -> None:
    """Write a part of each list that was ordered, and again, while the round lasts."""
    ends = monotonic() + A_ROUND
    with read_only(SYSTEM):
        waiting = list(queries.waiting_exports())
    while waiting and monotonic() < ends:
        waiting = [each for each in waiting if advance(*each)]


def advance(center_id: UUID, export_id: UUID) -> bool:
    """Write one part; False when the list is written, or was given up."""

    def write() -> bool:
        with acting_for(CenterScope(center_id)):
            return exports.advance(export_id)

    return attempt(write, center_id, export_id, exports.give_up) or False


@shared_task(name="transfers.remove_old")
def remove_old() -> None:
    with read_only(SYSTEM):
        center_ids = [center.id for center in every_center()]
    for center_id in center_ids:
        share_of(center_id, exports.remove_old)
