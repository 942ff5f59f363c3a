"""Contacts that a test needs, made in the open center."""

from typing import Any

from app.contacts import service
from app.contacts.models import Contact
from app.contacts.service import Particulars, Sides


def a_person(name: str = "見本 花子", **told: Any) -> Contact:
    return service.create_contact("person", Particulars(name, **told))


def a_group(name: str = "NPO法人みなと会", **told: Any) -> Contact:
    return service.create_contact("group", Particulars(name, **told))


def sides(kept: Contact, gone: Contact) -> Sides:
    return Sides(kept, kept.version, gone, gone.version)


def merged(kept: Contact, gone: Contact, **choices: str):
    return service.merge(sides(kept, gone), choices, merged_by_name="見本")
