from typing import Any
from uuid import UUID

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import Consultation
from app.consultations.schemas import ConsultationLine, ConsultationRepresentation
from app.contacts.queries import contact
from app.paging import Page, moment_key, walk


@api.get("/of-contact/<uuid:contact_id>")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ConsultationLine))
@allowed(Permission.READ_CONSULTATIONS)
def index_of_contact(asked: dict[str, Any], contact_id: UUID) -> Page[queries.Line]:
    """List the consultations of a person or a group, newest first."""
    return walk(
        queries.of_contact(contact(contact_id).id),
        key=lambda line: moment_key(line.received_at, line.id),
        latest_first=True,
        **asked,
    )


@api.post("/<uuid:consultation_id>/contact")
@api.response(201, ConsultationRepresentation)
@allowed(Permission.KEEP_CONTACTS)
def create_contact(consultation_id: UUID) -> Consultation:
    """Make contacts of whom the record names and does not point at yet."""
    consultation = queries.consultation(consultation_id)
    service.keep_contacts_of(consultation)
    return consultation
