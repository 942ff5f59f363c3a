from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
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
from app.paging import Page, walk


@api.get("/counts")
@api.arguments(ConsultationFilters, location="query")
@api.response(200, CountsShown)
@allowed(Permission.READ_CONSULTATIONS)
def show_counts(filters: Filters) -> queries.Counts:
    """Count what each choice of a filter would show."""
    return queries.counts(filters)


@api.get("/saved-lists")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(SavedListShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_saved_lists(asked: dict[str, Any]) -> Page[SavedList]:
    """List what one keeps by a name, and what colleagues share."""
    return walk(queries.saved_lists(), key=lambda kept: f"{kept.name} {kept.id}", **asked)


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
