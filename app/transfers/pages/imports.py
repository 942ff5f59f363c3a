import io
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.consultations.queries import brought_in, count_created, count_held, held
from app.errors import InvalidError
from app.files import queries as files
from app.transfers import queries, service
from app.transfers.api.imports import FIRST_ROWS, refused_file
from app.transfers.documents import sample_workbook
from app.transfers.models import Import
from app.transfers.rules import ImportPlan, NoHeaderError, RefusedFileError
from app.transfers.rules.fields import TITLES
from app.transfers.rules.learning import LIST_TITLES, meanings, understood, words_for
from app.transfers.schemas import FIRST_YEAR, Encoding, Lessons, Reading, SentFile
from app.transfers.service import learning
from app.web.forms import Form
from app.web.rooms import center_pages

ASKED_WORDS = 20
"""Words asked about at once."""
SHOWN_FAULTS = 300
"""Rows on the page; the file to correct holds them all."""

pages = center_pages("transfers", "app.transfers")


@pages.get("/")
@allowed(Permission.IMPORT_CONSULTATIONS)
def index() -> str:
    return _index_page(Form(SentFile))


@pages.get("/sample.xlsx")
@allowed(Permission.IMPORT_CONSULTATIONS)
def sample() -> ResponseReturnValue:
    made = sample_workbook(code_lists(), FiscalYear.of(calendar.today()))
    return send_file(
        io.BytesIO(made),
        mimetype=service.WORKBOOK,
        as_attachment=True,
        download_name="相談受付簿(見本).xlsx",
    )


@pages.post("/")
@allowed(Permission.IMPORT_CONSULTATIONS)
def create() -> ResponseReturnValue:
    form = Form(SentFile, MultiDict[str, Any](request.files))
    if form.errors:
        return _index_page(form), 422
    file = form.data["file"]
    try:
        received = service.receive(file.filename, file.read(), uploaded_by_name=current_user.name)
    except RefusedFileError as refusal:
        form.refuse({"file": [str(refusal)]})
        return _index_page(form), 422
    return _to(received)


@pages.get("/<uuid:import_id>")
@allowed(Permission.IMPORT_CONSULTATIONS)
def show(import_id: UUID) -> str:
    found = queries.import_(import_id)
    year = FiscalYear.of(calendar.today()).year
    try:
        seen = service.preview(found)
    except NoHeaderError as unknown:
        return _asking_page(found, unknown, year)
    return render_template(
        "transfers/show.html",
        found=found,
        seen=seen,
        plan=seen.plan,
        first_rows=seen.new[:FIRST_ROWS],
        faults=seen.plan.faults[:SHOWN_FAULTS],
        notices=seen.plan.notices[:SHOWN_FAULTS],
        columns=_columns(seen.plan),
        understood=understood(seen.plan.header, code_lists()),
        lists=code_lists(),
        meanings=meanings(code_lists(), year),
        list_titles=LIST_TITLES,
        unlisted=seen.plan.unlisted[:ASKED_WORDS],
        year=year,
        created=brought_in(found.id, limit=FIRST_ROWS),
        form=Form(
            Reading,
            shown={"sheet_name": found.sheet_name, "fiscal_year": found.fiscal_year or ""},
        ),
        sheets=[(name, name) for name in (found.sheet_name, *seen.plan.other_sheets)],
        years=[(each, FiscalYear(each).label) for each in range(year, FIRST_YEAR - 1, -1)],
    )


@pages.post("/<uuid:import_id>/reading")
@allowed(Permission.IMPORT_CONSULTATIONS)
def read_again(import_id: UUID) -> ResponseReturnValue:
    found = queries.import_(import_id)
    form = Form(Reading, request.form)
    if form.errors:
        flash("シートと年度を選び直してください。", "error")
        return _to(found)
    try:
        return _to(service.read_again(found, by_name=current_user.name, **form.data))
    except RefusedFileError as refusal:
        flash(str(refusal), "error")
        return _to(found)


