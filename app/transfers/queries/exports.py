"""Lists taken out: the facts, the rows to be written, what was written of them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.consultations.models import Consultation
from app.consultations.queries.finding import matching
from app.consultations.rules.finding import Filters
from app.errors import NotFoundError
from app.paging import PAGE_SIZE
from app.transfers.models import Export, ExportPart
from tenants import db


class Missing(NamedTuple):
    """A cell that could not be written whole."""

    row: int
    """As the file is read, with the heading as row 1."""
    number: str
    column: str
    letters: str


def count(filters: Filters) -> int:
    """How many consultations a list with these filters shows."""
    found = matching(filters).with_only_columns(Consultation.id).order_by(None).subquery()
    return db.session.scalars(sa.select(sa.func.count()).select_from(found)).one()


def export(export_id: UUID, *, account_id: UUID | None = None) -> Export:
    """One export of the open center; only among those of `account_id` where it is given.

    Raises:
        NotFoundError: there is none, or it is somebody else's: the same answer.
    """
    wanted = sa.select(Export).where(Export.id == export_id)
    if account_id:
        wanted = wanted.where(Export.account_id == account_id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFoundError("お探しの書き出しは見つかりませんでした。")
    return found


def exports(*, account_id: UUID | None = None, limit: int = PAGE_SIZE) -> Sequence[Export]:
    """The open center's latest exports, newest first."""
    latest = sa.select(Export).order_by(Export.ordered_at.desc(), Export.id.desc()).limit(limit)
    if account_id:
        latest = latest.where(Export.account_id == account_id)
    return db.session.scalars(latest).all()


def waiting_exports() -> Sequence[tuple[UUID, UUID]]:
    """Center and export of each that is not all written, the oldest first. For the platform."""
    waiting = (
        sa.select(Export.center_id, Export.id)
        .where(Export.finished_at.is_(None), Export.failed_at.is_(None))
        .order_by(Export.ordered_at)
    )
    return [(center_id, export_id) for center_id, export_id in db.session.execute(waiting)]


def unfinished(export_id: UUID) -> int:
    """How many parts are still to be written, by whomever."""
    open_parts = sa.select(sa.func.count()).where(
        ExportPart.export_id == export_id, ExportPart.content.is_(None)
    )
    return db.session.scalar(open_parts.select_from(ExportPart)) or 0


def rows_so_far(export_id: UUID) -> int:
    """How many rows are written by now."""
    written = sa.select(sa.func.sum(ExportPart.rows)).where(ExportPart.export_id == export_id)
    return db.session.scalar(written) or 0


def sizes(export_id: UUID) -> list[int]:
    """Bytes of each part, in order."""
    in_order = sa.select(ExportPart.size).where(ExportPart.export_id == export_id)
    return [size or 0 for size in db.session.scalars(in_order.order_by(ExportPart.position))]


def part_content(export_id: UUID, position: int) -> bytes | None:
    """What was written, deflated; None behind the last part."""
    return db.session.scalar(
        sa.select(ExportPart.content).where(
            ExportPart.export_id == export_id, ExportPart.position == position
        )
    )


def missing_letters(export_id: UUID, *, limit: int | None = None) -> list[Missing]:
    """The cells that could not be written whole, in the order of the rows."""
    before = sa.func.sum(ExportPart.rows).over(order_by=ExportPart.position) - ExportPart.rows
    placed = (
        sa.select(ExportPart.position, before.label("before"), ExportPart.unwritable)
        .where(ExportPart.export_id == export_id)
        .subquery()
    )
    each = sa.func.jsonb_array_elements(placed.c.unwritable).table_valued("value")
    found = (
        sa.select(placed.c.before, sa.cast(each.c.value, ExportPart.unwritable.type))
        .select_from(placed.join(each, sa.true()))
        .order_by(placed.c.position)
        .limit(limit)
    )
    return [
        Missing(int(before_it) + row + 2, number, column, letters)
        for before_it, (row, number, column, letters) in db.session.execute(found)
    ]
