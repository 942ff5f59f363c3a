from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.consultations import queries, service
from app.consultations.pages.room import pages
from app.contacts import queries as contacts
from app.contacts import rules as kinds


@pages.app_context_processor
def know_consultations() -> dict[str, Any]:
    """Let the card of a contact show the consultations that point at it."""
    return {"consultations_of_contact": queries.of_contact}


@pages.post("/<uuid:consultation_id>/contact")
@allowed(Permission.KEEP_CONTACTS)
def create_contact(consultation_id: UUID) -> ResponseReturnValue:
    """Make contacts of whom the record names."""
    service.keep_contacts_of(queries.consultation(consultation_id))
    flash("連絡先に残しました。次からは、名前や電話の一部を入れると出てきます。", "success")
    return redirect(url_for(".show", consultation_id=consultation_id))


def filled_from(text: str | None) -> dict[str, Any]:
    """What is known of a contact, as the form for a new consultation shows it."""
    try:
        contact = contacts.present(UUID(text)) if text else None
    except ValueError:
        contact = None
    shown: dict[str, Any] = {"keep_contact": "1"}
    if contact is None:
        return shown
    reached = next((line.words for line in contact.lines), "")
    if contact.kind == kinds.GROUP:
        return shown | {
            "organization_name": contact.name,
            "organization_contact_id": contact.id,
            "person_contact": reached,
        }
    group = contacts.by_id(contact.group_id)
    return shown | {
        "person_name": contact.name,
        "person_kana": contact.kana or "",
        "person_contact": reached,
        "contact_id": contact.id,
        "organization_name": group.name if group else "",
        "organization_contact_id": group.id if group else "",
    }
