"""What a center decides for itself: `opening` (its calendar), `desk` (topics and form)."""

from app.centers.service.desk import add_own_topic, change_own_topic, keep_form_defaults
from app.centers.service.opening import (
    LongPastError,
    call_off_week,
    close_on,
    open_again,
    open_weekly,
    take_over_the_list,
)

__all__ = [
    "LongPastError",
    "add_own_topic",
    "call_off_week",
    "change_own_topic",
    "close_on",
    "keep_form_defaults",
    "open_again",
    "open_weekly",
    "take_over_the_list",
]
