from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear, Month, Period, japanese_month
from app.errors import InvalidError
from app.reports import queries
from app.reports.pages.room import pages
from app.reports.rules import spaces
from app.reports.schemas import SpaceMonthRecord, SpaceYearAsked
from app.reports.service import desks as service
from app.web.forms import Form


@pages.get("/spaces")
@allowed(Permission.READ_REPORTS)
def index_spaces() -> str:
    asked = Form(SpaceYearAsked, request.args)
    if asked.errors:
        raise InvalidError(asked.errors)
    today = calendar.today()
    year = FiscalYear(asked.data["year"] or FiscalYear.of(today).year)
    last = Month.of(today).previous
    return _page(year, Form(SpaceMonthRecord, shown={"month": f"{last.year}/{last.month:02d}"}))


@pages.post("/spaces")
@allowed(Permission.WRITE_ANNUAL_REPORTS)
def create_space_month() -> ResponseReturnValue:
    form = Form(SpaceMonthRecord, request.form)
    if form.errors:
        return _page(FiscalYear.of(calendar.today()), form), 422
    month = form.data["month"]
    service.keep_space_month(
        spaces.SpaceMonth(
            month,
            form.data["available_minutes"],
            form.data["joint_minutes"],
            form.data["standalone_minutes"],
        )
    )
    flash(f"{japanese_month(month)}の時間を保存しました。", "success")
    return redirect(url_for(".index_spaces", year=month.fiscal_year.year))


def _page(year: FiscalYear, form: Form) -> str:
    months = queries.space_months(Period(year.first, year.last))
    return render_template(
        "reports/spaces.html",
        year=year,
        form=form,
        months=months,
        table=queries.utilization(months),
        years=[FiscalYear(year.year - 1), FiscalYear(year.year + 1)],
        may_keep=current_user.may(Permission.WRITE_ANNUAL_REPORTS, g.center_slug),
    )
