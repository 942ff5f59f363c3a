from typing import Any
from uuid import UUID

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api, city_api
from app.paging import Page, moment_key, walk
from app.snapshots import queries, service
from app.snapshots.models import Snapshot
from app.snapshots.schemas import SnapshotChanges, SnapshotLine, SnapshotOrdered, SnapshotShown

api = center_api("snapshots", __name__, "公表版の数字")
city = city_api("snapshots", __name__, "全センターの公表版と、いまの数字の差")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(SnapshotLine))
@allowed(Permission.READ_FIGURES)
def index(asked: dict[str, Any]) -> Page[Snapshot]:
    """List what was published, the latest first."""
    return walk(
        queries.snapshots(),
        key=lambda each: moment_key(each.ordered_at, each.id),
        latest_first=True,
        **asked,
    )


@api.post("/")
@api.arguments(SnapshotOrdered)
@api.response(202, SnapshotLine)
@allowed(Permission.PUBLISH_FIGURES)
def create(asked: dict[str, Any]) -> Snapshot:
    """Have figures frozen; the worker does it within seconds."""
    return service.order(
        asked["period"],
        of_city=asked["of_city"],
        known_on=asked["as_of"],
        by_name=current_user.name,
    )


@api.get("/<uuid:snapshot_id>")
@api.response(200, SnapshotShown)
@allowed(Permission.READ_FIGURES)
def show(snapshot_id: UUID) -> Snapshot:
    """Read what was published, as it was published."""
    return queries.snapshot(snapshot_id)


@api.get("/<uuid:snapshot_id>/changes")
@api.response(200, SnapshotChanges)
@allowed(Permission.READ_FIGURES)
def show_changes(snapshot_id: UUID) -> queries.Changed:
    """Say what has changed since, in the own center's figures."""
    return queries.changed(snapshot_id)


@city.get("/<uuid:snapshot_id>/changes")
@city.response(200, SnapshotChanges)
@allowed(Permission.READ_CITY_FIGURES)
def show_city_changes(snapshot_id: UUID) -> queries.Changed:
    """Say what has changed since, in the figures of all centers."""
    return queries.changed(snapshot_id)
