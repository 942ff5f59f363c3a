from typing import Any

from flask_login import current_user

from app.access.guards import allowed, by_platform
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api, city_api
from app.calendar import Period
from app.errors import NotFoundError
from app.paging import Page, moment_key, walk
from app.statistics import queries, service
from app.statistics.models import Incident, MonthClosing
from app.statistics.rules import Checklist, CityFigure, Rates, StatisticsReport, Trends
from app.statistics.schemas import (
    ChecklistShown,
    CityFiguresAsked,
    CityReportAsked,
    ClosingAsked,
    ClosingShown,
    FigureAsked,
    FigureShown,
    IncidentShown,
    PeriodAsked,
    RatesShown,
    ReportAsked,
    ReportShown,
    TrendsShown,
    month_in_address,
)

api = center_api("statistics", __name__, "センターの集計と月の提出")
city = city_api("statistics", __name__, "全市の集計")


@city.get("/")
@city.arguments(CityReportAsked, location="query")
@city.response(200, ReportShown)
@allowed(Permission.READ_CITY_FIGURES)
def show_city(asked: dict[str, Any]) -> StatisticsReport:
    """Report on all wards, or on the center asked for."""
    centers = queries.cities_centers(asked["center"])
    if not centers:
        raise NotFoundError
    return queries.report(asked["period"], centers=centers, as_of=asked["as_of"])


@city.get("/figure")
@city.arguments(FigureAsked, location="query")
@city.response(200, FigureShown)
@allowed(Permission.READ_CITY_FIGURES)
def show_figure(asked: dict[str, Any]) -> CityFigure:
    """Report on one figure, center by center."""
    centers = queries.cities_centers(asked["center"])
    return queries.figure(asked["period"], asked["measure"], asked["code"], centers)


@city.get("/rates")
@city.arguments(PeriodAsked, location="query")
@city.response(200, RatesShown)
@allowed(Permission.READ_CITY_FIGURES)
def show_rates(asked: dict[str, Period]) -> Rates:
    """Compare the wards for each 100,000 people."""
    wards = queries.cities_centers(queries.WARDS_ALONE)
    return queries.rates(queries.report(asked["period"], centers=wards))


@city.get("/trends")
@city.arguments(CityFiguresAsked, location="query")
@city.response(200, TrendsShown)
@allowed(Permission.READ_CITY_FIGURES)
def show_city_trends(asked: dict[str, Any]) -> Trends:
    """Show five years, topics by month and what stands out, of all or some centers."""
    centers = queries.cities_centers(asked["center"])
    if not centers:
        raise NotFoundError
    return queries.trends(asked["period"], centers=centers)


@api.get("/trends")
@api.arguments(PeriodAsked, location="query")
@api.response(200, TrendsShown)
@allowed(Permission.READ_FIGURES)
def show_trends(asked: dict[str, Period]) -> Trends:
    """Show five years, topics by month and what stands out in the center."""
    return queries.trends(asked["period"], centers=[queries.open_center()])


@api.get("/")
@api.arguments(ReportAsked, location="query")
@api.response(200, ReportShown)
@allowed(Permission.READ_FIGURES)
def show(asked: dict[str, Any]) -> StatisticsReport:
    """Report on the center: now, or as it was known on a day."""
    centers = [queries.open_center()]
    return queries.report(asked["period"], centers=centers, as_of=asked["as_of"])


@api.get("/incidents")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(IncidentShown))
@allowed(Permission.READ_INCIDENTS)
@by_platform
def index_incidents(asked: dict[str, Any]) -> Page[Incident]:
    """List what the nightly recounts found to differ, the latest first."""
    return walk(
        queries.incidents(),
        key=lambda each: moment_key(each.at, each.id),
        latest_first=True,
        **asked,
    )


@api.get("/closings")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ClosingShown))
@allowed(Permission.READ_FIGURES)
def index_closings(asked: dict[str, Any]) -> Page[MonthClosing]:
    """List the months that the center has submitted."""
    closings = queries.closings().values()
    return walk(closings, key=lambda closing: closing.month.isoformat(), **asked)


@api.post("/closings")
@api.arguments(ClosingAsked)
@api.response(201, ClosingShown)
@allowed(Permission.CLOSE_MONTHS)
def create_closing(asked: dict[str, Any]) -> MonthClosing:
    """Submit a month."""
    checklist = queries.checklist(asked["month"])
    return service.submit_month(checklist, by_name=current_user.name, confirmed=asked["confirmed"])


@api.get("/closings/<month>/checklist")
@api.response(200, ChecklistShown)
@allowed(Permission.READ_FIGURES)
def show_checklist(month: str) -> Checklist:
    """Look through a month before it is submitted."""
    return queries.checklist(month_in_address(month))


@api.delete("/closings/<month>")
@api.response(204)
@allowed(Permission.CLOSE_MONTHS)
def delete_closing(month: str) -> None:
    """Take the submission of a month back."""
    service.reopen_month(month_in_address(month), by_name=current_user.name)
