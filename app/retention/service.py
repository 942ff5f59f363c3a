from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.consultations.service import forget_stories
from app.contacts import service as contacts
from app.errors import DomainError
from app.retention import queries, rules
from app.retention.models import Disposal, RetentionPeriod
from app.transfers.models import Import
from tenants import Model, current_actor_id, db


class NotDueError(DomainError):
    """The list that was approved is not the list that would be disposed of."""

    def __init__(self) -> None:
        super().__init__("廃棄の対象が変わりました。一覧を開き直して、件数を確かめてください。")


def keep_for(record_kind: str, years: int | None) -> None:
    """Say how long a kind of record is kept; None: as long as nobody says otherwise."""
    kept = queries.period(record_kind)
    if years is None:
        if kept:
            db.session.delete(kept)
    elif kept:
        kept.years = years
    else:
        db.session.add(RetentionPeriod(record_kind=record_kind, years=years))
    db.session.flush()


def dispose(record_kind: str, fiscal_year: int, *, records: int, by_name: str) -> Disposal:
    """Take persons and words out of a year's records. What is counted stays as it is.

    `records` is the number that was approved.

    Raises:
        NotDueError: their time is not over, or they are not so many any more.
    """
    key = sa.func.hashtextextended(sa.func.concat("disposal ", sa.func.wall.current_center()), 0)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    due = queries.due_of(record_kind, fiscal_year)
    if due is None or due.records != records:
        raise NotDueError
    ids = queries.record_ids(record_kind, fiscal_year)
    for content in rules.CONTENTS[record_kind]:
        _remove(content, ids)
    written = Disposal(
        record_kind=record_kind,
        fiscal_year=fiscal_year,
        records=len(ids),
        at=calendar.now(),
        by_id=current_actor_id(),
        by_name=by_name,
    )
    db.session.add(written)
    db.session.flush()
    return written


def _remove(content: rules.Content, ids: list[UUID]) -> None:
    if content.table in IN_THEIR_OWN_WAY:
        IN_THEIR_OWN_WAY[content.table](content, ids)
        return
    table = Model.metadata.tables[content.table]
    chosen = table.c[content.column].in_(_keys(content.of, ids))
    if not content.columns:
        db.session.execute(sa.delete(table).where(chosen))
        return
    values: dict[str, Any] = {name: _empty(table.c[name]) for name in content.columns}
    if "disposed_at" in table.c:
        values["disposed_at"] = calendar.now()
    if "version" in table.c:  # a form that is open somewhere must not bring the words back
        values["version"] = table.c.version + 1
    db.session.execute(sa.update(table).where(chosen).values(values))


def _keys(of: str, ids: list[UUID]) -> Any:
    these = sa.literal(ids, sa.ARRAY(sa.Uuid()))
    if of == "letter":
        return queries.letters(ids)
    if of == "file":
        return sa.select(Import.file_id).where(Import.id == sa.any_(these))
    return sa.select(sa.func.unnest(these))


def _empty(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    return b"" if isinstance(column.type, sa.LargeBinary) else ""


def _blank_letters(_content: rules.Content, ids: list[UUID]) -> None:
    db.session.execute(sa.select(sa.func.wall.blank_letters(sa.literal(ids, sa.ARRAY(sa.Uuid())))))


def _blank_consents(_content: rules.Content, ids: list[UUID]) -> None:
    db.session.execute(sa.select(sa.func.wall.blank_consents(sa.literal(ids, sa.ARRAY(sa.Uuid())))))


def _blank_steps(content: rules.Content, ids: list[UUID]) -> None:
    steps = queries.letter_steps(ids) if content.of == "letter" else ids
    db.session.execute(sa.select(sa.func.wall.blank_steps(sa.literal(steps, sa.ARRAY(sa.Uuid())))))


def _forget_stories(_content: rules.Content, ids: list[UUID]) -> None:
    forget_stories(ids)


def _forget_contacts(_content: rules.Content, ids: list[UUID]) -> None:
    """Whoever no remaining record points at: a person is kept for the sake of a case."""
    record = Model.metadata.tables["consultations"]
    these = record.c.id == sa.any_(sa.literal(ids, sa.ARRAY(sa.Uuid())))
    pointing = (record.c.contact_id, record.c.organization_contact_id)
    found = db.session.execute(sa.select(*pointing).where(these)).all()
    nobody = dict.fromkeys((column.name for column in pointing), None)
    db.session.execute(sa.update(record).where(these).values(nobody))
    contacts.forget(list({contact_id for row in found for contact_id in row if contact_id}))


def _goes_along(_content: rules.Content, _ids: list[UUID]) -> None:
    """Its rows went with another table's: what follows a record, what hangs on a contact."""


IN_THEIR_OWN_WAY: dict[str, Callable[[rules.Content, list[UUID]], None]] = {
    "referrals": _blank_letters,
    "referral_consents": _blank_consents,
    "referral_steps": _blank_steps,
    "follow_ups": _forget_stories,
    "next_actions": _goes_along,
    "handovers": _goes_along,
    "consultation_closings": _goes_along,
    "consultation_changes": _goes_along,
    "contacts": _forget_contacts,
    "contact_lines": _goes_along,
    "contact_merges": _goes_along,
    "contact_distinctions": _goes_along,
}
"""Tables whose words go otherwise than by a plain statement. Facts that no center may change
are emptied by functions of the keeper, which do nothing else."""
