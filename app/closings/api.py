from typing import Any

from flask_login import current_user

from app.access.guards import allowed, by_platform
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of, whole
from app.api.rooms import center_api, city_api
from app.closings import queries, service
from app.closings.models import ClosingReminder
from app.closings.rules import CityMonth
from app.closings.schemas import (
    CityClosingAsked,
    CityClosingShown,
    CityMonthShown,
    CityWithdrawal,
    RemindersAsked,
    ReminderShown,
)
from app.paging import Page, moment_key, walk
from app.statistics.models import CityClosing
from app.statistics.queries import every_city_closing
from app.statistics.schemas import month_in_address

api = center_api("closings", __name__, "全市の締めと、提出の督促")
city = city_api("closings", __name__, "各区の月の提出")


@city.get("/")
@city.arguments(PageAsked, location="query")
@city.response(200, page_of(CityMonthShown))
@allowed(Permission.READ_CITY_FIGURES)
def index_months(asked: dict[str, Any]) -> Page[CityMonth]:
    """List the last months with every ward's tile, the latest first."""
    return walk(queries.city_months(), key=lambda each: str(each.month), latest_first=True, **asked)


@city.get("/<month>")
@city.response(200, CityMonthShown)
@allowed(Permission.READ_CITY_FIGURES)
def show_month(month: str) -> CityMonth:
    """Show one month of every ward."""
    return queries.city_month(month_in_address(month))


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(CityClosingShown))
@allowed(Permission.READ_FIGURES)
def index(asked: dict[str, Any]) -> Page[CityClosing]:
    """List what the city has closed, and opened again."""
    return walk(
        every_city_closing(),
        key=lambda closing: moment_key(closing.closed_at, closing.id),
        latest_first=True,
        **asked,
    )


@api.post("/")
@api.arguments(CityClosingAsked)
@api.response(201, CityClosingShown)
@allowed(Permission.CLOSE_CITY_MONTHS)
@by_platform
def create(asked: dict[str, Any]) -> CityClosing:
    """Close a month of the city."""
    return service.close_city_month(
        asked["month"], by_name=current_user.name, confirmed=asked["confirmed"]
    )


@api.post("/<month>/withdrawal")
@api.arguments(CityWithdrawal)
@api.response(201, CityClosingShown)
@allowed(Permission.CLOSE_CITY_MONTHS)
@by_platform
def create_withdrawal(typed: dict[str, Any], month: str) -> CityClosing:
    """Open a month of the city again, with a reason."""
    return service.withdraw_city_closing(
        month_in_address(month), reason=typed["reason"], by_name=current_user.name
    )


@api.get("/reminders")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ReminderShown))
@allowed(Permission.READ_FIGURES)
def index_reminders(asked: dict[str, Any]) -> Page[ClosingReminder]:
    """List what the center was reminded to submit."""
    return walk(
        queries.reminders(),
        key=lambda each: moment_key(each.reminded_at, each.id),
        latest_first=True,
        **asked,
    )


@api.post("/reminders")
@api.arguments(RemindersAsked)
@api.response(201, page_of(ReminderShown))
@allowed(Permission.CLOSE_CITY_MONTHS)
def create_reminders(asked: dict[str, Any]) -> Page[ClosingReminder]:
    """Remind wards to submit a month; who was reminded today or has submitted is left out."""
    return whole(service.remind(asked["month"], asked["wards"], by_name=current_user.name))
