from typing import Any
from uuid import UUID

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.centers import queries, service
from app.centers.api.room import api
from app.centers.models import FormDefaults, OwnTopic
from app.centers.schemas import (
    FormDefaultsTyped,
    OwnTopicChange,
    OwnTopicShown,
    OwnTopicTyped,
)
from app.paging import Page, walk


@api.get("/own-topics")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(OwnTopicShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_own_topics(asked: dict[str, Any]) -> Page[OwnTopic]:
    """List the center's own topics, each below one of the city's."""
    return walk(queries.own_topics(), key=lambda own: f"{own.topic} {own.id}", **asked)


@api.post("/own-topics")
@api.arguments(OwnTopicTyped)
@api.response(201, OwnTopicShown)
@allowed(Permission.CHANGE_SETTINGS)
def create_own_topic(typed: dict[str, Any]) -> OwnTopic:
    """Add a topic below one of the city's."""
    return service.add_own_topic(**typed)


@api.get("/own-topics/<uuid:own_topic_id>")
@api.response(200, OwnTopicShown)
@allowed(Permission.READ_CONSULTATIONS)
def show_own_topic(own_topic_id: UUID) -> OwnTopic:
    """Read one own topic."""
    return queries.own_topic(own_topic_id)


@api.put("/own-topics/<uuid:own_topic_id>")
@api.arguments(OwnTopicChange)
@api.response(200, OwnTopicShown)
@allowed(Permission.CHANGE_SETTINGS)
def update_own_topic(typed: dict[str, Any], own_topic_id: UUID) -> OwnTopic:
    """Rename an own topic, or let it end after a fiscal year."""
    changed = queries.own_topic(own_topic_id)
    service.change_own_topic(changed, **typed)
    return changed


@api.get("/form-defaults")
@api.response(200, FormDefaultsTyped)
@allowed(Permission.READ_CONSULTATIONS)
def show_form_defaults() -> FormDefaults:
    """Read what stands in the empty form."""
    return queries.form_defaults()


@api.put("/form-defaults")
@api.arguments(FormDefaultsTyped)
@api.response(200, FormDefaultsTyped)
@allowed(Permission.CHANGE_SETTINGS)
def update_form_defaults(typed: dict[str, Any]) -> FormDefaults:
    """Say what stands in the empty form."""
    return service.keep_form_defaults(**typed)
