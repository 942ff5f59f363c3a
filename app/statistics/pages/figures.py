from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, render_template, request, url_for
from flask_login import current_user
from marshmallow import EXCLUDE, Schema, ValidationError

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import Month, Period, japanese_month
from app.errors import InvalidError, NotFoundError
from app.statistics import documents, queries, rules
from app.statistics.models import MonthClosing
from app.statistics.pages.room import city, pages
from app.statistics.schemas import PER_PEOPLE, CityPageAsked, FigureAsked, ReportAsked
from app.web.forms import flatten
from app.web.streams import REST, finished_later


@city.get("/", endpoint="show")
@allowed(Permission.READ_CITY_FIGURES)
def show_city() -> Response:
    """The menu and the period at once; then the totals, and last what takes drawing."""
    asked = _asked(CityPageAsked)
    centers = queries.cities_centers(asked["center"])
    if not centers:
        raise NotFoundError
    page = render_template(
        "statistics/city.html",
        of_whom=_of_whom(asked["center"], centers),
        chosen=asked["center"],
        choices=[("", "全センター(18区と推進センター)"), *queries.center_choices()],
        known_on=asked["as_of"],
        rest=REST,
        **_choices(asked["period"]),
    )
    return finished_later(page, _city_figures(**asked))


def _of_whom(chosen: str | None, centers: Sequence[Any]) -> str:
    if chosen is None:
        return "全市"
    return "18区" if chosen == queries.WARDS_ALONE else str(centers[0].name)


def _city_figures(
    period: Period, center: str | None, per: str | None, as_of: date | None
) -> Iterator[str]:
    report = queries.report(period, centers=queries.cities_centers(center), as_of=as_of)

    def opens(measure: str, code: str, span: Period) -> str:
        return _figure_href(measure, code, span, center)

    def opens_at(row: rules.PlaceRow, topic: str) -> str:
        return _figure_href("topics", topic, period, row.place.slug)

    def opens_rise(seen: rules.Sighting) -> str:
        month = Period(seen.rise.month, seen.rise.month)
        place = seen.place.slug if seen.place else center
        return _figure_href(seen.measure, seen.code, month, place)

    yield render_template("statistics/_city_totals.html", **_summed(report, opens))
    centers = queries.cities_centers(center)  # what was read for the part before is gone
    rates = queries.rates(report) if per == PER_PEOPLE else None
    hrefs = {
        row.place.ward_code or row.place.slug: _href(period, row.place.slug)
        for row in report.centers
    }
    of_wards = partial(documents.of_wards, reported=report.reported)
    yield render_template(
        "statistics/_drawings.html",
        report=report,
        ward_map=None if len(centers) == 1 else of_wards(_ward_map(report, rates, hrefs)),
        rates=rates,
        per_tabs=[
            (label, _href(period, center, per=each) + "#wards", each == per)
            for label, each in (("件数", None), ("人口10万人あたり", PER_PEOPLE))
        ],
        populations=url_for("populations.index", center=current_user.at(None).slug),
        heat_map=None
        if len(centers) == 1
        else of_wards(documents.wards_by_topics(report, opens_at)),
        **_counting_wards(_shown(report, opens), of_wards),
        **_counting_wards(_went(report, centers, opens, opens_rise), of_wards),
    )


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def show() -> str:
    asked = _asked(ReportAsked)
    period, centers = asked["period"], [queries.open_center()]
    report = queries.report(period, centers=centers, as_of=asked["as_of"])
    counting = queries.being_counted()
    return render_template(
        "statistics/center.html",
        months=list(_closable(period)),
        may_close=current_user.may(Permission.CLOSE_MONTHS, g.center_slug),
        reported_month=rules.month_to_report(period, calendar.today()),
        why_figures=rules.why_figures(report.as_of, counting.months, since=counting.since),
        **_choices(period),
        **_summed(report, _records_href),
        **_shown(report, _records_href),
        **_went(report, centers, _records_href, _risen_records),
    )


@city.get("/figure")
@allowed(Permission.READ_CITY_FIGURES)
def show_figure() -> str:
    asked = _asked(FigureAsked)
    period, measure, code = asked["period"], asked["measure"], asked["code"]
    figure = queries.figure(period, measure, code, queries.cities_centers(asked["center"]))

    def center_href(row: rules.PlaceFigure) -> str | None:
        """The records where they are one's own, else the ward's own report."""
        if row.place.slug in {own.slug for own in current_user.memberships}:
            return _records_href(measure, code, period, slug=row.place.slug)
        return url_for("city_statistics.show", center=row.place.slug, **_months(period))

    return render_template(
        "statistics/figure.html",
        figure=figure,
        card=rules.card_code(measure, code),
        chosen=asked["center"],
        choices=[("", "全センター(18区と推進センター)"), *queries.center_choices()],
        centers=documents.of_wards(documents.centers_of(figure, center_href), figure.reported),
        signed=documents.signed,
        back=url_for("city_statistics.show", center=asked["center"], **_months(period)),
    )


@dataclass(frozen=True, slots=True)
class ClosableMonth:
    month: Month
    label: str
    closing: MonthClosing | None
    can_close: bool
    is_closed_by_city: bool
    why: str