@pages.post("/<uuid:import_id>/words")
@allowed(Permission.IMPORT_CONSULTATIONS)
def teach(import_id: UUID) -> ResponseReturnValue:
    """Say what headings or words mean, and see the file read with it."""
    found = queries.import_(import_id)
    form = Form(Lessons, request.form)
    if form.errors:
        flash("意味を選び直してください。", "error")
        return _to(found)
    try:
        taught = learning.teach(**form.data, by_name=current_user.name)
    except InvalidError as error:
        flash(" ".join(said for saids in error.fields.values() for said in saids), "error")
        return _to(found)
    if not taught:
        flash("意味が一つも選ばれていません。", "info")
        return _to(found)
    flash(f"{taught}つの言葉を覚えました。次からは、聞かずに読み取ります。", "success")
    try:
        return _to(_read_with_it(found))
    except NoHeaderError as unknown:  # said so, a column that is needed is no longer there
        flash(str(unknown), "error")
        return _to(found)


def _read_with_it(found: Import) -> Import:
    """What was taken stays as it is: the rows that can be read now are another import."""
    if not found.taken_at:
        return found
    return service.read_again(
        found,
        sheet_name=found.sheet_name,
        fiscal_year=found.fiscal_year,
        by_name=current_user.name,
    )


@pages.post("/words/<uuid:word_id>/removal")
@allowed(Permission.IMPORT_CONSULTATIONS)
def forget(word_id: UUID) -> ResponseReturnValue:
    word = queries.learned_word(word_id)
    learning.forget(word)
    flash(f"「{word.word}」を忘れました。", "info")
    return redirect(url_for(".index"))


@pages.post("/<uuid:import_id>/taking")
@allowed(Permission.IMPORT_CONSULTATIONS)
def take(import_id: UUID) -> ResponseReturnValue:
    found = queries.import_(import_id)
    try:
        service.take(found, taken_by_name=current_user.name)
    except service.AlreadyTakenError as already:
        flash(str(already), "info")
    except NoHeaderError as unknown:
        flash(str(unknown), "error")
    else:
        flash(f"{found.rows_created:,}件の相談を取り込みました。", "success")
    return _to(found)


@pages.get("/<uuid:import_id>/undoing")
@allowed(Permission.IMPORT_CONSULTATIONS)
def new_undoing(import_id: UUID) -> str:
    """What would go and what would stay, before anything does."""
    found = queries.import_(import_id)
    return render_template(
        "transfers/undoing.html",
        found=found,
        created=count_created(found.id),
        held_count=count_held(found.id),
        held=held(found.id, limit=SHOWN_FAULTS),
    )


@pages.post("/<uuid:import_id>/undoing")
@allowed(Permission.IMPORT_CONSULTATIONS)
def undo(import_id: UUID) -> ResponseReturnValue:
    found = queries.import_(import_id)
    try:
        service.undo(found, by_name=current_user.name)
    except service.NothingToUndoError as nothing:
        flash(str(nothing), "info")
    else:
        flash(f"取り込みを取り消し、{found.rows_removed:,}件の相談を消しました。", "success")
    return _to(found)


@pages.post("/<uuid:import_id>/withdrawal")
@allowed(Permission.IMPORT_CONSULTATIONS)
def discard(import_id: UUID) -> ResponseReturnValue:
    service.discard(queries.import_(import_id))
    flash("取り込みをやめました。送られたファイルは消しました。", "info")
    return redirect(url_for(".index"))


@pages.get("/<uuid:import_id>/refused-rows.csv")
@allowed(Permission.IMPORT_CONSULTATIONS)
def refused_rows(import_id: UUID) -> ResponseReturnValue:
    form = Form(Encoding, request.args)
    return refused_file(queries.import_(import_id), form.data.get("encoding", "utf-8-sig"))


def _to(import_: Import) -> ResponseReturnValue:
    return redirect(url_for(".show", import_id=import_.id))


def _index_page(form: Form) -> str:
    lists = code_lists()
    learned = [(each, *words_for(each, lists)) for each in queries.learned_words()]
    return render_template(
        "transfers/index.html", form=form, earlier=queries.earlier(), learned=learned
    )


def _asking_page(found: Import, unknown: NoHeaderError, year: int) -> str:
    """Nothing can be read yet: what do the headings mean?"""
    return render_template(
        "transfers/asking.html",
        found=found,
        filename=files.file_name(found.file_id),
        sentence=str(unknown),
        asked=unknown.asked,
        meanings=meanings(code_lists(), year),
    )


def _columns(plan: ImportPlan) -> list[tuple[str, str]]:
    """What is read, and from which headings: a list may stand in a column for each code."""
    headings: dict[str, list[str]] = {}
    for column in plan.columns:
        headings.setdefault(TITLES[column.field], []).append(column.heading)
    return [(title, "、".join(names)) for title, names in headings.items()]
