from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed, by_platform
from app.access.permissions import Permission
from app.calendar import Month, Period, japanese_month
from app.closings import queries, service
from app.closings.schemas import CityClosingAsked, CityWithdrawal, RemindersAsked
from app.errors import DomainError, InvalidError
from app.statistics.schemas import month_in_address
from app.web.forms import Form
from app.web.rooms import center_pages, city_pages

pages = center_pages("closings", __name__)
city = city_pages("closings", __name__)


@city.get("/")
@allowed(Permission.READ_CITY_FIGURES)
def index() -> str:
    own = current_user.at(None).slug
    return render_template(
        "closings/index.html",
        months=queries.city_months(),
        japanese_month=japanese_month,
        may_see_incidents=current_user.may(Permission.READ_INCIDENTS, own),
    )


@city.get("/<month>")
@allowed(Permission.READ_CITY_FIGURES)
def show(month: str) -> str:
    shown = queries.city_month(month_in_address(month))
    own = current_user.at(None).slug
    return render_template(
        "closings/month.html",
        shown=shown,
        title=japanese_month(shown.month),
        to_remind={tile.place.id for tile in shown.to_remind(calendar.today())},
        may_close=current_user.may(Permission.CLOSE_CITY_MONTHS, own),
        own=own,
        figures=_months(Period(shown.month, shown.month)),
        closing_form=Form(CityClosingAsked),
        withdrawal_form=Form(CityWithdrawal),
    )


@pages.post("/")
@allowed(Permission.CLOSE_CITY_MONTHS)
@by_platform
def create() -> ResponseReturnValue:
    form = Form(CityClosingAsked, request.form)
    month = _month(form)

    def close() -> str:
        service.close_city_month(month, by_name=current_user.name, confirmed=form.data["confirmed"])
        return f"{japanese_month(month)}を全市で締めました。"

    return _done(month, form, close)


@pages.post("/<month>/withdrawal")
@allowed(Permission.CLOSE_CITY_MONTHS)
@by_platform
def create_withdrawal(month: str) -> ResponseReturnValue:
    opened = month_in_address(month)
    form = Form(CityWithdrawal, request.form)

    def withdraw() -> str:
        reason = form.data["reason"]
        service.withdraw_city_closing(opened, reason=reason, by_name=current_user.name)
        return f"{japanese_month(opened)}の全市の締めを取り消しました。"

    return _done(opened, form, withdraw)


@pages.post("/reminders")
@allowed(Permission.CLOSE_CITY_MONTHS)
def create_reminders() -> ResponseReturnValue:
    form = Form(RemindersAsked, request.form)
    month = _month(form)

    def remind() -> str:
        wards = request.form.getlist("wards")
        written = service.remind(month, wards, by_name=current_user.name)
        return f"{len(written)}区に督促しました。画面のお知らせとメールで伝わります。"

    return _done(month, form, remind)


def _month(form: Form) -> Month:
    try:
        return Month.parse(str(form.value("month")))
    except ValueError:
        raise InvalidError(form.errors) from None


def _done(month: Month, form: Form, act: Callable[[], str]) -> ResponseReturnValue:
    """Act, and go back to the month with what came of it.

    The month is read in the scope of the city, the act done in another: so what is refused is
    said on the page that one comes back to.
    """
    refused = form.errors
    try:
        if not refused:
            flash(act(), "success")
    except InvalidError as error:
        refused = error.fields
    except DomainError as error:
        refused = {"": [str(error)]}
    for sentences in refused.values():
        flash(" ".join(sentences), "error")
    return redirect(url_for("city_closings.show", month=month))


def _months(period: Period) -> dict[str, Any]:
    return {"from": str(period.first), "to": str(period.last)}
