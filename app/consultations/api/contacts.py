from collections.abc import Sequence
from uuid import UUID

from app.access.guards import allowed
from app.access.permissions import Permission
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import Consultation
from app.consultations.schemas import ConsultationLine, ConsultationRepresentation
from app.contacts.queries import contact


@api.get("/of-contact/<uuid:contact_id>")
@api.response(200, ConsultationLine(many=True))
@allowed(Permission.READ_CONSULTATIONS)
def index_of_contact(contact_id: UUID) -> Sequence[queries.Line]:
    """List the consultations of a person or a group, newest first."""
    return queries.of_contact(contact(contact_id).id)


@api.post("/<uuid:consultation_id>/contact")
@api.response(201, ConsultationRepresentation)
@allowed(Permission.KEEP_CONTACTS)
def create_contact(consultation_id: UUID) -> Consultation:
    """Make contacts of whom the record names and does not point at yet."""
    consultation = queries.consultation(consultation_id)
    service.keep_contacts_of(consultation)
    return consultation
