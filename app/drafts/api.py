from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.drafts import queries, service
from app.drafts.models import Draft
from app.drafts.schemas import DraftKept, DraftTyped
from app.paging import Page, moment_key, walk

api = center_api("drafts", __name__, "書きかけ(自分のものだけ)")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(DraftKept))
@allowed(Permission.RECORD_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[Draft]:
    """List one's own drafts, latest first."""
    return walk(
        queries.mine(),
        key=lambda draft: moment_key(draft.saved_at, draft.id),
        latest_first=True,
        **asked,
    )


@api.post("/")
@api.arguments(DraftTyped)
@api.response(200, DraftKept)
@allowed(Permission.RECORD_CONSULTATIONS)
def keep(typed: dict[str, Any]) -> Draft:
    """Keep a form as far as it is filled in; the same twice changes nothing."""
    return service.keep_draft(**typed)


@api.delete("/<uuid:draft_id>")
@api.response(204)
@allowed(Permission.RECORD_CONSULTATIONS)
def delete(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    service.discard(queries.draft(draft_id).client_key)
    return "", 204
