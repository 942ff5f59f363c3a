from typing import Any

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import page_of
from app.api.rooms import center_api
from app.archive import queries
from app.archive.queries import Held
from app.archive.schemas import ArchiveAsked, ArchivedMeeting
from app.calendar import FiscalYear
from app.paging import Page, walk

api = center_api("archive", __name__, "これまでの会議を探す")


@api.get("/")
@api.arguments(ArchiveAsked, location="query")
@api.response(200, page_of(ArchivedMeeting))
@allowed(Permission.READ_MEETINGS)
def index(asked: dict[str, Any]) -> Page[Held]:
    """List the meetings that were held, found by words and fiscal year, the latest first."""
    words, year = asked.pop("words"), asked.pop("year")
    found = queries.held(words, FiscalYear(year) if year else None)
    return walk(
        found,
        key=lambda held: f"{held.meeting.held_on} {held.id}",
        latest_first=True,
        **asked,
    )
