from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import EXCLUDE, Schema, ValidationError

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import Month, Period, japanese_month
from app.errors import InvalidError, NotFoundError
from app.statistics import documents, queries, rules, service
from app.statistics.models import MonthClosing
from app.statistics.schemas import CityFiguresAsked, ClosingAsked, PeriodAsked, month_in_address
from app.web.forms import Form, flatten
from app.web.rooms import center_pages, city_pages

pages = center_pages("statistics", __name__)
city = city_pages("statistics", __name__)


@city.get("/", endpoint="show")
@allowed(Permission.READ_CITY_FIGURES)
def show_city() -> str:
    asked = _asked(CityFiguresAsked)
    period, slug = asked["period"], asked["center"]
    centers = queries.cities_centers(slug)
    if not centers:
        raise NotFoundError
    report = queries.report(period, centers=centers)
    hrefs = {
        row.place.ward_code: _href(period, row.place.slug)
        for row in report.centers
        if row.place.ward_code
    }
    return render_template(
        "statistics/city.html",
        report=report,
        chosen=slug,
        choices=[("", "全センター(18区と推進センター)"), *queries.center_choices()],
        ward_map=None if len(centers) == 1 else documents.ward_map(report, hrefs),
        heat_map=None if len(centers) == 1 else documents.wards_by_topics(report),
        **_shown(report),
    )


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def show() -> str:
    period = _asked(PeriodAsked)["period"]
    report = queries.report(period, centers=[queries.open_center()])
    counting = queries.being_counted()
    return render_template(
        "statistics/center.html",
        report=report,
        months=list(_closable(period)),
        may_close=current_user.may(Permission.CLOSE_MONTHS, g.center_slug),
        why_figures=rules.why_figures(report.as_of, counting.months, since=counting.since),
        **_shown(report),
    )


@pages.post("/closings")
@allowed(Permission.CLOSE_MONTHS)
def create_closing() -> ResponseReturnValue:
    form = Form(ClosingAsked, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    month = form.data["month"]
    service.close_month(month, by_name=current_user.name)
    flash(f"{japanese_month(month)}を提出しました。", "success")
    return redirect(url_for(".show", year=month.fiscal_year, _anchor="closings"))


@pages.post("/closings/<month>/removal")
@allowed(Permission.CLOSE_MONTHS)
def delete_closing(month: str) -> ResponseReturnValue:
    reopened = month_in_address(month)
    service.reopen_month(reopened, by_name=current_user.name)
    flash(f"{japanese_month(reopened)}の提出を取り消しました。", "success")
    return redirect(url_for(".show", year=reopened.fiscal_year, _anchor="closings"))


@dataclass(frozen=True, slots=True)
class ClosableMonth:
    month: Month
    label: str
    closing: MonthClosing | None
    can_close: bool
    why: str


def _closable(period: Period) -> Iterator[ClosableMonth]:
    closings, today = queries.closings(), calendar.today()
    for month in period.months:
        label, can_close = japanese_month(month), rules.may_close(month, today)
        closing = closings.get(month)
        why = rules.why_month(month, closing, today)
        yield ClosableMonth(month, label, closing, can_close, why)


def _asked(schema: type[Schema]) -> dict[str, Any]:
    try:
        asked: dict[str, Any] = schema(unknown=EXCLUDE).load(request.args.to_dict())
    except ValidationError as error:
        raise InvalidError(flatten(error.messages_dict)) from None
    return asked


def _shown(report: rules.StatisticsReport) -> dict[str, Any]:
    """What both pages show of a report."""
    period = report.period
    year, chosen = period.last.fiscal_year, request.args.get("center")
    return {
        "as_of": documents.as_of_words(report),
        "signed": documents.signed,
        "years": queries.fiscal_years(),
        "year": year,
        "until": period.last.month,
        "period_tabs": [
            (span.label, _href(span.period, chosen), span.period == period)
            for span in rules.spans(year)
        ],
        "topics": documents.topics(report),
        "trend": documents.months(report),
        "channels": documents.compared("相談方法別の件数", report.channels),
        "client_types": documents.compared("相談者の属性別の件数", report.client_types),
        "details": [
            documents.compared("種別", report.kinds),
            documents.compared("対応結果", report.outcomes),
            documents.compared("主な相談内容(1件に一つ)", report.primary_topics),
        ],
    }


def _href(period: Period, center: str | None) -> str:
    """This page for a period, and across the city for one center."""
    chosen = {"center": center} if center else {}
    months = {"from": str(period.first), "to": str(period.last)}
    return f"{request.path}?{urlencode({**chosen, **months})}"
