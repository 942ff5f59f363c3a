from datetime import date

import pytest

from app.calendar import open_days_before


class Weekdays:
    def is_open(self, day: date) -> bool:
        return day.weekday() < 5


@pytest.mark.parametrize(
    ("due_on", "before", "today", "day"),
    [
        (date(2026, 12, 4), 2, date(2026, 11, 20), date(2026, 12, 2)),
        (date(2026, 12, 7), 2, date(2026, 11, 20), date(2026, 12, 3)),  # over a weekend
        (date(2026, 12, 6), 1, date(2026, 11, 20), date(2026, 12, 4)),  # due on a Sunday
        (date(2026, 12, 4), 0, date(2026, 11, 20), None),
        (date(2026, 12, 4), 2, date(2026, 12, 2), None),  # too near
        (date(2026, 12, 4), 10, date(2026, 12, 1), None),
    ],
)
def test_the_reminder_comes_so_many_open_days_before(due_on, before, today, day):
    assert open_days_before(due_on, before, Weekdays(), today=today) == day
