"""The list, and what one looks for in it."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.codes.rules import CodeLists
from app.consultations import queries, service
from app.consultations.pages.room import pages
from app.consultations.rules.finding import (
    CONTINUED,
    DAYS,
    REFERRED,
    STATES,
    Filters,
    removed,
    words_of,
)
from app.consultations.schemas import ConsultationFilters, SavedListNamed
from app.errors import InvalidError
from app.paging import Cursor, Page
from app.web.forms import Form


class Chip(NamedTuple):
    """A filter at work, in words, and the address of the list without it."""

    label: str
    words: str
    without: str


@pages.get("/")
@allowed(Permission.READ_CONSULTATIONS)
def index() -> ResponseReturnValue:
    form = Form(ConsultationFilters, request.args)
    if form.errors:
        return _list_page(form, Filters(), Page([], None)), 422
    filters: Any = form.data
    if named := queries.by_number(filters.words):
        return redirect(url_for(".show", consultation_id=named.id))
    after = request.args.get("after")
    cursor = Cursor.parse(after) if after else None
    return _list_page(form, filters, queries.page(after=cursor, filters=filters), after=after)


@pages.post("/saved-lists")
@allowed(Permission.READ_CONSULTATIONS)
def create_saved_list() -> ResponseReturnValue:
    form = Form(ConsultationFilters, request.form)
    filters: Any = form.data or Filters()
    naming = Form(SavedListNamed, request.form)
    if not naming.errors:
        try:
            kept = service.save_list(filters, account_name=current_user.name, **naming.data)
        except InvalidError as error:
            naming.refuse(error.fields)
        else:
            flash(f"「{kept.name}」を保存しました。", "success")
            return redirect(url_for(".index", **filters.address))
    return _list_page(form, filters, queries.page(filters=filters), naming=naming), 422


@pages.post("/saved-lists/<uuid:saved_list_id>/removal")
@allowed(Permission.READ_CONSULTATIONS)
def create_saved_list_removal(saved_list_id: UUID) -> ResponseReturnValue:
    saved = queries.saved_list(saved_list_id)
    service.remove_list(saved)
    flash(f"「{saved.name}」を消しました。相談の記録はそのままです。", "info")
    return redirect(url_for(".index"))


def _list_page(
    form: Form,
    filters: Filters,
    page: Page[Any],
    *,
    after: str | None = None,
    naming: Form | None = None,
) -> str:
    lists = code_lists()
    is_panel_open = bool(request.args.get("panel")) or bool(form.errors)
    return render_template(
        "consultations/index.html",
        page=page,
        lists=lists,
        form=form,
        naming=naming or Form(SavedListNamed),
        filters=filters,
        after=after,
        chips=[_chip(filters, name, value, lists) for name, value in _at_work(filters)],
        saved_lists=queries.saved_lists(),
        counts=queries.counts(filters) if is_panel_open else None,
        year=FiscalYear.of(calendar.today()).year,
        states=STATES,
        referred=REFERRED,
        continued=CONTINUED,
    )


def _at_work(filters: Filters) -> list[tuple[str, Any]]:
    return [
        (name, each)
        for name, value in filters.asked.items()
        for each in (value if isinstance(value, tuple) else (value,))
    ]


def _chip(filters: Filters, name: str, value: Any, lists: CodeLists) -> Chip:
    label = ConsultationFilters().fields[name].metadata["label"]
    without = removed(filters, name, value)
    return Chip(label, _words(name, value, lists), url_for(".index", **without.address))


def _words(name: str, value: Any, lists: CodeLists) -> str:
    return calendar.japanese_day(value) if name in DAYS else words_of(name, str(value), lists)
