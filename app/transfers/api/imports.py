import io
from typing import Any
from uuid import UUID

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.consultations.queries import count_created, count_held, held
from app.files import queries as files
from app.paging import Page, moment_key, walk
from app.transfers import queries, service
from app.transfers.models import Import, LearnedWord
from app.transfers.rules import NoHeaderError
from app.transfers.schemas import (
    Encoding,
    ImportLine,
    ImportRepresentation,
    LearnedWordRepresentation,
    Lessons,
    Reading,
    SentFile,
    UndoingRepresentation,
)
from app.transfers.service import learning

FIRST_ROWS = 20
FIRST_HELD = 300
KEPT = (
    "id",
    "sheet_name",
    "fiscal_year",
    "uploaded_at",
    "uploaded_by_name",
    "taken_at",
    "taken_by_name",
    "rows_created",
    "undone_at",
)

NOTHING_READ: dict[str, Any] = {
    **dict.fromkeys(("rows_new", "rows_known", "rows_refused"), 0),
    **dict.fromkeys(
        (
            *("other_sheets", "columns", "unknown_columns", "first_rows"),
            *("faults", "notices", "unlisted"),
        ),
        (),
    ),
}

api = center_api("transfers", "app.transfers", "相談の取り込み")


@api.get("")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ImportLine))
@allowed(Permission.IMPORT_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[queries.Earlier]:
    """List the latest files that were sent, and what became of them."""
    return walk(
        queries.earlier(),
        key=lambda sent: moment_key(sent.uploaded_at, sent.id),
        latest_first=True,
        **asked,
    )


@api.post("")
@api.arguments(SentFile, location="files")
@api.arguments(Reading, location="form")
@api.response(201, ImportRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def create(sent: dict[str, Any], reading: dict[str, Any]) -> dict[str, Any]:
    """Send a workbook or CSV file (20 MB at most) and see what taking it would do."""
    file = sent["file"]
    return _shown(
        service.receive(file.filename, file.read(), uploaded_by_name=current_user.name, **reading)
    )


@api.get("/<uuid:import_id>")
@api.response(200, ImportRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def show(import_id: UUID) -> dict[str, Any]:
    """Read the kept file again, and see what taking it would do now."""
    return _shown(queries.import_(import_id))


@api.delete("/<uuid:import_id>")
@api.response(204)
@allowed(Permission.IMPORT_CONSULTATIONS)
def delete(import_id: UUID) -> None:
    """Forget a file that was not taken."""
    service.discard(queries.import_(import_id))


@api.post("/<uuid:import_id>/reading")
@api.arguments(Reading)
@api.response(200, ImportRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def read_again(reading: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Read another sheet, or as of another year; of a taken file, as another import."""
    found = queries.import_(import_id)
    return _shown(service.read_again(found, by_name=current_user.name, **reading))


@api.post("/<uuid:import_id>/words")
@api.arguments(Lessons)
@api.response(200, ImportRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def teach(lessons: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Say what headings or words mean, for this file and all later ones."""
    found = queries.import_(import_id)
    learning.teach(**lessons, by_name=current_user.name)
    return _shown(found)


@api.get("/words")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(LearnedWordRepresentation))
@allowed(Permission.IMPORT_CONSULTATIONS)
def index_words(asked: dict[str, Any]) -> Page[LearnedWord]:
    """List what the center taught."""
    return walk(queries.learned_words(), key=lambda word: f"{word.about} {word.word_key}", **asked)


@api.delete("/words/<uuid:word_id>")
@api.response(204)
@allowed(Permission.IMPORT_CONSULTATIONS)
def forget(word_id: UUID) -> None:
    """Forget a word; what was read with it stays."""
    learning.forget(queries.learned_word(word_id))


@api.post("/<uuid:import_id>/taking")
@api.response(200, ImportRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def take(import_id: UUID) -> dict[str, Any]:
    """Create the consultations. What is already there is not created again."""
    found = queries.import_(import_id)
    service.take(found, taken_by_name=current_user.name)
    return _shown(found)


@api.get("/<uuid:import_id>/undoing")
@api.response(200, UndoingRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def show_undoing(import_id: UUID) -> dict[str, Any]:
    """See what taking the import back would remove and keep, or what it did."""
    return _undoing(queries.import_(import_id))


@api.post("/<uuid:import_id>/undoing")
@api.response(200, UndoingRepresentation)
@allowed(Permission.IMPORT_CONSULTATIONS)
def undo(import_id: UUID) -> dict[str, Any]:
    """Remove what the import created, but what somebody changed or used since."""
    found = queries.import_(import_id)
    service.undo(found, by_name=current_user.name)
    return _undoing(found)


@api.get("/<uuid:import_id>/refused-rows")
@api.arguments(Encoding, location="query")
@api.response(200, content_type="text/csv")
@allowed(Permission.IMPORT_CONSULTATIONS)
def refused_rows(asked: dict[str, Any], import_id: UUID) -> ResponseReturnValue:
    """The rows that cannot be taken as CSV, with a column saying what to correct."""
    return refused_file(queries.import_(import_id), asked["encoding"])


def refused_file(import_: Import, encoding: Any) -> ResponseReturnValue:
    answer = send_file(
        io.BytesIO(service.write_refused(import_, encoding)),
        mimetype="text/csv",
        as_attachment=True,
        download_name="取り込めない行.csv",
    )
    charset = "utf-8" if encoding == "utf-8-sig" else "Shift_JIS"
    answer.headers["Content-Type"] = f"text/csv; charset={charset}"
    return answer


def _undoing(import_: Import) -> dict[str, Any]:
    created, kept = count_created(import_.id), count_held(import_.id)
    return {
        "undone_at": import_.undone_at,
        "undone_by_name": import_.undone_by_name,
        "rows_removed": created - kept if import_.can_be_undone else import_.rows_removed or 0,
        "rows_kept": kept if import_.can_be_undone else import_.rows_kept or 0,
        "kept": held(import_.id, limit=FIRST_HELD),
    }


def _shown(import_: Import) -> dict[str, Any]:
    kept = {name: getattr(import_, name) for name in KEPT}
    try:
        seen = service.preview(import_)
    except NoHeaderError as unknown:
        name = files.file_name(import_.file_id)
        return {**NOTHING_READ, **kept, "filename": name, "asked": unknown.asked}
    return {
        **kept,
        "asked": None,
        "unlisted": seen.plan.unlisted,
        "filename": seen.filename,
        "rows_new": len(seen.new),
        "rows_known": len(seen.known),
        "rows_refused": seen.refused,
        "other_sheets": seen.plan.other_sheets,
        "columns": seen.plan.columns,
        "unknown_columns": seen.plan.unknown_columns,
        "first_rows": seen.new[:FIRST_ROWS],
        "faults": seen.plan.faults,
        "notices": seen.plan.notices,
    }
