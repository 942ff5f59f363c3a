from typing import Any
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.calendar import CITY_TIME
from app.codes.queries import code_lists
from app.errors import NotAllowedError, NotFoundError
from app.paging import Page, moment_key, walk
from app.transfers import queries
from app.transfers.models import Export
from app.transfers.rules.exports import Wanted, file_name, filters_words
from app.transfers.schemas import ExportOrder, ExportRepresentation, MissingShown
from app.transfers.service import WORKBOOK, exports
from app.web.streams import in_pieces, streamed

MEDIA_TYPES = {
    "xlsx": WORKBOOK,
    "csv": "text/csv; charset=utf-8",
    "csv_cp932": "text/csv; charset=Shift_JIS",
}

api = center_api("exports", "app.transfers", "相談の書き出し")


@api.get("")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ExportRepresentation))
@allowed(Permission.EXPORT_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[Export]:
    """List what was taken out, latest first: one's own, or everybody's for a manager."""
    return walk(
        queries.exports(account_id=only_of()),
        key=lambda ordered: moment_key(ordered.ordered_at, ordered.id),
        latest_first=True,
        **asked,
    )


@api.post("")
@api.arguments(ExportOrder)
@api.response(202, ExportRepresentation)
@allowed(Permission.EXPORT_CONSULTATIONS)
def create(wanted: dict[str, Any]) -> Export:
    """Order a file; ask for it until `finished_at` or `failed_at` is filled."""
    return order(wanted)


@api.get("/<uuid:export_id>")
@api.response(200, ExportRepresentation)
@allowed(Permission.EXPORT_CONSULTATIONS)
def show(export_id: UUID) -> Export:
    """Read how far a file is."""
    return queries.export(export_id, account_id=only_of())


@api.get("/<uuid:export_id>/file")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.EXPORT_CONSULTATIONS)
def show_file(export_id: UUID) -> ResponseReturnValue:
    """Fetch the file, sent as it is read."""
    return fetched(queries.export(export_id, account_id=only_of()))


@api.get("/<uuid:export_id>/missing-letters")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MissingShown))
@allowed(Permission.EXPORT_CONSULTATIONS)
def index_missing(asked: dict[str, Any], export_id: UUID) -> Page[queries.Missing]:
    """List the cells with letters that the encoding lacks."""
    ordered = queries.export(export_id, account_id=only_of())
    return walk(
        queries.missing_letters(ordered.id),
        key=lambda cell: f"{cell.row:08d} {cell.column}",
        **asked,
    )


def only_of() -> UUID | None:
    """Whose exports this person may see: their own; a manager everybody's."""
    sees_all = current_user.may(Permission.READ_EXPORTS, g.center_slug)
    return None if sees_all else current_user.id


def order(wanted: dict[str, Any]) -> Export:
    """Order a file, with persons only for those who may take them out."""
    if wanted["with_person"] and not may_take_persons():
        raise NotAllowedError("氏名・連絡先を書き出せるのは管理者だけです。")
    words = filters_words(wanted["filters"], code_lists())
    return exports.order(Wanted(filters_words=words, **wanted), by_name=current_user.name)


def fetched(ordered: Export) -> ResponseReturnValue:
    if ordered.with_person and not may_take_persons():
        raise NotFoundError("お探しの書き出しは見つかりませんでした。")
    export_id = ordered.id
    pieces = in_pieces(lambda position: queries.part_content(export_id, position))
    return streamed(
        exports.whole_file(ordered, pieces),
        name=file_name(
            ordered.file_format,
            ordered.ordered_at.astimezone(CITY_TIME).date(),
            ordered.rows_written or 0,
        ),
        media_type=MEDIA_TYPES[ordered.file_format],
        size=exports.size_of(ordered),
    )


def may_take_persons() -> bool:
    may: bool = current_user.may(Permission.EXPORT_PERSONS, g.center_slug)
    return may
