from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.calls.queries import call_of
from app.errors import InvalidError
from app.meetings.models import Meeting
from app.meetings.queries import own_meeting
from app.meetings.rules.agenda import KINDS
from app.suggestions import queries, service
from app.suggestions.rules import Origin, Suggestion
from app.suggestions.schemas import SuggestionOrdered
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("suggestions", __name__)

OPENED_AT = {
    Origin.ACTIONS: ("actions.index", None),
    Origin.RISING: ("city_statistics.show_figure", "code"),
    Origin.LETTERS: ("referrals.index", None),
    Origin.LATE: ("referrals.index", None),
    Origin.LINE: ("calls.show", None),
    Origin.STORIES: ("knowledge.index", None),
    Origin.CLOSING: ("city_closings.show", "month"),
    Origin.MEETING: ("meetings.show", "meeting_id"),
}
"""The page behind a reason, and what of its address names the suggestion's subject."""


@pages.app_context_processor
def know_suggestions() -> dict[str, Any]:
    """Let the preparers' page of a meeting show what could be talked about."""
    return {
        "suggestions_for": queries.suggestions,
        "promises_changed": queries.promises_changed,
        "suggestion_href": _href,
        "suggestion_kinds": KINDS,
    }


@pages.post("/items")
@allowed(Permission.PREPARE_MEETINGS)
def create_item() -> ResponseReturnValue:
    meeting, key = _ordered()
    item = service.take(meeting, key)
    flash(f"議題に「{item.title}」を入れました。", "success")
    return redirect(url_for("meetings.show", meeting_id=meeting.id, _anchor="agenda"), 303)


@pages.post("/dismissals")
@allowed(Permission.PREPARE_MEETINGS)
def create_dismissal() -> ResponseReturnValue:
    meeting, key = _ordered()
    service.dismiss(meeting, key, by_name=current_user.name)
    flash("この会議では、もう提案しません。", "success")
    return redirect(url_for("meetings.show", meeting_id=meeting.id, _anchor="suggestions"), 303)


def _ordered() -> tuple[Meeting, str]:
    form = Form(SuggestionOrdered, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    return own_meeting(form.data["meeting_id"]), form.data["key"]


def _href(meeting: Meeting, suggested: Suggestion) -> str:
    """Where the figures open that a suggestion is made by."""
    endpoint, named = OPENED_AT[suggested.origin]
    values: dict[str, Any] = {named: suggested.subject} if named else {}
    if suggested.origin is Origin.RISING:
        values["measure"] = "topics"
        values["from"] = f"{meeting.first_month:%Y-%m}"
        values["to"] = f"{meeting.last_month:%Y-%m}"
    if suggested.origin is Origin.LINE and (call := call_of(meeting)):
        values = {"call_id": call.id, "_anchor": "brought"}
    return url_for(endpoint, **values)
