from collections.abc import Sequence
from typing import Any

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.rooms import center_api
from app.retention import queries, rules, service
from app.retention.models import Disposal
from app.retention.schemas import DisposalShown, DisposalTyped, OverdueShown, PeriodTyped

api = center_api("retention", __name__, "保存期間と廃棄")


@api.get("/periods")
@api.response(200, PeriodTyped(many=True))
@allowed(Permission.DISPOSE_RECORDS)
def index_periods() -> list[dict[str, Any]]:
    """Read how long each kind of record is kept; null is for ever."""
    kept = queries.periods()
    return [{"record_kind": kind, "years": kept.get(kind)} for kind in rules.RECORD_KINDS]


@api.put("/periods")
@api.arguments(PeriodTyped)
@api.response(200, PeriodTyped)
@allowed(Permission.DISPOSE_RECORDS)
def update_period(typed: dict[str, Any]) -> dict[str, Any]:
    """Say how long a kind of record is kept."""
    service.keep_for(typed["record_kind"], typed["years"])
    return typed


@api.get("/due")
@api.response(200, OverdueShown(many=True))
@allowed(Permission.DISPOSE_RECORDS)
def index_due() -> list[queries.Due]:
    """List what may be disposed of today."""
    return queries.due()


@api.get("/disposals")
@api.response(200, DisposalShown(many=True))
@allowed(Permission.DISPOSE_RECORDS)
def index_disposals() -> Sequence[Disposal]:
    """List what was disposed of, by whom."""
    return queries.disposals()


@api.post("/disposals")
@api.arguments(DisposalTyped)
@api.response(201, DisposalShown)
@allowed(Permission.DISPOSE_RECORDS)
def create_disposal(typed: dict[str, Any]) -> Disposal:
    """Approve: persons and words go, what is counted stays."""
    return service.dispose(**typed, by_name=current_user.name)
