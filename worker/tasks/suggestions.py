from uuid import UUID

from celery import shared_task

from app.calendar import Month, Period
from app.suggestions import queries, service
from app.suggestions.rules import rising
from tenants import CITY, SYSTEM, CenterScope, read_only
from tenants.queries import central_center
from worker.centers import share_of


@shared_task(name="suggestions.count_rising")
def count_rising() -> None:
    """Read the city's figures for each coming meeting, and keep what rose with the meeting."""
    with read_only(SYSTEM):
        central = central_center().id
    for meeting_id, period in _coming(central):
        with read_only(CITY):
            found = rising(queries.ward_figures(period))
        share_of(central, service.keep_rising, meeting_id, found)


def _coming(central: UUID) -> list[tuple[UUID, Period]]:
    with read_only(CenterScope(central)):
        return [
            (each.id, Period(Month.of(each.first_month), Month.of(each.last_month)))
            for each in queries.coming_meetings()
        ]
