"""Who may delete a consultation, and how long it can be brought back."""

from datetime import date, timedelta
from uuid import UUID

KEPT_FOR = timedelta(days=30)

HELD_BY = {"referrals": "推進センターへの相談"}
"""Table → what stands in the way of deleting, as people know it."""


def may_remove(
    *, by_manager: bool, recorder_id: UUID | None, recorded_on: date, actor_id: UUID, today: date
) -> bool:
    """A manager any time; who recorded it, on the same day: for a slip just noticed."""
    return by_manager or (recorder_id == actor_id and recorded_on == today)


def may_restore(*, by_manager: bool, deleted_by_id: UUID | None, actor_id: UUID) -> bool:
    """A manager, or whoever deleted it."""
    return by_manager or deleted_by_id == actor_id
