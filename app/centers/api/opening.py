from typing import Any
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.centers import queries, service
from app.centers.api.room import api
from app.centers.models import ClosedDays
from app.centers.rules import OpeningDays, Week
from app.centers.schemas import (
    ClosedShown,
    ClosedTyped,
    OpeningDaysShown,
    WeekNamed,
    WeekShown,
    WeekTyped,
    as_closed,
)
from app.paging import Page, walk


@api.get("/opening-days")
@api.response(200, OpeningDaysShown)
@allowed(Permission.READ_CONSULTATIONS)
def show_opening_days() -> OpeningDays:
    """Read when the center is open."""
    return own_calendar()


@api.post("/opening-days/weeks")
@api.arguments(WeekTyped)
@api.response(201, WeekShown)
@allowed(Permission.CHANGE_SETTINGS)
def create_week(typed: dict[str, Any]) -> Week:
    """Let a week of hours hold from a day on."""
    service.open_weekly(typed["hours"], first_day=typed["first_day"])
    return Week(typed["first_day"], typed["hours"])


@api.delete("/opening-days/weeks")
@api.arguments(WeekNamed, location="query")
@api.response(204)
@allowed(Permission.CHANGE_SETTINGS)
def delete_week(named: dict[str, Any]) -> ResponseReturnValue:
    """Call off a week that has not begun."""
    service.call_off_week(named["first_day"])
    return "", 204


@api.get("/opening-days/closed-days")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ClosedShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_closed_days(asked: dict[str, Any]) -> Page[ClosedDays]:
    """List what the center itself has said about days it closes on."""
    return walk(queries.closed_days(), key=lambda days: f"{days.first_day} {days.id}", **asked)


@api.post("/opening-days/closed-days")
@api.arguments(ClosedTyped)
@api.response(201, ClosedShown)
@allowed(Permission.CHANGE_SETTINGS)
def create_closed_days(typed: dict[str, Any]) -> ClosedDays:
    """Close on certain days: once, every year, or every month."""
    return service.close_on(as_closed(typed))


@api.delete("/opening-days/closed-days/<uuid:closed_id>")
@api.response(204)
@allowed(Permission.CHANGE_SETTINGS)
def delete_closed_days(closed_id: UUID) -> ResponseReturnValue:
    """Call off what is still to come of them."""
    service.open_again(queries.closed_span(closed_id))
    return "", 204


def own_calendar() -> OpeningDays:
    return queries.opening_days(current_user.at(g.center_slug).center_id)
