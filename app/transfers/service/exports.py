"""A list is ordered, written part by part, fetched, and forgotten; that it was, is not."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.codes.queries import code_lists
from app.consultations.models import Consultation
from app.consultations.queries.finding import matching
from app.consultations.rules.finding import Filters
from app.errors import DomainError, InvalidError, NotAllowedError
from app.transfers import queries
from app.transfers.gateway.books import STYLES, Frame
from app.transfers.gateway.parts import Part, csv_part, sheet_part, unpacked
from app.transfers.models import Export, ExportPart
from app.transfers.rules.exports import (
    KEPT_DAYS,
    PART,
    SHEET_ROWS,
    WORDS,
    Wanted,
)
from app.transfers.rules.fields import TITLES, Field
from app.transfers.rules.layouts import Layout
from tenants import current_actor_id, db, own

AT_ONCE = 4
"""Parts written while the person waits: an ordinary list is there with the next page."""
UNDER_WAY = 5
"""Exports that one person may have in the making."""
_WIDE = (Field.SUMMARY, *WORDS)


class NotWrittenError(DomainError):
    """The file is still being written, could not be, or is gone."""


def order(wanted: Wanted, *, by_name: str) -> Export:
    """Note who takes what out and why, settle the rows, and write the first of them.

    Raises:
        InvalidError: names and contacts without a reason; nothing to write; too much at once.
    """
    if wanted.with_person and not wanted.reason:
        raise InvalidError({"reason": ["氏名・連絡先を書き出す理由を入力してください。"]})
    account_id = _by_whom()
    if sum(each.is_under_way for each in queries.exports(account_id=account_id)) >= UNDER_WAY:
        raise InvalidError({"filters": ["作成中の書き出しが終わってから、お試しください。"]})
    ordered = Export(
        ordered_at=calendar.now(),
        account_id=account_id,
        ordered_by_name=by_name,
        file_format=wanted.file_format,
        filters=wanted.filters.address,
        filters_words=wanted.filters_words,
        columns=[*wanted.fields],
        with_person=wanted.with_person,
        reason=wanted.reason if wanted.with_person else "",
        rows_found=0,
    )
    db.session.add(ordered)
    db.session.flush()
    ordered.rows_found = _settle_rows(ordered, wanted.filters)
    if not ordered.rows_found:
        raise InvalidError({"filters": ["この条件に当てはまる相談はありません。"]})
    db.session.flush()
    for _ in range(AT_ONCE):
        if not advance(ordered.id):
            break
    db.session.refresh(ordered)
    return ordered


def advance(export_id: UUID) -> bool:
    """Write one part that nobody is at; False when there is nothing left to do for the caller.

    Several may be at one export: each takes another part, and whoever finds all of them
    written says so. A worker that dies leaves its part as it was.
    """
    ordered = db.session.scalars(
        sa.select(Export).where(own(Export), Export.id == export_id, *_UNDER_WAY)
    ).one_or_none()
    if ordered is None:
        return False
    part = db.session.scalars(
        sa.select(ExportPart)
        .where(ExportPart.export_id == export_id, ExportPart.content.is_(None))
        .order_by(ExportPart.position)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if part is not None:
        _write(ordered, part)
        db.session.flush()
    if queries.unfinished(export_id) == 0:
        _finish(ordered)
        return False
    return part is not None


def give_up(export_id: UUID) -> None:
    """Say that it failed. What went wrong is in the log; here stands no word of the data."""
    failed = sa.update(Export).where(own(Export), Export.id == export_id, *_UNDER_WAY)
    db.session.execute(failed.values(failed_at=calendar.now()))
    _remove_parts([export_id])


def remove_old() -> int:
    """Remove files that were kept long enough; give how many. The facts stay."""
    latest = calendar.now() - timedelta(days=KEPT_DAYS)
    old = sa.update(Export).where(
        own(Export), Export.finished_at < latest, Export.removed_at.is_(None)
    )
    removed = old.values(removed_at=calendar.now()).returning(Export.id)
    gone = db.session.scalars(removed).all()
    _remove_parts(gone)
    return len(gone)


def whole_file(ordered: Export, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The file of an export. Asks nothing of the database itself but now, before it is read.

    `pieces` gives the written parts, one after the other, still deflated.

    Raises:
        NotWrittenError: it is not there.
    """
    if ordered.finished_at is None or ordered.removed_at:
        raise NotWrittenError(
            "このファイルは、保存の期間が過ぎたため消しました。もう一度書き出してください。"
            if ordered.removed_at
            else "ファイルがまだできていません。"
        )
    layout = _layout(ordered)
    if ordered.file_format == "xlsx":
        return _workbook(layout, queries.sizes(ordered.id), pieces)
    head = csv_part([layout.headings], _ENCODINGS[ordered.file_format])
    return _lines(ordered.file_format, head, pieces)


