from typing import Any

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import page_of
from app.api.rooms import center_api
from app.calendar import FiscalYear
from app.paging import Page, walk
from app.reports import queries, service
from app.reports.models import SpaceMonth
from app.reports.rules import spaces
from app.reports.schemas import SpaceMonthRecord, SpaceMonthsAsked

api = center_api("reports", __name__, "報告のための手入力の数字")


@api.get("/spaces")
@api.arguments(SpaceMonthsAsked, location="query")
@api.response(200, page_of(SpaceMonthRecord))
@allowed(Permission.READ_REPORTS)
def index_spaces(asked: dict[str, Any]) -> Page[SpaceMonth]:
    """List the minutes of a fiscal year's months; without `year`, of this one."""
    year = FiscalYear(asked.pop("year") or FiscalYear.of(calendar.today()).year)
    return walk(queries.space_months(year), key=lambda each: each.month.isoformat(), **asked)


@api.post("/spaces")
@api.arguments(SpaceMonthRecord)
@api.response(201, SpaceMonthRecord)
@allowed(Permission.WRITE_ANNUAL_REPORTS)
def create_space_month(record: dict[str, Any]) -> SpaceMonth:
    """Keep the minutes of a month, in the place of what was entered before."""
    return service.keep_space_month(
        spaces.SpaceMonth(
            record["month"],
            record["available_minutes"],
            record["joint_minutes"],
            record["standalone_minutes"],
        )
    )
