"""Who changed what, and deletion with its undoing, for programs."""

from typing import Any
from uuid import UUID

from flask import g
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import Consultation, DeletedConsultation
from app.consultations.schemas import (
    ChangeShown,
    ConsultationRepresentation,
    DeletedShown,
    Deletion,
)
from app.paging import Page, moment_key, walk


@api.get("/<uuid:consultation_id>/changes")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ChangeShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_changes(asked: dict[str, Any], consultation_id: UUID) -> Page[queries.Change]:
    """List who changed what, oldest first."""
    changes = queries.changes(queries.consultation(consultation_id).id)
    return walk(changes, key=lambda change: moment_key(change.at, change.actor_id), **asked)


@api.post("/<uuid:consultation_id>/deletion")
@api.arguments(Deletion)
@api.response(201, DeletedShown)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_deletion(typed: dict[str, Any], consultation_id: UUID) -> DeletedConsultation:
    """Delete it, with all that hangs on it; for some weeks it can be brought back."""
    return service.remove_consultation(
        queries.consultation(consultation_id),
        by_manager=_is_manager(),
        deleted_by_name=current_user.name,
        **typed,
    )


@api.get("/deleted")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(DeletedShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_deleted(asked: dict[str, Any]) -> Page[DeletedConsultation]:
    """List what can be brought back, latest first."""
    return walk(
        queries.deleted(),
        key=lambda gone: moment_key(gone.deleted_at, gone.id),
        latest_first=True,
        **asked,
    )


@api.post("/deleted/<uuid:deleted_id>/restoration")
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_restoration(deleted_id: UUID) -> Consultation:
    """Bring it back with its number and all that hung on it."""
    gone = queries.deleted_one(deleted_id)
    return service.restore_consultation(gone, by_manager=_is_manager())


def _is_manager() -> bool:
    return bool(current_user.may(Permission.DELETE_CONSULTATIONS, g.center_slug))