def size_of(ordered: Export) -> int | None:
    """Bytes of the whole file; None where that is not known before it was sent."""
    if ordered.file_format == "xlsx":
        return None
    head = csv_part([_layout(ordered).headings], _ENCODINGS[ordered.file_format])
    mark = len(_MARKS[ordered.file_format])
    return mark + head.size + sum(queries.sizes(ordered.id))


_ENCODINGS: dict[str, Literal["utf-8", "cp932"]] = {"csv": "utf-8", "csv_cp932": "cp932"}
_MARKS = {"csv": b"\xef\xbb\xbf", "csv_cp932": b""}
_UNDER_WAY = (Export.finished_at.is_(None), Export.failed_at.is_(None))


def _by_whom() -> UUID:
    account_id = current_actor_id()
    if account_id is None:
        raise NotAllowedError
    return account_id


def _settle_rows(ordered: Export, filters: Filters) -> int:
    """Note which rows are to be written, oldest first, by one statement however many they are."""
    columns = Consultation.id, Consultation.received_at
    found = matching(filters).with_only_columns(*columns).order_by(None).subquery()
    place = sa.func.row_number().over(order_by=(found.c.received_at, found.c.id)) - 1
    placed = sa.select(found.c.id, place.label("place")).subquery()
    position = sa.cast(placed.c.place // PART, sa.Integer)
    parts = sa.select(
        sa.literal(ordered.id, sa.Uuid),
        position,
        sa.func.array_agg(placed.c.id).label("row_ids"),
    ).group_by(position)
    noted = sa.insert(ExportPart).from_select(["export_id", "position", "row_ids"], parts)
    db.session.execute(noted)
    counted = sa.select(sa.func.coalesce(sa.func.sum(sa.func.cardinality(ExportPart.row_ids)), 0))
    return int(db.session.scalars(counted.where(ExportPart.export_id == ordered.id)).one())


def _write(ordered: Export, part: ExportPart) -> None:
    layout = _layout(ordered)
    records = queries.records(part.row_ids, layout.fields)
    rows = map(layout.writer(), records)
    if ordered.file_format == "xlsx":
        first = part.position * PART % SHEET_ROWS + 2
        written = sheet_part(rows, first_row=first, styles=STYLES)
    else:
        written = csv_part(rows, _ENCODINGS[ordered.file_format])
    part.content, part.size, part.rows = written.content, written.size, len(records)
    numbers = [layout.number_of(record) for record in records] if written.unwritable else []
    headings = layout.headings
    part.unwritable = [
        [row, numbers[row], headings[column], letters]
        for row, column, letters in written.unwritable
    ]


def _finish(ordered: Export) -> None:
    counted = sa.select(
        sa.func.coalesce(sa.func.sum(ExportPart.rows), 0),
        sa.func.coalesce(sa.func.sum(sa.func.jsonb_array_length(ExportPart.unwritable)), 0),
    ).where(ExportPart.export_id == ordered.id)
    ordered.rows_written, ordered.cells_unwritable = db.session.execute(counted).one()
    ordered.finished_at = calendar.now()
    db.session.flush()


def _remove_parts(export_ids: Iterable[UUID]) -> None:
    db.session.execute(
        sa.delete(ExportPart).where(own(ExportPart), ExportPart.export_id.in_(export_ids))
    )


def _layout(ordered: Export) -> Layout:
    return Layout(tuple(map(Field, ordered.columns)), code_lists())


def _lines(file_format: str, head: Part, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield _MARKS[file_format] + unpacked(head.content)
    yield from map(unpacked, pieces)


def _workbook(layout: Layout, sizes: list[int], pieces: Iterator[bytes]) -> Iterator[bytes]:
    of_a_sheet = SHEET_ROWS // PART
    sheets = [sizes[start : start + of_a_sheet] for start in range(0, len(sizes), of_a_sheet)]
    headings = layout.headings
    frame = Frame(
        headings,
        sheets=len(sheets),
        moment_column=headings.index(TITLES[Field.RECEIVED_AT]),
        narrow=layout.topic_columns,
        wide=[headings.index(TITLES[field]) for field in layout.fields if field in _WIDE],
    )
    rows = ((unpacked(next(pieces)) for _ in parts) for parts in sheets)
    return frame.stream(rows, [sum(parts) for parts in sheets])
