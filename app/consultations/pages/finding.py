from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.codes.queries import code_lists
from app.consultations import queries
from app.consultations.pages.room import pages
from app.consultations.rules.finding import Filters
from app.consultations.schemas import ConsultationFilters
from app.paging import Cursor, Page
from app.web.forms import Form


@pages.get("/")
@allowed(Permission.READ_CONSULTATIONS)
def index() -> ResponseReturnValue:
    form = Form(ConsultationFilters, request.args)
    after = request.args.get("after")
    if form.errors:
        return _list_page(form, Filters(), Page([], None), after), 422
    filters: Any = form.data
    cursor = Cursor.parse(after) if after else None
    return _list_page(form, filters, queries.page(after=cursor, filters=filters), after)


def _list_page(form: Form, filters: Filters, page: Page[Any], after: str | None) -> str:
    return render_template(
        "consultations/index.html",
        page=page,
        lists=code_lists(),
        form=form,
        filters=filters,
        after=after,
    )
