from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import calendar
from app.access.guards import allowed, open_to_all
from app.access.permissions import Permission
from app.documents import ical
from app.feeds import queries, service
from app.web.headers import let_owner_keep
from app.web.limits import limiter
from app.web.rooms import center_pages
from app.web.scopes import as_person, as_system

pages = center_pages("feeds", __name__)
calendars = Blueprint("calendars", __name__)

PER_ADDRESS = "120 per minute"
"""A whole ward office stands behind one address; each of its calendars asks a few times a day."""
PER_CALENDAR = "30 per minute"
AN_HOUR = 3600


@pages.get("/")
@allowed(Permission.READ_MEETINGS)
def index() -> str:
    return render_template("feeds/index.html", feed=queries.mine())


@pages.post("/")
@allowed(Permission.READ_MEETINGS)
def create() -> ResponseReturnValue:
    """The address is shown in the answer itself: it must lie in no cookie and no session."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    address = f"{base}/calendar/{service.make()}.ics"
    return render_template("feeds/made.html", address=address), 201


@pages.post("/removal")
@allowed(Permission.READ_MEETINGS)
def create_removal() -> ResponseReturnValue:
    service.revoke()
    flash("カレンダーのアドレスを無効にしました。", "success")
    return redirect(url_for(".index"), 303)


@calendars.get("/calendar/<secret>.ics")
@open_to_all
@limiter.limit(PER_ADDRESS)
@limiter.limit(PER_CALENDAR, key_func=lambda: f"feed:{request.path}")
def show(secret: str) -> Response:
    """The calendar of whoever holds the secret; an unknown one is an absent page."""
    owner = as_system(queries.owner, secret)
    base = current_app.extensions["settings"].public_url
    found = as_person(
        owner.center_id,
        owner.account_id,
        queries.shown,
        public_url=base,
        today=calendar.today(),
    )
    stamp = max((event.changed_at for event in found.events), default=calendar.now())
    answer = make_response(ical.feed(found.events, name=found.name, stamped_at=stamp))
    answer.content_type = ical.MEDIA_TYPE
    answer.headers.set("Content-Disposition", "inline", filename="meetings.ics")
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.add_etag()
    let_owner_keep(AN_HOUR)
    answer.make_conditional(request)
    return answer
