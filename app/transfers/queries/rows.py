"""The consultations of a part, with all that a row of the file tells of them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.consultations.models import Consultation, ConsultationTopic, FollowUp
from app.contacts.models import Contact, ContactLine
from app.transfers.rules.fields import Field
from app.transfers.rules.layouts import Known, Note, Record
from tenants import db

consultations = sa.inspect(Consultation).local_table
tags = sa.inspect(ConsultationTopic).local_table
_PERSON = ("person_name", "person_kana", "person_contact")
_ASKED_APART = ("topics", "primary_topic", "continues", "notes", "contact", "contact_group")
_POINTING = ("continues_id", "contact_id", "organization_contact_id")


def records(row_ids: Sequence[UUID], fields: Collection[Field]) -> list[Record]:
    """These consultations in this order; neither person nor notes are even read unless asked for.

    What was removed since its id was noted is left out.
    """
    wanted = sa.any_(sa.literal(list(row_ids), sa.ARRAY(sa.Uuid)))
    rows = db.session.execute(
        sa.select(
            *_columns(with_person=Field.PERSON_NAME in fields),
            *(consultations.c[name] for name in _POINTING),
        ).where(consultations.c.id == wanted)
    )
    by_id = {row.id: row for row in rows}
    topics = _topics(wanted)
    earlier = _numbers({row.continues_id for row in by_id.values()})
    notes = _notes(wanted) if Field.FOLLOW_UPS in fields else {}
    pointed_at = {row.contact_id for row in by_id.values()}
    pointed_at |= {row.organization_contact_id for row in by_id.values()}
    contacts = _contacts(pointed_at) if Field.CONTACT_NAME in fields else {}

    def record(row: Any) -> Record:
        group = contacts.get(row.organization_contact_id)
        apart = (
            *topics.get(row.id, ([], None)),
            earlier.get(row.continues_id),
            notes.get(row.id, []),
            contacts.get(row.contact_id),
            group.name if group else None,
        )
        return Record._make((*row[: -len(_POINTING)], *apart))

    return [record(by_id[row_id]) for row_id in row_ids if row_id in by_id]


def _columns(*, with_person: bool) -> list[sa.ColumnElement[Any]]:
    return [
        sa.null().label(name) if name in _PERSON and not with_person else consultations.c[name]
        for name in Record._fields
        if name not in _ASKED_APART
    ]


def _topics(wanted: Any) -> dict[UUID, tuple[list[str], str | None]]:
    tagged = db.session.execute(
        sa.select(
            tags.c.consultation_id,
            sa.func.array_agg(aggregate_order_by(tags.c.topic, tags.c.position)),
            sa.func.max(tags.c.topic).filter(tags.c.is_primary),
        )
        .where(tags.c.consultation_id == wanted)
        .group_by(tags.c.consultation_id)
    )
    return {row[0]: (row[1], row[2]) for row in tagged}


def _numbers(row_ids: Collection[UUID | None]) -> dict[UUID, tuple[int, int]]:
    asked = consultations.c.id == _any_of(row_ids)
    columns = consultations.c.id, consultations.c.fiscal_year, consultations.c.number
    found = db.session.execute(sa.select(*columns).where(asked))
    return {row_id: (year, number) for row_id, year, number in found}


def _notes(wanted: Any) -> dict[UUID, list[Note]]:
    """The last words of each note, in the order of their days."""
    better = aliased(FollowUp)
    told = (
        sa.select(
            FollowUp.consultation_id,
            *(getattr(FollowUp, name) for name in Note._fields),
        )
        .where(
            FollowUp.consultation_id == wanted,
            ~sa.exists().where(
                better.center_id == FollowUp.center_id, better.corrects_id == FollowUp.id
            ),
        )
        .order_by(FollowUp.happened_on, FollowUp.at, FollowUp.id)
    )
    notes: dict[UUID, list[Note]] = {}
    for row_id, *note in db.session.execute(told):
        notes.setdefault(row_id, []).append(Note(*note))
    return notes


def _contacts(row_ids: Collection[UUID | None]) -> dict[UUID, Known]:
    asked = _any_of(row_ids)
    reached = sa.select(ContactLine.contact_id, ContactLine.words).order_by(ContactLine.position)
    lines: dict[UUID, list[str]] = {}
    for row_id, words in db.session.execute(reached.where(ContactLine.contact_id == asked)):
        lines.setdefault(row_id, []).append(words)
    named = db.session.execute(sa.select(Contact.id, Contact.name).where(Contact.id == asked))
    return {row_id: Known(name, lines.get(row_id, [])) for row_id, name in named}


def _any_of(row_ids: Collection[UUID | None]) -> Any:
    """Any of these, as one array: so the statement is the same however many there are."""
    return sa.any_(sa.literal([each for each in row_ids if each], sa.ARRAY(sa.Uuid)))
