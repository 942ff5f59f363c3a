from typing import Any

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import page_of
from app.api.rooms import center_api
from app.meetings.models import AgendaItem
from app.meetings.queries import own_meeting
from app.meetings.schemas import ItemRepresentation
from app.paging import Page, walk
from app.suggestions import queries, service
from app.suggestions.rules import Suggestion
from app.suggestions.schemas import AgendaSuggestion, SuggestionOrdered, SuggestionsAsked

api = center_api("suggestions", __name__, "会議の議題の提案")


@api.get("/")
@api.arguments(SuggestionsAsked, location="query")
@api.response(200, page_of(AgendaSuggestion))
@allowed(Permission.PREPARE_MEETINGS)
def index(asked: dict[str, Any]) -> Page[Suggestion]:
    """List what could be talked about at a coming meeting, and why."""
    suggested = queries.suggestions(own_meeting(asked.pop("meeting_id")))
    return walk(suggested, key=lambda each: each.key, **asked)


@api.post("/items")
@api.arguments(SuggestionOrdered)
@api.response(201, ItemRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_item(ordered: dict[str, Any]) -> AgendaItem:
    """Put a suggestion on the agenda; the second time answers the same item."""
    return service.take(own_meeting(ordered["meeting_id"]), ordered["key"])


@api.post("/dismissals")
@api.arguments(SuggestionOrdered)
@api.response(204)
@allowed(Permission.PREPARE_MEETINGS)
def create_dismissal(ordered: dict[str, Any]) -> None:
    """Let a suggestion pass for this meeting."""
    service.dismiss(own_meeting(ordered["meeting_id"]), ordered["key"], by_name=current_user.name)
