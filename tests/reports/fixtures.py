"""The seed's spaces as minutes: the open hours of R2, and what was used of them."""

from datetime import date, timedelta

import holidays

from app.calendar import Month, Period
from app.reports.rules.spaces import SpaceMonth

R2 = Period(Month(2020, 7), Month(2021, 2))
PRINTED_JOINT = (7, 8, 0, 10, 47, 5, 10, 4)
PRINTED_STANDALONE = (15, 10, 14, 15, 17, 41, 20, 22)
PRINTED_WHOLE = (22, 18, 14, 25, 64, 46, 30, 26)


def space_months() -> list[SpaceMonth]:
    """Minutes that print as the seed's months do."""
    return [
        SpaceMonth(
            month,
            available := open_minutes(month),
            joint=round(available * joint / 100),
            standalone=round(available * standalone / 100),
        )
        for month, joint, standalone in zip(
            R2.months, PRINTED_JOINT, PRINTED_STANDALONE, strict=True
        )
    ]


def open_minutes(month: Month) -> int:
    """9:00-20:00, 9:00-17:00 at weekends and on holidays; closed from 29 December to 3 January."""
    free = holidays.country_holidays("JP", years=range(2020, 2022))
    minutes, day = 0, month.first_day
    while day <= month.last_day:
        if not _is_new_year(day):
            minutes += 60 * (8 if day.weekday() >= 5 or day in free else 11)
        day += timedelta(days=1)
    return minutes


def _is_new_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
