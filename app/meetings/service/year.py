from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app import calendar
from app.calendar import FiscalYear
from app.centers.queries import opening_days
from app.centers.rules import holiday
from app.errors import InvalidError
from app.meetings import queries
from app.meetings.models import Meeting
from app.meetings.rules.agenda import MeetingFacts, usual_title
from app.meetings.rules.year import Proposed, SeriesFacts, figures_until, proposals
from app.meetings.service.meetings import create_meeting


def look_at(days: Iterable[date], *, center_id: UUID) -> list[Proposed]:
    """The days as a preview shows them: what is a holiday, closed, or taken, and what is free."""
    asked = sorted(set(days))
    if not asked:
        return []
    holidays = {day: name for day in asked if (name := holiday(day))}
    taken = queries.days_taken(asked[0], asked[-1])
    return proposals(asked, opening_days(center_id), holidays=holidays, taken=taken)


def convene(series: SeriesFacts) -> list[Meeting]:
    """Convene all meetings of a year, or none; each is numbered within its fiscal year.

    Each takes over the shape of the one before it, and figures up to the month before.

    Raises:
        InvalidError: a day that is past, or that has a meeting, or that stands there twice.
    """
    days = sorted(series.days)
    if wrong := _wrong(days):
        raise InvalidError({"days": [wrong]})
    return [create_meeting(_facts(day, series)) for day in days]


def _wrong(days: list[date]) -> str | None:
    taken = queries.days_taken(days[0], days[-1])
    for day, before in zip(days, [None, *days], strict=False):
        said = calendar.japanese_day(day)
        if day < calendar.today():
            return f"{said}は、もう過ぎています。"
        if day == before:
            return f"{said}が、2回入力されています。"
        if day in taken:
            return f"{said}には、もう会議があります。"
    return None


def _facts(day: date, series: SeriesFacts) -> MeetingFacts:
    year = FiscalYear.of(day)
    first, last = figures_until(day)
    return MeetingFacts(
        title=usual_title(year, queries.meetings_of(year) + 1),
        held_on=day,
        begins_at=series.begins_at,
        ends_at=series.ends_at,
        place=series.place,
        online_address=series.online_address,
        first_month=first,
        last_month=last,
    )
