import io
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.codes.queries import code_lists
from app.consultations.rules.finding import Filters
from app.consultations.schemas import ConsultationFilters
from app.errors import InvalidError
from app.transfers import queries
from app.transfers.api.exports import fetched, may_take_persons, only_of, order
from app.transfers.gateway import write_csv
from app.transfers.rules.exports import FORMATS, KEPT_DAYS, filters_words
from app.transfers.rules.fields import TITLES, Field
from app.transfers.schemas import ExportOrder
from app.web.forms import Form
from app.web.rooms import center_pages

SHOWN_MISSING = 100
"""Cells on the page; the list to keep holds them all."""
MISSING_HEAD = ("行", "受付番号", "列", "書けない文字")

pages = center_pages("exports", "app.transfers")


@pages.get("/")
@allowed(Permission.EXPORT_CONSULTATIONS)
def index() -> str:
    return _index_page(Form(ExportOrder, shown={"file_format": "xlsx"}))


@pages.post("/")
@allowed(Permission.EXPORT_CONSULTATIONS)
def create() -> ResponseReturnValue:
    form = Form(ExportOrder, request.form)
    if form.errors:
        return _index_page(form), 422
    try:
        ordered = order(form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _index_page(form), 422
    return redirect(url_for(".show", export_id=ordered.id), 303)


@pages.get("/<uuid:export_id>")
@allowed(Permission.EXPORT_CONSULTATIONS)
def show(export_id: UUID) -> str:
    """How far the file is, and then the file; asks for itself until it is ready."""
    found = queries.export(export_id, account_id=only_of())
    return render_template(
        "transfers/export.html",
        found=found,
        formats=FORMATS,
        kept_days=KEPT_DAYS,
        columns=[TITLES[Field(name)] for name in found.columns],
        written=queries.rows_so_far(found.id) if found.is_under_way else found.rows_written,
        missing=queries.missing_letters(found.id, limit=SHOWN_MISSING)
        if found.cells_unwritable
        else [],
        may_fetch=not found.with_person or may_take_persons(),
    )


@pages.get("/<uuid:export_id>/file")
@allowed(Permission.EXPORT_CONSULTATIONS)
def show_file(export_id: UUID) -> ResponseReturnValue:
    return fetched(queries.export(export_id, account_id=only_of()))


@pages.get("/<uuid:export_id>/missing-letters.csv")
@allowed(Permission.EXPORT_CONSULTATIONS)
def show_missing(export_id: UUID) -> ResponseReturnValue:
    """Every cell with a letter that the encoding lacks, as CSV that can hold it."""
    found = queries.export(export_id, account_id=only_of())
    return send_file(
        io.BytesIO(write_csv([MISSING_HEAD, *queries.missing_letters(found.id)])),
        mimetype="text/csv",
        as_attachment=True,
        download_name="書けない文字の一覧.csv",
    )


def _index_page(form: Form) -> str:
    asked = Form(ConsultationFilters, request.args if form.typed is None else form.typed)
    filters: Any = Filters() if asked.errors else asked.data
    return render_template(
        "transfers/exports.html",
        form=form,
        filters=filters,
        unread=asked.errors and form.typed is None,
        words=filters_words(filters, code_lists()),
        found=queries.count(filters),
        formats=FORMATS.items(),
        format_words=FORMATS,
        kept_days=KEPT_DAYS,
        may_take_persons=may_take_persons(),
        earlier=queries.exports(account_id=only_of()),
        everybodys=only_of() is None,
    )
