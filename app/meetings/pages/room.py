from datetime import time

from app.calendar import Month, japanese_month
from app.meetings.models import Meeting
from app.meetings.rules.agenda import HANDOUTS
from app.web.rooms import center_pages

pages = center_pages("meetings", "app.meetings")

HANDOUT_CHOICES = list(HANDOUTS.items())
"""The papers that an item may be about, as a form offers them."""


@pages.app_template_filter("clock")
def clock(value: time) -> str:
    """9:30, 14:00."""
    return f"{value.hour}:{value.minute:02d}"


@pages.app_template_filter("months_covered")
def months_covered(meeting: Meeting) -> str:
    """令和8年4月～令和8年10月."""
    first, last = (Month.of(day) for day in (meeting.first_month, meeting.last_month))
    return f"{japanese_month(first)}～{japanese_month(last)}"
