from typing import Any
from uuid import UUID

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.calendar import FiscalYear, Month, Period
from app.paging import Page, walk
from app.reports import queries
from app.reports.api.room import api
from app.reports.models import Report, ReportText, SpaceMonth
from app.reports.rules import spaces
from app.reports.rules.entries import ExampleEntry, FigureEntry
from app.reports.rules.kinds import ANNUAL, MONTHLY, Terms
from app.reports.schemas import (
    AnnualBegun,
    ExamplesRecord,
    FiguresRecord,
    MonthlyBegun,
    ReportRepresentation,
    SpaceMonthRecord,
    SpaceMonthsAsked,
    TermsRevision,
    TextRepresentation,
    TextRevision,
)
from app.reports.service import desks as service


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ReportRepresentation))
@allowed(Permission.READ_REPORTS)
def index(asked: dict[str, Any]) -> Page[Report]:
    """List the center's reports, the latest first."""
    return walk(
        queries.reports(),
        key=lambda report: f"{report.first_month} {report.kind}",
        latest_first=True,
        **asked,
    )


@api.post("/annual")
@api.arguments(AnnualBegun)
@api.response(201, ReportRepresentation)
@allowed(Permission.WRITE_ANNUAL_REPORTS)
def create_annual(begun: dict[str, int]) -> Report:
    """Open the desk of a fiscal year's 実績報告; the one that is there if there is one."""
    return service.open_report(ANNUAL, FiscalYear(begun["year"]).first)


@api.post("/monthly")
@api.arguments(MonthlyBegun)
@api.response(201, ReportRepresentation)
@allowed(Permission.WRITE_REPORTS)
def create_monthly(begun: dict[str, Month]) -> Report:
    """Open the desk of a month's 月次報告; the one that is there if there is one."""
    return service.open_report(MONTHLY, begun["month"])


@api.get("/<uuid:report_id>")
@api.response(200, ReportRepresentation)
@allowed(Permission.READ_REPORTS)
def show(report_id: UUID) -> Report:
    """Read what is decided about a report."""
    return queries.report(report_id)


@api.put("/<uuid:report_id>")
@api.arguments(TermsRevision)
@api.response(200, ReportRepresentation)
@allowed(Permission.WRITE_REPORTS)
def update(revision: dict[str, Any], report_id: UUID) -> Report:
    """Decide anew, unless somebody did since `version`."""
    report, version = queries.report(report_id), revision.pop("version")
    service.change_terms(report, Terms(**revision), version=version)
    return report


@api.get("/<uuid:report_id>/texts")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(TextRepresentation))
@allowed(Permission.READ_REPORTS)
def index_texts(asked: dict[str, Any], report_id: UUID) -> Page[ReportText]:
    """List the texts of a report by the names of their places."""
    texts = queries.texts(queries.report(report_id))
    return walk(texts, key=lambda text: text.place, **asked)


@api.get("/<uuid:report_id>/texts/<place>")
@api.response(200, TextRepresentation)
@allowed(Permission.READ_REPORTS)
def show_text(report_id: UUID, place: str) -> ReportText:
    """Read one text, as clean HTML."""
    return queries.text(queries.report(report_id), place)


@api.put("/<uuid:report_id>/texts/<place>")
@api.arguments(TextRevision)
@api.response(200, TextRepresentation)
@allowed(Permission.WRITE_REPORTS)
def update_text(revision: dict[str, Any], report_id: UUID, place: str) -> ReportText:
    """Write one text, unless somebody did since `version`."""
    text = queries.text(queries.report(report_id), place)
    service.keep_text(text, revision["html"], version=revision["version"])
    return text


@api.get("/<uuid:report_id>/examples")
@api.response(200, ExamplesRecord)
@allowed(Permission.READ_REPORTS)
def show_examples(report_id: UUID) -> dict[str, Any]:
    """Read every 相談内容例, in the order in which they are printed."""
    return {"items": queries.examples(queries.report(report_id))}


@api.put("/<uuid:report_id>/examples")
@api.arguments(ExamplesRecord)
@api.response(200, ExamplesRecord)
@allowed(Permission.WRITE_REPORTS)
def update_examples(record: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Let these 相談内容例 stand in the place of all that were there."""
    report = queries.report(report_id)
    entries = [ExampleEntry(each["topic"], tuple(each["lines"])) for each in record["items"]]
    service.keep_examples(report, entries)
    return {"items": queries.examples(report)}


@api.get("/<uuid:report_id>/figures")
@api.response(200, FiguresRecord)
@allowed(Permission.READ_REPORTS)
def show_figures(report_id: UUID) -> dict[str, Any]:
    """Read every figure that was entered by hand."""
    return {"items": queries.figures(queries.annual_report(report_id))}


@api.put("/<uuid:report_id>/figures")
@api.arguments(FiguresRecord)
@api.response(200, FiguresRecord)
@allowed(Permission.WRITE_REPORTS)
def update_figures(record: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Let these figures stand in the place of all that were entered by hand."""
    report = queries.annual_report(report_id)
    service.keep_figures(report, [FigureEntry(**each) for each in record["items"]])
    return {"items": queries.figures(report)}


@api.get("/spaces")
@api.arguments(SpaceMonthsAsked, location="query")
@api.response(200, page_of(SpaceMonthRecord))
@allowed(Permission.READ_REPORTS)
def index_spaces(asked: dict[str, Any]) -> Page[SpaceMonth]:
    """List the minutes of a fiscal year's months; without `year`, of this one."""
    year = FiscalYear(asked.pop("year") or FiscalYear.of(calendar.today()).year)
    months = queries.space_months(Period(year.first, year.last))
    return walk(months, key=lambda each: each.month.isoformat(), **asked)


@api.post("/spaces")
@api.arguments(SpaceMonthRecord)
@api.response(201, SpaceMonthRecord)
@allowed(Permission.WRITE_ANNUAL_REPORTS)
def create_space_month(record: dict[str, Any]) -> SpaceMonth:
    """Keep the minutes of a month, in the place of what was entered before."""
    return service.keep_space_month(
        spaces.SpaceMonth(
            record["month"],
            record["available_minutes"],
            record["joint_minutes"],
            record["standalone_minutes"],
        )
    )
