from flask import render_template, request

from app.access.guards import allowed
from app.access.permissions import Permission
from app.archive import queries
from app.archive.schemas import ArchiveAsked
from app.calendar import FiscalYear
from app.errors import InvalidError
from app.paging import walk
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("archive", __name__)


@pages.get("/")
@allowed(Permission.READ_MEETINGS)
def index() -> str:
    """The meetings that were held, found by words and fiscal year."""
    form = Form(ArchiveAsked, request.args)
    if form.errors:
        raise InvalidError(form.errors)
    asked = form.data
    year = FiscalYear(asked["year"]) if asked["year"] else None
    found = queries.held(asked["words"], year)
    page = walk(
        found,
        key=lambda held: f"{held.meeting.held_on} {held.id}",
        latest_first=True,
        after=asked["after"],
        limit=asked["limit"],
    )
    return render_template(
        "archive/index.html",
        form=form,
        page=page,
        number=len(found),
        words=asked["words"],
        year=asked["year"],
        years=[(each.year, each.label) for each in queries.years()],
    )
