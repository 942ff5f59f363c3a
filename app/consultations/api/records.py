from typing import Any
from uuid import UUID

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import Consultation
from app.consultations.schemas import (
    ConsultationPage,
    ConsultationQuery,
    ConsultationRecord,
    ConsultationRepresentation,
    ConsultationRevision,
)
from app.paging import Cursor, Page


@api.get("/")
@api.arguments(ConsultationQuery, location="query")
@api.response(200, ConsultationPage)
@allowed(Permission.READ_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[queries.Line]:
    """List the center's consultations, newest first; all of them, or those looked for."""
    return queries.page(
        after=Cursor.parse(asked["after"]) if asked["after"] else None,
        filters=asked["filters"],
        limit=asked["limit"],
    )


@api.post("/")
@api.arguments(ConsultationRecord)
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create(record: dict[str, Any]) -> Consultation:
    """Record a consultation."""
    return service.record_consultation(received_by_name=current_user.name, **record)


@api.get("/<uuid:consultation_id>")
@api.response(200, ConsultationRepresentation)
@allowed(Permission.READ_CONSULTATIONS)
def show(consultation_id: UUID) -> Consultation:
    """Read one consultation whole."""
    return queries.consultation(consultation_id)


@api.put("/<uuid:consultation_id>")
@api.arguments(ConsultationRevision)
@api.response(200, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def update(revision: dict[str, Any], consultation_id: UUID) -> Consultation:
    """Replace what was recorded, unless somebody changed it since `version`."""
    consultation = queries.consultation(consultation_id)
    service.revise_consultation(consultation, **revision)
    return consultation
