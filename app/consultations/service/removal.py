"""Deleting a consultation with all that hangs on it, and bringing it back as it was.

Which tables hang on it is read from their references, so that a table added tomorrow is
moved too: what goes with the consultation (ON DELETE CASCADE) is taken along, and what
does not stands in the way.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from app import calendar
from app.calendar import CITY_TIME
from app.consultations import queries, rules
from app.consultations.models import Consultation, ConsultationChange, DeletedConsultation
from app.errors import DomainError
from tenants import CenterOwned, Model, current_actor_id, db

CONSULTATIONS = Model.metadata.tables[Consultation.__tablename__]


class NotYoursError(DomainError):
    """One may delete and bring back, but not this one: it depends on the row."""


class HeldError(DomainError):
    """Something that stays refers to the consultation."""


class ComesBackTwiceError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "同じ内容がもう一度記録されているため、元に戻せません。いまの記録を確かめてください。"
        )


class Hanging(NamedTuple):
    """A table whose rows belong to a consultation, and the column that says to which."""

    table: sa.Table
    column: sa.Column[Any]
    goes_along: bool


def hanging() -> Iterator[Hanging]:
    for mapper in Model.registry.mappers:
        model = mapper.class_
        if not issubclass(model, CenterOwned) or model.kept_by != "center" or model is Consultation:
            continue
        table = Model.metadata.tables[mapper.class_.__tablename__]
        for key in table.foreign_key_constraints:
            if key.referred_table is CONSULTATIONS:
                (column,) = (column for column in key.columns if column.name != "center_id")
                yield Hanging(table, column, key.ondelete == "CASCADE")


def remove_consultation(
    consultation: Consultation, *, reason: str, by_manager: bool, deleted_by_name: str
) -> DeletedConsultation:
    """Take it out of every list, count and figure; it can be brought back for a while.

    Raises:
        NotYoursError: neither a manager, nor who recorded it today.
        HeldError: it was sent to the central center, or something else refers to it.
    """
    db.session.refresh(consultation, with_for_update=True)
    refuse_removal(consultation, by_manager=by_manager)
    later = queries.continuations(consultation)
    gone = DeletedConsultation(
        consultation_id=consultation.id,
        fiscal_year=consultation.fiscal_year,
        number=consultation.number,
        summary=consultation.summary,
        record={**_taken_apart(consultation.id), "continued_by": [str(each.id) for each in later]},
        reason=reason,
        deleted_at=calendar.now(),
        deleted_by_id=current_actor_id(),
        deleted_by_name=deleted_by_name,
    )
    _delete(consultation.id)
    db.session.expunge_all()
    db.session.add(gone)
    db.session.flush()
    return gone


def refuse_removal(consultation: Consultation, *, by_manager: bool) -> None:
    """Stop whoever may not delete it.

    Raises:
        NotYoursError, HeldError: as in `remove_consultation`.
    """
    if not may_remove(consultation, by_manager=by_manager):
        raise NotYoursError("削除できるのは管理者と、その日のうちに記録した人です。")
    _refuse_held(consultation)


def may_remove(consultation: Consultation, *, by_manager: bool) -> bool:
    """Whether the person at work may delete it."""
    actor_id = current_actor_id()
    return actor_id is not None and rules.may_remove(
        by_manager=by_manager,
        recorder_id=consultation.received_by_id,
        recorded_on=consultation.created_at.astimezone(CITY_TIME).date(),
        actor_id=actor_id,
        today=calendar.today(),
    )


def may_restore(gone: DeletedConsultation, *, by_manager: bool) -> bool:
    actor_id = current_actor_id()
    return actor_id is not None and rules.may_restore(
        by_manager=by_manager, deleted_by_id=gone.deleted_by_id, actor_id=actor_id
    )


def restore_consultation(gone: DeletedConsultation, *, by_manager: bool) -> Consultation:
    """Bring it back with its id, its number and all that hung on it.

    What it pointed at and is gone meanwhile is left out; those that continued it and were
    linked to nothing since are linked again.

    Raises:
        NotYoursError: neither a manager, nor who deleted it.
        ComesBackTwiceError: the same row of a workbook was brought in again.
    """
    refuse_restoration(gone, by_manager=by_manager)
    if "row" not in gone.record:
        raise ComesBackTwiceError
    row = _without_lost_links(gone.record["row"])
    if not _put_back(CONSULTATIONS, [row]):
        raise ComesBackTwiceError
    for each in hanging():
        _put_back(each.table, gone.record["parts"].get(each.table.name, []))
    _link_again(gone.consultation_id, gone.record["continued_by"])
    db.session.delete(gone)
    db.session.flush()
    return queries.consultation(gone.consultation_id)


def refuse_restoration(gone: DeletedConsultation, *, by_manager: bool) -> None:
    """Stop whoever may not bring it back.

    Raises:
        NotYoursError: neither a manager, nor who deleted it.
    """
    if not may_restore(gone, by_manager=by_manager):
        raise NotYoursError("元に戻せるのは管理者と、削除した人です。")


def linked_again(gone: DeletedConsultation) -> Sequence[Consultation]:
    """Those that continued it and continue nothing since: bringing it back links them again."""
    later = sa.select(Consultation).where(
        Consultation.id.in_([UUID(each) for each in gone.record["continued_by"]]),
        Consultation.continues_id.is_(None),
    )
    return db.session.scalars(later).all()


def is_still_there(consultation_id: str | None) -> bool:
    """Whether what a deleted record continued can be continued again."""
    return consultation_id is not None and _is_there(CONSULTATIONS, UUID(consultation_id))


def forget_deleted() -> int:
    """End what was deleted long ago, with the words it had before; give how many."""
    past = calendar.now() - rules.KEPT_FOR
    old = sa.delete(DeletedConsultation).where(DeletedConsultation.deleted_at < past)
    ended = len(db.session.scalars(old.returning(DeletedConsultation.id)).all())
    for consultation_id in db.session.scalars(_left_behind()).all():
        db.session.execute(sa.select(sa.func.wall.forget_changes(consultation_id)))
    return ended


def forget_stories(consultation_ids: Sequence[UUID]) -> None:
    """At the end of retention: what followed goes, and what the records said before.

    Called after the records themselves were emptied: that too is a change, kept with its words.
    """
    these = sa.func.unnest(sa.literal(list(consultation_ids), sa.ARRAY(sa.Uuid()))).column_valued()
    for forget in (sa.func.wall.forget_story, sa.func.wall.forget_changes):
        db.session.execute(sa.select(forget(these)))


def _left_behind() -> sa.Select[Any]:
    """Consultations that are nowhere any more, and whose history is."""
    there = sa.exists().where(Consultation.id == ConsultationChange.consultation_id)
    deleted = sa.exists().where(
        DeletedConsultation.consultation_id == ConsultationChange.consultation_id
    )
    return sa.select(ConsultationChange.consultation_id).where(~there, ~deleted).distinct()


def _refuse_held(consultation: Consultation) -> None:
    for each in hanging():
        if each.goes_along:
            continue
        held = sa.select(sa.exists().where(each.column == consultation.id))
        if db.session.scalars(held).one():
            what = rules.HELD_BY.get(each.table.name, "ほかの記録")
            raise HeldError(f"{what}で使われているため、この相談は削除できません。")


def _taken_apart(consultation_id: UUID) -> dict[str, Any]:
    (row,) = _rows(CONSULTATIONS, CONSULTATIONS.c.id, consultation_id)
    parts = {
        each.table.name: _rows(each.table, each.column, consultation_id)
        for each in hanging()
        if each.goes_along
    }
    return {"row": row, "parts": parts}


def _rows(table: sa.Table, column: sa.Column[Any], consultation_id: UUID) -> list[Any]:
    whole = sa.func.to_jsonb(table.table_valued())
    of_it = sa.select(whole).where(column == consultation_id)
    return list(db.session.scalars(of_it.order_by(table.c.id)))


def _delete(consultation_id: UUID) -> None:
    unlinked = sa.update(CONSULTATIONS).where(CONSULTATIONS.c.continues_id == consultation_id)
    db.session.execute(unlinked.values(continues_id=None))
    db.session.execute(sa.delete(CONSULTATIONS).where(CONSULTATIONS.c.id == consultation_id))


def _put_back(table: sa.Table, rows: list[dict[str, Any]]) -> int:
    """Insert rows as they were; give how many.

    What they do not say, because it came later, gets its default; what a trigger wrote
    anew already stays.
    """
    if not rows:
        return 0
    columns = [
        column
        for column in table.columns
        if column.name in rows[0] and column.computed is None and column.name != "center_id"
    ]
    said = sa.func.jsonb_populate_recordset(
        sa.literal_column(f"NULL::{table.name}"), sa.literal(rows, JSONB)
    ).table_valued(*(sa.column(column.name) for column in columns))
    kept = insert(table).from_select([column.name for column in columns], sa.select(said))
    written = db.session.execute(kept.on_conflict_do_nothing().returning(table.c.id))
    return len(written.all())


def _without_lost_links(row: dict[str, Any]) -> dict[str, Any]:
    """A link to something that is gone meanwhile is no link."""
    found = dict(row)
    for key in CONSULTATIONS.foreign_key_constraints:
        if "center_id" not in key.columns or len(key.columns) == 1:
            continue
        (name,) = (column.name for column in key.columns if column.name != "center_id")
        if found.get(name) and not _is_there(key.referred_table, UUID(found[name])):
            found[name] = None
    return found


def _is_there(table: sa.Table, row_id: UUID) -> bool:
    return bool(db.session.scalars(sa.select(sa.exists().where(table.c.id == row_id))).one())


def _link_again(consultation_id: UUID, later: list[str]) -> None:
    linked = sa.update(CONSULTATIONS).where(
        CONSULTATIONS.c.id.in_([UUID(each) for each in later]),
        CONSULTATIONS.c.continues_id.is_(None),
    )
    db.session.execute(linked.values(continues_id=consultation_id))
