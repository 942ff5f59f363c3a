from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import EXCLUDE, ValidationError

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import Period
from app.codes.queries import code_lists
from app.corrections import rules as corrections
from app.snapshots import queries, service
from app.snapshots.schemas import SnapshotOrdered, period_of
from app.statistics import rules as statistics
from app.web.forms import Form, flatten
from app.web.rooms import center_pages, city_pages

pages = center_pages("snapshots", __name__)
city = city_pages("snapshots", __name__)

MOST_SHOWN = 300
"""Figures on one page of differences; a program reads all."""


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def index() -> str:
    so_far = Period.so_far(calendar.today())
    usual = {"from": so_far.first, "to": so_far.last, "of_city": _may_city()}
    return _index(Form(SnapshotOrdered, shown=usual))


@pages.post("/")
@allowed(Permission.PUBLISH_FIGURES)
def create() -> ResponseReturnValue:
    form = Form(SnapshotOrdered, request.form)
    try:
        asked: dict[str, Any] = SnapshotOrdered(unknown=EXCLUDE).load(request.form.to_dict())
    except ValidationError as error:
        form.refuse(flatten(error.messages_dict))
        return _index(form), 422
    ordered = service.order(
        asked["period"],
        of_city=asked["of_city"],
        known_on=asked["as_of"],
        by_name=current_user.name,
    )
    flash("公表版を作っています。数秒で開けます。", "success")
    return redirect(url_for(".show", snapshot_id=ordered.id))


@pages.get("/<uuid:snapshot_id>")
@allowed(Permission.READ_FIGURES)
def show(snapshot_id: UUID) -> str:
    """Prints from what was frozen, and from nothing else."""
    snapshot = queries.snapshot(snapshot_id)
    room = "city_snapshots" if snapshot.of_city else "snapshots"
    return render_template(
        "snapshots/show.html",
        snapshot=snapshot,
        label=period_of(snapshot).label,
        content=snapshot.content or {},
        report=(snapshot.content or {}).get("report"),
        is_intact=snapshot.frozen_at and queries.is_intact(snapshot),
        changes=url_for(f"{room}.show_changes", snapshot_id=snapshot_id),
    )


@pages.get("/<uuid:snapshot_id>/changes")
@allowed(Permission.READ_FIGURES)
def show_changes(snapshot_id: UUID) -> str:
    return _changes(snapshot_id)


@city.get("/<uuid:snapshot_id>/changes", endpoint="show_changes")
@allowed(Permission.READ_CITY_FIGURES)
def show_city_changes(snapshot_id: UUID) -> str:
    return _changes(snapshot_id)


def _changes(snapshot_id: UUID) -> str:
    changed = queries.changed(snapshot_id)
    return render_template(
        "snapshots/changes.html",
        changed=changed,
        shown=changed.differences[:MOST_SHOWN],
        more=max(0, len(changed.differences) - MOST_SHOWN),
        lists=code_lists(),
        name_of=_name_of,
        headline=corrections.headline,
        back=url_for("snapshots.show", center=current_user.home.slug, snapshot_id=snapshot_id),
    )


def _name_of(figure: Any) -> str:
    return statistics.named(figure.measure, figure.code, code_lists())


def _may_city() -> bool:
    return bool(current_user.may(Permission.READ_CITY_FIGURES, g.center_slug))


def _index(form: Form) -> str:
    return render_template(
        "snapshots/index.html",
        snapshots=[(each, period_of(each).label) for each in queries.snapshots()],
        form=form,
        may_publish=current_user.may(Permission.PUBLISH_FIGURES, g.center_slug),
        may_city=_may_city(),
    )
