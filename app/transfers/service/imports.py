"""A workbook is received, looked at, and taken: its good rows become consultations."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.codes.queries import code_lists
from app.consultations import service as consultations
from app.consultations.queries import Reception, count_created, known_keys, still_recorded
from app.consultations.rules import parse_number
from app.errors import DomainError
from app.files import queries as files
from app.files import service as file_keeping
from app.files.models import StoredFile
from app.transfers import queries
from app.transfers.gateway import read_table, write_csv
from app.transfers.models import Import
from app.transfers.rules import (
    Cell,
    CodeEntry,
    CodeLists,
    ConsultationDraft,
    ImportPlan,
    NoHeaderError,
    RefusedFileError,
    Sheets,
    read_consultations,
    rejected_rows,
)
from app.transfers.rules.learning import taught_headings, taught_words
from tenants import current_actor_id, db, own

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAIT_FOR_ANOTHER = 25
"""Seconds, for another import of the center to end."""
_NOT_COLUMNS = ("row_number", "time_known", "staff_name", "reference")
_NULL_WHEN_BLANK = ("person_name", "person_kana", "person_contact", "organization_name")


class AlreadyTakenError(DomainError):
    """Somebody took this import before."""


class NothingToUndoError(DomainError):
    """There is nothing of this import to take back."""


@dataclass(frozen=True)
class Preview:
    """What taking a file would do, and what of it an earlier import has already done."""

    filename: str
    sheets: Sheets
    plan: ImportPlan
    known: frozenset[str]

    @cached_property
    def new(self) -> tuple[ConsultationDraft, ...]:
        return tuple(draft for draft in self.plan.drafts if draft.import_key not in self.known)

    @property
    def refused(self) -> int:
        return len(self.plan.faulty_rows)


def look_into(
    filename: str, content: bytes, *, sheet_name: str | None = None, fiscal_year: int | None = None
) -> Preview:
    """Read a file and keep nothing.

    Raises:
        RefusedFileError: nothing in it can be read; the sentence says why and what now.
    """
    sheets = read_table(content, filename)
    if sheet_name and not any(sheet.name == sheet_name for sheet in sheets):
        names = "、".join(sheet.name for sheet in sheets)
        raise RefusedFileError(
            f"シート「{sheet_name}」はありません。あるのは次のシートです: {names}"
        )
    plan = read_consultations(
        sheets,
        _lists_for_reading(),
        today=calendar.today(),
        fiscal_year=fiscal_year,
        sheet_name=sheet_name,
    )
    return Preview(filename, sheets, plan, _known(plan))


def _known(plan: ImportPlan) -> frozenset[str]:
    """The keys of what is there already: brought in before, or taken out of this very center."""
    named = {
        Reception(number, draft.received_at, draft.channel, draft.client_type): draft.import_key
        for draft in plan.drafts
        if (number := parse_number(draft.reference))
    }
    recorded = still_recorded(list(named))
    keys = known_keys([draft.import_key for draft in plan.drafts])
    return frozenset(keys | {named[each] for each in recorded})


def receive(
    filename: str,
    content: bytes,
    *,
    uploaded_by_name: str,
    sheet_name: str | None = None,
    fiscal_year: int | None = None,
) -> Import:
    """Keep a file to be looked at and taken later.

    One whose headings nobody knows is kept too: its center is asked what they mean.

    Raises:
        RefusedFileError: nothing in it can be read, and nothing is kept.
    """
    try:
        seen = look_into(filename, content, sheet_name=sheet_name, fiscal_year=fiscal_year)
        found = seen.plan.sheet_name
    except NoHeaderError as unknown:
        if unknown.asked is None:
            raise
        found = unknown.asked.sheet_name
    is_workbook = content.startswith(b"PK")
    kept = file_keeping.store_file(
        PurePosixPath(filename.replace("\\", "/")).name[:200] or "名前のないファイル",
        content,
        media_type=WORKBOOK if is_workbook else "text/csv",
    )
    return _begin(kept.id, found, fiscal_year, uploaded_by_name)


def preview(import_: Import) -> Preview:
    """What taking it would do now.

    Raises:
        NoHeaderError: it is not known what its headings mean.
    """
    file = files.file(import_.file_id)
    return look_into(
        file.name, file.content, sheet_name=import_.sheet_name, fiscal_year=import_.fiscal_year
    )


def read_again(
    import_: Import, *, sheet_name: str | None, fiscal_year: int | None, by_name: str
) -> Import:
    """Read another sheet, or dates without a year as of another year.

    What was taken stays as it is: then the same file begins another import.

    Raises:
        RefusedFileError: there is nothing to read there.
    """
    file = files.file(import_.file_id)
    wanted = sheet_name or import_.sheet_name
    look_into(file.name, file.content, sheet_name=wanted, fiscal_year=fiscal_year)
    if import_.taken_at:
        return _begin(import_.file_id, wanted, fiscal_year, by_name)
    import_.sheet_name = wanted
    import_.fiscal_year = fiscal_year
    return import_


def take(import_: Import, *, taken_by_name: str) -> None:
    """Create a consultation for each good row that no earlier import has created.

    The kept file is read again: what a preview showed may have changed since.

    Raises:
        AlreadyTakenError: the second of two people is told who was first.
    """
    _hold(import_)
    seen = preview(import_)
    records = [_record(draft, taken_by_name) for draft in seen.new]
    created = consultations.bring_in(records, import_id=import_.id)
    import_.taken_at = calendar.now()
    import_.taken_by_name = taken_by_name
    import_.rows_created = created
    import_.rows_known = len(seen.plan.drafts) - created
    import_.rows_refused = seen.refused
    db.session.flush()


def discard(import_: Import) -> None:
    """Forget a file that was only looked at.

    Raises:
        AlreadyTakenError: consultations came out of it; the file is their source.
    """
    _hold(import_)
    is_shared = queries.is_read_elsewhere(import_)
    db.session.delete(import_)
    db.session.flush()
    if not is_shared:
        unused = sa.delete(StoredFile).where(own(StoredFile), StoredFile.id == import_.file_id)
        db.session.execute(unused)


def undo(import_: Import, *, by_name: str) -> None:
    """Take back what an import created, but what somebody changed or used since.

    The file and the facts stay; the same file can be brought in again.

    Raises:
        NothingToUndoError: it was not taken, or was taken back before.
    """
    db.session.execute(sa.text(f"SET LOCAL lock_timeout = '{WAIT_FOR_ANOTHER}s'"))
    db.session.refresh(import_, with_for_update=True)
    if not import_.can_be_undone:
        raise NothingToUndoError(
            f"この取り込みは、{import_.undone_by_name}さんがすでに取り消しました。"
            if import_.undone_at
            else "まだ取り込んでいないため、取り消すものがありません。"
        )
    removed = consultations.take_back(import_.id)
    import_.undone_at = calendar.now()
    import_.undone_by_name = by_name
    import_.rows_removed = removed
    import_.rows_kept = count_created(import_.id)
    db.session.flush()


def refused_rows(import_: Import) -> list[list[Cell]]:
    """The rows that cannot be taken, below their header, behind a column of reasons."""
    seen = preview(import_)
    return rejected_rows(seen.sheets, seen.plan)


def write_refused(import_: Import, encoding: Literal["utf-8-sig", "cp932"]) -> bytes:
    """The rows that cannot be taken, as CSV that may be corrected and sent again.

    Raises:
        UnwritableTextError: a letter of them is not in `encoding`.
    """
    return write_csv(refused_rows(import_), encoding)


def _hold(import_: Import) -> None:
    """Wait for whoever is taking it now, then see what they did."""
    db.session.execute(sa.text(f"SET LOCAL lock_timeout = '{WAIT_FOR_ANOTHER}s'"))
    db.session.refresh(import_, with_for_update=True)
    if import_.taken_at:
        raise AlreadyTakenError(
            f"このファイルは、{import_.taken_by_name}さんがすでに取り込みました。"
        )


def _begin(
    file_id: UUID, sheet_name: str, fiscal_year: int | None, uploaded_by_name: str
) -> Import:
    begun = Import(
        file_id=file_id,
        sheet_name=sheet_name,
        fiscal_year=fiscal_year,
        uploaded_at=calendar.now(),
        uploaded_by_name=uploaded_by_name,
    )
    db.session.add(begun)
    db.session.flush()
    return begun


def _record(draft: ConsultationDraft, taken_by_name: str) -> dict[str, Any]:
    columns = {name: value for name, value in vars(draft).items() if name not in _NOT_COLUMNS}
    for name in _NULL_WHEN_BLANK:
        columns[name] = columns[name] or None
    return {
        **columns,
        "activity_fields": list(draft.activity_fields),
        "received_by_id": None if draft.staff_name else current_actor_id(),
        "received_by_name": draft.staff_name or taken_by_name,
    }


def _lists_for_reading() -> CodeLists:
    """The city's lists, each code with the center's own words for it, and its own headings."""
    learned = queries.learned_words()
    words = taught_words(learned)
    return CodeLists(
        headings=taught_headings(learned),
        **{
            name: tuple(
                CodeEntry(
                    entry.code,
                    entry.label,
                    words.get((name, entry.code), ()),
                    entry.first_fiscal_year,
                    entry.last_fiscal_year,
                )
                for entry in entries
            )
            for name, entries in code_lists().lists.items()
        },
    )
