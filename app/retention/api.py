from typing import Any

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.errors import NotFoundError
from app.paging import Cursor, Page, moment_key, walk
from app.retention import queries, rules, service
from app.retention.models import Disposal
from app.retention.schemas import (
    DisposalShown,
    DisposalTyped,
    OverdueRecordShown,
    OverdueShown,
    PeriodTyped,
)

api = center_api("retention", __name__, "保存期間と廃棄")


@api.get("/periods")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PeriodTyped))
@allowed(Permission.DISPOSE_RECORDS)
def index_periods(asked: dict[str, Any]) -> Page[dict[str, Any]]:
    """Read how long each kind of record is kept; null is for ever."""
    kept = queries.periods()
    periods = [{"record_kind": kind, "years": kept.get(kind)} for kind in rules.RECORD_KINDS]
    return walk(periods, key=lambda period: str(period["record_kind"]), **asked)


@api.put("/periods")
@api.arguments(PeriodTyped)
@api.response(200, PeriodTyped)
@allowed(Permission.DISPOSE_RECORDS)
def update_period(typed: dict[str, Any]) -> dict[str, Any]:
    """Say how long a kind of record is kept."""
    service.keep_for(typed["record_kind"], typed["years"])
    return typed


@api.get("/due")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(OverdueShown))
@allowed(Permission.DISPOSE_RECORDS)
def index_due(asked: dict[str, Any]) -> Page[queries.Due]:
    """List what may be disposed of today."""
    return walk(queries.due(), key=lambda due: f"{due.fiscal_year} {due.record_kind}", **asked)


@api.get("/due/<int:fiscal_year>/<record_kind>")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(OverdueRecordShown))
@allowed(Permission.DISPOSE_RECORDS)
def index_overdue(
    asked: dict[str, Any], fiscal_year: int, record_kind: str
) -> Page[queries.Overdue]:
    """List the records themselves that would be disposed of, the latest first."""
    if record_kind not in rules.RECORD_KINDS or not queries.due_of(record_kind, fiscal_year):
        raise NotFoundError("この年度に、廃棄できる記録はありません。")
    after = Cursor.parse(asked["after"]) if asked["after"] else None
    return queries.overdue(record_kind, fiscal_year, after=after, limit=asked["limit"])


@api.get("/disposals")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(DisposalShown))
@allowed(Permission.DISPOSE_RECORDS)
def index_disposals(asked: dict[str, Any]) -> Page[Disposal]:
    """List what was disposed of, by whom."""
    return walk(
        queries.disposals(),
        key=lambda done: moment_key(done.at, done.id),
        latest_first=True,
        **asked,
    )


@api.post("/disposals")
@api.arguments(DisposalTyped)
@api.response(201, DisposalShown)
@allowed(Permission.DISPOSE_RECORDS)
def create_disposal(typed: dict[str, Any]) -> Disposal:
    """Approve: persons and words go, what is counted stays."""
    return service.dispose(**typed, by_name=current_user.name)
