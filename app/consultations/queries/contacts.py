"""The consultations of one person or group."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.consultations.models import Consultation
from app.consultations.queries.lists import LINES, Line, read_lines

MOST_SHOWN = 200


def of_contact(contact_id: UUID, *, limit: int = MOST_SHOWN) -> Sequence[Line]:
    """Those that point at this contact, as the person or as the group, newest first."""
    theirs = sa.or_(
        Consultation.contact_id == contact_id, Consultation.organization_contact_id == contact_id
    )
    return read_lines(LINES.where(theirs).limit(limit))
