from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear, Month
from app.errors import ChangedMeanwhileError, InvalidError
from app.reports import queries
from app.reports.models import Report
from app.reports.pages.room import pages, span_words
from app.reports.rules.kinds import (
    ANNUAL,
    KINDS,
    MONTHLY,
    STAGES,
    TEXTS,
    Terms,
    first_terms,
    is_behind,
)
from app.reports.rules.spaces import AVERAGES
from app.reports.rules.words import parts_of
from app.reports.schemas import AnnualBegun, MonthlyBegun, TermsRevision
from app.reports.service import desks as service
from app.reports.service import editions
from app.web.forms import Form

MONTHS_OFFERED = 12
SHOWN = 70
"""Letters of a text that a list shows."""


@pages.get("/")
@allowed(Permission.READ_REPORTS)
def index() -> str:
    """Every report that was begun, and in front the one that is due."""
    today = calendar.today()
    last = Month.of(today).previous
    months = [last]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].previous)
    years = [last.fiscal_year, FiscalYear(last.fiscal_year.year - 1)]
    return render_template(
        "reports/index.html",
        reports=queries.reports(),
        latest=queries.latest_editions(),
        kinds=queries.house().kinds,
        may_report_years=_may_report_years(),
        years=years,
        months=months,
    )


def _may_report_years() -> bool:
    may: bool = current_user.may(Permission.WRITE_ANNUAL_REPORTS, g.center_slug)
    return may


@pages.post("/annual")
@allowed(Permission.WRITE_ANNUAL_REPORTS)
def create_annual() -> ResponseReturnValue:
    form = Form(AnnualBegun, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    return _begun(service.open_report(ANNUAL, FiscalYear(form.data["year"]).first))


@pages.post("/monthly")
@allowed(Permission.WRITE_REPORTS)
def create_monthly() -> ResponseReturnValue:
    form = Form(MonthlyBegun, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    return _begun(service.open_report(MONTHLY, form.data["month"]))


def _begun(report: Report) -> ResponseReturnValue:
    """One press builds the report; who wishes to write first, or has to choose, sees its desk."""
    if "desk" in request.form or _is_behind(report):
        return redirect(url_for(".show", report_id=report.id), 303)
    edition = editions.order_edition(report, by_name=current_user.name)
    return redirect(url_for(".show_edition", report_id=report.id, edition_id=edition.id), 303)


def _is_behind(report: Report) -> bool:
    first, last = Month.of(report.first_month), Month.of(report.last_month)
    return is_behind(report.kind, first, last, report.stage, calendar.today())


def _usual_words(report: Report) -> str:
    """4月～11月・速報: what the report would cover if it was begun today."""
    first = Month.of(report.first_month)
    usual = first_terms(report.kind, first, calendar.today())
    stage = STAGES[usual.stage]
    return stage if report.kind == MONTHLY else f"{span_words(first, usual.last_month)}・{stage}"


@pages.get("/<uuid:report_id>")
@allowed(Permission.READ_REPORTS)
def show(report_id: UUID) -> str:
    report = queries.report(report_id)
    period = queries.period_of(report)
    return render_template(
        "reports/show.html",
        report=report,
        usual=_usual_words(report) if _is_behind(report) else None,
        editions=queries.editions(report),
        texts=[(each, TEXTS[report.kind][each.place]) for each in queries.texts(report)],
        first_words=_first_words,
        examples=queries.examples(report),
        topics=dict(queries.topics(report)),
        figures=queries.figures(report),
        spaces=queries.space_months(period) if report.kind == ANNUAL else None,
        months=len(list(period.months)),
        own_template=report.kind in queries.templates(),
    )


def _first_words(html: str) -> str:
    """The beginning of a text, as a list shows it."""
    words = " ".join(part.text for part in parts_of(html)).replace("\n", " ")
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"


@pages.get("/<uuid:report_id>/terms")
@allowed(Permission.WRITE_REPORTS)
def edit_terms(report_id: UUID) -> str:
    report = queries.report(report_id)
    last = Month.of(report.last_month)
    shown = {
        "last_month": f"{last.year}/{last.month:02d}",
        "stage": report.stage,
        "as_of": f"{report.as_of:%Y/%m/%d}" if report.as_of else "",
        "average": report.average,
    }
    return _terms_page(report, Form(TermsRevision, shown=shown))


@pages.post("/<uuid:report_id>/terms")
@allowed(Permission.WRITE_REPORTS)
def update_terms(report_id: UUID) -> ResponseReturnValue:
    report = queries.report(report_id)
    form = Form(TermsRevision, request.form)
    if form.errors:
        return _terms_page(report, form), 422
    version = form.data.pop("version")
    try:
        service.change_terms(report, Terms(**form.data), version=version)
    except ChangedMeanwhileError:
        return _terms_page(report, form, changed=True), 409
    except InvalidError as refusal:
        form.refuse(refusal.fields)
        return _terms_page(report, form), 422
    flash("決めごとを保存しました。次に作る版から使います。", "success")
    return redirect(url_for(".show", report_id=report.id))


def _terms_page(report: Report, form: Form, *, changed: bool = False) -> str:
    choices: dict[str, Any] = {"stages": STAGES.items(), "averages": AVERAGES.items()}
    return render_template(
        "reports/terms.html",
        report=report,
        form=form,
        changed=changed,
        yearly=report.kind == ANNUAL,
        kinds=KINDS,
        **choices,
    )
