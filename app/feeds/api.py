from typing import Any

from flask import current_app

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.blueprint import never_kept
from app.api.rooms import center_api
from app.errors import NotFoundError
from app.feeds import queries, service
from app.feeds.models import CalendarFeed
from app.feeds.schemas import CalendarFeedMade, CalendarFeedShown

api = center_api("feeds", __name__, "購読するカレンダー")


@api.get("/mine")
@api.response(200, CalendarFeedShown)
@allowed(Permission.KEEP_ACCESS_TOKENS)
def show() -> CalendarFeed:
    """Say whether one has a calendar to subscribe to, and since when."""
    feed = queries.mine()
    if feed is None:
        raise NotFoundError
    return feed


@api.post("/mine")
@api.response(201, CalendarFeedMade)
@allowed(Permission.KEEP_ACCESS_TOKENS)
@never_kept
def create() -> dict[str, Any]:
    """Make a secret address, in place of the old one; it is answered this once."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    address = f"{base}/calendar/{service.make()}.ics"
    feed = queries.mine()
    return {"address": address, "made_at": feed.made_at if feed else None}


@api.delete("/mine")
@api.response(204)
@allowed(Permission.KEEP_ACCESS_TOKENS)
def delete() -> None:
    """Let the address open nothing any more."""
    service.revoke()
