from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear, Month
from app.errors import InvalidError
from app.meetings import queries
from app.meetings.pages.room import pages
from app.meetings.rules.year import EVERY, NTH, WEEKDAYS, Proposed, SeriesFacts, YearRule, days_of
from app.meetings.schemas import SeriesOrdered, YearTyped
from app.meetings.service import year as service
from app.web.fields import YEARS
from app.web.forms import Form

RULE = ("fiscal_year", "first_month", "every", "nth", "weekday")
COMMON = ("begins_at", "ends_at", "place", "online_address")
BLANK_ROWS = 2
"""For single days beside those of the rule."""


@pages.get("/year")
@allowed(Permission.READ_MEETINGS)
def show_year() -> str:
    """A fiscal year month by month: at the center that convenes, and at wards what is announced."""
    year = _year_asked() or FiscalYear.of(calendar.today())
    held = queries.meetings_in(year)
    return render_template(
        "meetings/year.html",
        year=year,
        before=FiscalYear(year.year - 1),
        after=FiscalYear(year.year + 1),
        months=[
            (month, [each for each in held if Month.of(each.held_on) == month])
            for month in calendar.Period(year.first, year.last).months
        ],
        held=held,
        preparing=current_user.may(Permission.PREPARE_MEETINGS, g.center_slug),
        today=calendar.today(),
    )


@pages.get("/year/new")
@allowed(Permission.PREPARE_MEETINGS)
def new_year() -> str:
    today = calendar.today()
    # From January on, next year's are decided.
    year = FiscalYear.of(today).year + (today.month in {1, 2, 3})
    last = queries.before(today)
    shown = {
        "fiscal_year": year,
        "first_month": 5,
        "every": 2,
        "nth": 3,
        "weekday": 3,
        "begins_at": f"{last.begins_at:%H:%M}" if last else "14:00",
        "ends_at": f"{last.ends_at:%H:%M}" if last else "16:00",
        "place": last.place if last else "",
        "online_address": last.online_address if last else "",
    }
    return _rule_page(Form(YearTyped, shown=shown))


@pages.post("/year/preview")
@allowed(Permission.PREPARE_MEETINGS)
def create_year_preview() -> ResponseReturnValue:
    """The days that the rule makes, or those that were moved by hand; nothing is kept yet."""
    if "days" in request.form:
        form = Form(SeriesOrdered, _without_blanks(request.form))
        if form.errors:
            return _preview_page(form, []), 422
        return _preview_page(form, _looked_at(form.data["days"]))
    rule = Form(YearTyped, request.form)
    if rule.errors:
        return _rule_page(rule), 422
    asked = YearRule(**{name: rule.data[name] for name in RULE})
    days = [day for day in days_of(asked) if day >= calendar.today()]
    if not days:
        rule.refuse({"first_month": ["この決め方では、これから開く日がありません。"]})
        return _rule_page(rule), 422
    shown = {name: rule.value(name) for name in COMMON}
    return _preview_page(Form(SeriesOrdered, shown=shown), _looked_at(days), words=asked.words)


@pages.post("/year")
@allowed(Permission.PREPARE_MEETINGS)
def create_year() -> ResponseReturnValue:
    form = Form(SeriesOrdered, _without_blanks(request.form))
    if form.errors:
        return _preview_page(form, []), 422
    try:
        made = service.convene(SeriesFacts(**form.data))
    except InvalidError as error:
        form.refuse(error.fields)
        return _preview_page(form, _looked_at(form.data["days"])), 422
    year = FiscalYear.of(made[0].held_on)
    flash(f"{len(made)}回の会議を作りました。招待や募集を送るまで、区には見えません。", "success")
    return redirect(url_for(".show_year", fiscal_year=year), 303)


def _year_asked() -> FiscalYear | None:
    """The fiscal year in the address; None where there is none, or no year."""
    asked = request.args.get("fiscal_year", "")
    in_four_digits = len(asked) == len("2026") and asked.isdecimal()
    return FiscalYear(int(asked)) if in_four_digits and int(asked) in YEARS else None


def _looked_at(days: list[Any]) -> list[Proposed]:
    return service.look_at(days, center_id=current_user.at(g.center_slug).center_id)


def _without_blanks(typed: Any) -> Any:
    tidied = typed.copy()
    tidied.setlist("days", [day for day in typed.getlist("days") if day.strip()])
    return tidied


def _rule_page(form: Form) -> str:
    return render_template(
        "meetings/year_form.html",
        form=form,
        every=EVERY.items(),
        nth=NTH.items(),
        weekdays=list(enumerate(f"{day}曜" for day in WEEKDAYS)),
        months=[(month, f"{month}月") for month in (*range(4, 13), 1, 2, 3)],
        years=[
            (each.year, each.label)
            for each in map(FiscalYear, range(calendar.today().year - 1, calendar.today().year + 3))
        ],
    )


def _preview_page(form: Form, looked_at: list[Proposed], *, words: str = "") -> str:
    """The days as they were read; as they were typed, where one of them could not be."""
    typed = [] if looked_at else form.value("days") or []
    return render_template(
        "meetings/year_preview.html",
        form=form,
        looked_at=looked_at,
        typed=typed,
        words=words,
        blank_rows=BLANK_ROWS,
    )
