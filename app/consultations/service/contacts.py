"""Whom a consultation points at: a contact that was chosen, or one made of what was said."""

from typing import Any

from app.consultations.models import Consultation
from app.contacts import rules as kinds
from app.contacts import service as contacts
from app.contacts.models import Contact
from app.contacts.service import Particulars
from tenants import db

SAID_OF_CONTACTS = ("contact_id", "organization_contact_id", "keep_contact")


def with_contacts(details: dict[str, Any]) -> dict[str, Any]:
    """The columns of a consultation, pointing at the contacts that were chosen.

    With `keep_contact`, somebody who can be known again becomes a contact: a group by its
    name, a person by a name with ふりがな or a way to reach them. A bare name does not.

    Raises:
        InvalidError: a chosen contact is gone.
    """
    columns = dict(details)
    keep = columns.pop("keep_contact", False)
    group = contacts.chosen(
        columns.get("organization_contact_id"), kinds.GROUP, "organization_contact_id"
    )
    person = contacts.chosen(columns.get("contact_id"), kinds.PERSON, "contact_id")
    if keep:
        group = group or _group_of(columns)
        person = _person_kept(columns, person)
    if person or "contact_id" in columns:
        columns["contact_id"] = person.id if person else None
    if group or "organization_contact_id" in columns:
        columns["organization_contact_id"] = group.id if group else None
    return columns


def _group_of(said: dict[str, Any]) -> Contact | None:
    name = said.get("organization_name")
    return contacts.known_or_new(kinds.GROUP, Particulars(name)) if name else None


def _person_kept(said: dict[str, Any], person: Contact | None) -> Contact | None:
    reached = said.get("person_contact")
    if person and reached:
        contacts.add_line(person, reached)
    if person or not said.get("person_name") or not (reached or said.get("person_kana")):
        return person
    return contacts.known_or_new(kinds.PERSON, _person(said))


def _person(said: dict[str, Any]) -> Particulars:
    reached = said.get("person_contact")
    return Particulars(
        name=said["person_name"],
        kana=said.get("person_kana"),
        lines=[reached] if reached else [],
        group_name=said.get("organization_name"),
    )


def keep_contacts_of(consultation: Consultation) -> None:
    """Make contacts of whom the record names and does not point at yet. Repeatable."""
    said = {
        name: getattr(consultation, name)
        for name in ("person_name", "person_kana", "person_contact", "organization_name")
    }
    if consultation.organization_contact_id is None and (group := _group_of(said)):
        consultation.organization_contact_id = group.id
    if consultation.contact_id is None and said["person_name"]:
        consultation.contact_id = contacts.known_or_new(kinds.PERSON, _person(said)).id
    db.session.flush()
