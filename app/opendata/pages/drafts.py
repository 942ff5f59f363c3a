from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.errors import InvalidError
from app.opendata.pages.room import pages
from app.opendata.queries import editions as queries
from app.opendata.rules.keeping import read_again
from app.opendata.rules.previews import hidden_figures, preview
from app.opendata.rules.suppression import LEAST_THRESHOLD, REASON_LABELS
from app.opendata.rules.tables import TABLE_KINDS
from app.opendata.schemas import (
    DEFAULT_CONTACT,
    DEFAULT_DESCRIPTION,
    DEFAULT_TITLE,
    SPANS,
    EditionOrder,
)
from app.opendata.service import drafts as service
from app.opendata.service import editions
from app.web.forms import Form

YEARS_BACK = 6


@pages.get("/")
@allowed(Permission.PUBLISH_OPEN_DATA)
def index() -> str:
    return render_template(
        "opendata/index.html", drafts=queries.drafts(), shelves=queries.editions()
    )


@pages.get("/new")
@allowed(Permission.PUBLISH_OPEN_DATA)
def new() -> str:
    return _form(Form(EditionOrder, shown=_as_before()))


@pages.post("/drafts")
@allowed(Permission.PUBLISH_OPEN_DATA)
def create() -> ResponseReturnValue:
    form = Form(EditionOrder, request.form)
    if not form.errors:
        try:
            draft = service.order_edition(**form.data, by_name=current_user.name)
        except InvalidError as refusal:
            form.refuse(refusal.fields)
        else:
            return redirect(url_for(".show_draft", prepared_id=draft.id), 303)
    return _form(form), 422


@pages.get("/drafts/<uuid:prepared_id>")
@allowed(Permission.PUBLISH_OPEN_DATA)
def show_draft(prepared_id: UUID) -> str:
    """What would be published, with what is hidden and why; asks for itself until it is ready."""
    draft = queries.draft(prepared_id)
    counted = read_again(draft.figures) if draft.figures else None
    return render_template(
        "opendata/draft.html",
        draft=draft,
        shelf=queries.edition_of(draft),
        counted=counted,
        previews=preview(counted) if counted else [],
        hidden=hidden_figures(counted) if counted else [],
        reasons=REASON_LABELS,
    )


@pages.post("/drafts/<uuid:prepared_id>/publication")
@allowed(Permission.PUBLISH_OPEN_DATA)
def create_publication(prepared_id: UUID) -> ResponseReturnValue:
    edition = editions.publish(queries.draft(prepared_id), by_name=current_user.name)
    flash(f"「{edition.title}」を公開しました。", "success")
    return redirect(url_for(".show_edition", open_data_id=edition.id), 303)


def _form(form: Form) -> str:
    this = FiscalYear.of(calendar.today())
    years = [FiscalYear(this.year - back) for back in range(YEARS_BACK)]
    return render_template(
        "opendata/new.html",
        form=form,
        years=[(year.year, year.label) for year in years],
        spans=[(span, span) for span in SPANS],
        tables=[(kind.name, kind.title) for kind in TABLE_KINDS.values()],
    )


def _as_before() -> dict[str, object]:
    """As the last one was ordered; at first the year that is over, with every table."""
    last = queries.last_draft()
    return {
        "title": last.title if last else DEFAULT_TITLE,
        "description": last.description if last else DEFAULT_DESCRIPTION,
        "contact": last.contact if last else DEFAULT_CONTACT,
        "fiscal_year": FiscalYear.of(calendar.today()).year - 1,
        "span": SPANS[0],
        "tables": list(TABLE_KINDS),
        "threshold": last.threshold if last else LEAST_THRESHOLD,
    }
