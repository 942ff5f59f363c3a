"""What is decided about a center: `opening` (when it is open), `holidays` (the nation's)."""

from app.centers.rules.holidays import holiday
from app.centers.rules.opening import (
    A_DAY,
    HOLIDAY,
    LISTED_SINCE,
    NEW_YEAR,
    WEEKDAYS,
    Closed,
    Hours,
    NeverOpenError,
    OpeningDays,
    Week,
    listed_week,
)

__all__ = [
    "A_DAY",
    "HOLIDAY",
    "LISTED_SINCE",
    "NEW_YEAR",
    "WEEKDAYS",
    "Closed",
    "Hours",
    "NeverOpenError",
    "OpeningDays",
    "Week",
    "holiday",
    "listed_week",
]
