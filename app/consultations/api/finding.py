from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import SavedList
from app.consultations.rules.finding import Filters
from app.consultations.schemas import (
    ConsultationFilters,
    CountsShown,
    SavedListKept,
    SavedListShown,
)


@api.get("/counts")
@api.arguments(ConsultationFilters, location="query")
@api.response(200, CountsShown)
@allowed(Permission.READ_CONSULTATIONS)
def show_counts(filters: Filters) -> queries.Counts:
    """Count what each choice of a filter would show."""
    return queries.counts(filters)


@api.get("/saved-lists")
@api.response(200, SavedListShown(many=True))
@allowed(Permission.READ_CONSULTATIONS)
def index_saved_lists() -> Sequence[SavedList]:
    """List what one keeps by a name, and what colleagues share."""
    return queries.saved_lists()


@api.post("/saved-lists")
@api.arguments(SavedListKept)
@api.response(201, SavedListShown)
@allowed(Permission.READ_CONSULTATIONS)
def create_saved_list(kept: dict[str, Any]) -> SavedList:
    """Keep a list by a name; the same name again replaces what it looked for."""
    return service.save_list(account_name=current_user.name, **kept)


@api.delete("/saved-lists/<uuid:saved_list_id>")
@api.response(204)
@allowed(Permission.READ_CONSULTATIONS)
def delete_saved_list(saved_list_id: UUID) -> ResponseReturnValue:
    """Forget one of one's own lists."""
    service.remove_list(queries.saved_list(saved_list_id))
    return "", 204