def _closable(period: Period) -> Iterator[ClosableMonth]:
    closings, today = queries.closings(), calendar.today()
    of_city = queries.city_closings()
    for month in period.months:
        label, can_close = japanese_month(month), rules.may_close(month, today)
        closing = closings.get(month)
        why = rules.why_month(month, closing, today, of_city.get(month))
        yield ClosableMonth(month, label, closing, can_close, month in of_city, why)


def _asked(schema: type[Schema]) -> dict[str, Any]:
    try:
        asked: dict[str, Any] = schema(unknown=EXCLUDE).load(request.args.to_dict())
    except ValidationError as error:
        raise InvalidError(flatten(error.messages_dict)) from None
    return asked


def _summed(report: rules.StatisticsReport, opens: rules.Opens) -> dict[str, Any]:
    """What both pages say above everything else."""
    return {
        "report": report,
        "as_of": documents.as_of_words(report),
        "known_on": report.known_on,
        "signed": documents.signed,
        "opens": opens,
    }


def _choices(period: Period) -> dict[str, Any]:
    """What may be chosen on both pages, and what is."""
    year, chosen = period.last.fiscal_year, request.args.get("center")
    tabs = [
        (span.label, _href(span.period, chosen), span.period == period)
        for span in rules.spans(year)
    ]
    return {
        "period": period,
        "years": queries.fiscal_years(),
        "year": year,
        "until": period.last.month,
        "period_tabs": tabs,
        "free": "as_of" in request.args
        or (not any(current for _, _, current in tabs) and "from" in request.args),
    }


def _shown(report: rules.StatisticsReport, opens: rules.Opens) -> dict[str, Any]:
    """What both pages show of a report; its figures lead to where `opens` says."""
    period = report.period
    return {
        "topics": documents.topics(report, opens),
        "trend": documents.months(report, opens),
        **{
            name: documents.compared(title, rows, name, period, opens)
            for name, title, rows in (
                ("channels", "相談方法別の件数", report.channels),
                ("client_types", "相談者の属性別の件数", report.client_types),
            )
        },
        "details": [
            documents.compared(title, rows, name, period, opens)
            for name, title, rows in (
                ("kinds", "種別", report.kinds),
                ("outcomes", "対応結果", report.outcomes),
                ("fields", "活動分野(1件に複数のことがある)", report.fields),
                ("primary_topics", "主な相談内容(1件に一つ)", report.primary_topics),
                ("targets", "推進センターの返事の早さ", report.targets),
            )
        ],
    }


def _went(
    report: rules.StatisticsReport,
    centers: Sequence[Any],
    opens: rules.Opens,
    opens_rise: Callable[[rules.Sighting], str | None],
) -> dict[str, Any]:
    """How the figures went, and what stands out; of today alone."""
    if report.known_on:
        return {"five_years": None, "months_by_topics": None, "rises": (), "opens_rise": opens_rise}
    trends = queries.trends(report.period, centers=centers)
    return {
        "five_years": documents.five_years(trends),
        "months_by_topics": documents.months_by_topics(trends, opens),
        "rises": trends.rises,
        "opens_rise": opens_rise,
    }


def _counting_wards(
    shown: dict[str, Any], of_wards: Callable[[documents.Figure], documents.Figure]
) -> dict[str, Any]:
    """Let every chart's data say how many wards it is made of."""

    def told(value: Any) -> Any:
        if isinstance(value, documents.Figure):
            return of_wards(value)
        return [told(each) for each in value] if isinstance(value, list) else value

    return {name: told(value) for name, value in shown.items()}


def _risen_records(seen: rules.Sighting) -> str | None:
    return _records_href(seen.measure, seen.code, Period(seen.rise.month, seen.rise.month))


def _ward_map(
    report: rules.StatisticsReport, rates: rules.Rates | None, hrefs: dict[str, str]
) -> documents.Figure:
    return documents.ward_rates(rates, hrefs) if rates else documents.ward_map(report, hrefs)


def _href(period: Period, center: str | None, *, per: str | None = None) -> str:
    """This page for a period, and across the city for one center."""
    asked = {"center": center, "per": per}
    chosen = {name: value for name, value in asked.items() if value}
    return f"{request.path}?{urlencode({**chosen, **_months(period)})}"


def _months(period: Period) -> dict[str, Any]:
    return {"from": str(period.first), "to": str(period.last)}


def _figure_href(measure: str, code: str, period: Period, center: str | None) -> str:
    """The figure by itself, center by center."""
    # By hand: the page has hundreds of these, and building an address takes 0.1 ms.
    asked = {"measure": measure, "code": code, **_months(period)}
    if center:
        asked["center"] = center
    return f"{_figure_address()}?{urlencode(asked)}"


def _figure_address() -> str:
    if "figure_address" not in g:
        g.figure_address = url_for("city_statistics.show_figure")
    return str(g.figure_address)


def _records_href(measure: str, code: str, period: Period, slug: str | None = None) -> str | None:
    """The records of the own center that the figure counted."""
    filters = rules.records_of(measure, code, period)
    if filters is None:
        return None
    return url_for("consultations.index", center=slug or g.center_slug, **filters.address)
