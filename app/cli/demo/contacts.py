"""Whom the desk knows by now: the people and groups of its latest cases, one of them twice."""

import sqlalchemy as sa

from app.consultations.models import Consultation
from app.consultations.service import keep_contacts_of
from app.contacts.models import Contact
from app.contacts.service import Particulars, create_contact
from tenants import db

REMEMBERED = 40


def remember_people() -> None:
    """Make contacts of who was named last."""
    named = sa.select(Consultation).where(Consultation.person_name.is_not(None))
    for consultation in db.session.scalars(
        named.order_by(Consultation.received_at.desc()).limit(REMEMBERED)
    ):
        keep_contacts_of(consultation)
    known = sa.select(Contact).where(Contact.kind == "person").order_by(Contact.id).limit(1)
    if twice := db.session.scalars(known).first():
        lines = [line.words for line in twice.lines]
        create_contact("person", Particulars(twice.name.replace(" ", ""), lines=lines))
