from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.centers import queries, rules, service
from app.centers.api.opening import own_calendar
from app.centers.pages.room import pages
from app.centers.rules import OpeningDays
from app.centers.schemas import (
    DAYS,
    NEEDS,
    NTH_CHOICES,
    WEEKDAY_CHOICES,
    ClosedTyped,
    WeekNamed,
    WeekTyped,
    as_closed,
    as_typed,
)
from app.errors import InvalidError, NotFoundError
from app.web.forms import Form

SHOWN_AHEAD = timedelta(days=60)


@pages.get("/")
@allowed(Permission.CHANGE_SETTINGS)
def show() -> str:
    today, days = calendar.today(), own_calendar()
    week = days.week(today)
    hours = as_typed(week.hours) if week else {}
    return render_template(
        "centers/opening.html",
        today=today,
        answers=current_user.may(Permission.ANSWER_REFERRALS, g.center_slug),
        lines=[(label, hours.get(name)) for name, label in DAYS.items()],
        to_come=[week for week in days.weeks if week.first_day > today],
        week_words=_week_words,
        has_own=queries.has_own_hours(),
        closed=[(row, queries.as_rule(row).words) for row in queries.closed_days()],
        ahead=list(_closed_ahead(days, today)),
    )


@pages.get("/weeks/new")
@allowed(Permission.CHANGE_SETTINGS)
def new_week() -> str:
    week = own_calendar().week(calendar.today())
    return _week_page(Form(WeekTyped, shown=as_typed(week.hours) if week else {}))


@pages.post("/weeks")
@allowed(Permission.CHANGE_SETTINGS)
def create_week() -> ResponseReturnValue:
    form = Form(WeekTyped, request.form)
    if form.errors:
        return _week_page(form), 422
    first_day = form.data["first_day"]
    try:
        service.open_weekly(form.data["hours"], first_day=first_day)
    except InvalidError as error:
        form.refuse(error.fields)
        return _week_page(form), 422
    flash(f"{calendar.japanese_day(first_day)}からの開館時間を保存しました。", "success")
    return redirect(url_for(".show"))


@pages.post("/weeks/removal")
@allowed(Permission.CHANGE_SETTINGS)
def create_week_removal() -> ResponseReturnValue:
    form = Form(WeekNamed, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.call_off_week(form.data["first_day"])
    flash("予定していた開館時間の変更を取り消しました。", "info")
    return redirect(url_for(".show"))


@pages.get("/closed-days/new")
@allowed(Permission.CHANGE_SETTINGS)
def new_closed_days() -> str:
    kind = request.args.get("kind", "once")
    if kind not in NEEDS:
        raise NotFoundError
    return _closed_page(Form(ClosedTyped, shown={"kind": kind}))


@pages.post("/closed-days")
@allowed(Permission.CHANGE_SETTINGS)
def create_closed_days() -> ResponseReturnValue:
    form = Form(ClosedTyped, request.form)
    if form.errors:
        return _closed_page(form), 422
    try:
        service.close_on(as_closed(form.data))
    except InvalidError as error:
        form.refuse(error.fields)
        return _closed_page(form), 422
    flash("休館日を登録しました。", "success")
    return redirect(url_for(".show", _anchor="closed-days"))


@pages.post("/closed-days/<uuid:closed_id>/removal")
@allowed(Permission.CHANGE_SETTINGS)
def create_closed_days_removal(closed_id: UUID) -> ResponseReturnValue:
    service.open_again(queries.closed_span(closed_id))
    flash("これからの休館を取り消しました。", "info")
    return redirect(url_for(".show", _anchor="closed-days"))


@pages.post("/listed")
@allowed(Permission.CHANGE_SETTINGS)
def create_listed() -> ResponseReturnValue:
    """Make the city's list one's own, so that 年末年始 too can be changed."""
    service.take_over_the_list()
    flash("市の一覧の開館時間と年末年始を、このセンターの設定にしました。", "success")
    return redirect(url_for(".show", _anchor="closed-days"))


def _week_page(form: Form) -> str:
    return render_template("centers/week.html", form=form, days=DAYS)


def _closed_page(form: Form) -> str:
    return render_template(
        "centers/closed.html",
        form=form,
        kind=form.value("kind"),
        nth_choices=NTH_CHOICES,
        weekday_choices=WEEKDAY_CHOICES,
    )


def _week_words(week: rules.Week) -> str:
    hours = as_typed(week.hours)
    return "、".join(f"{label} {hours.get(name, '休館')}" for name, label in DAYS.items())


def _closed_ahead(days: OpeningDays, today: date) -> Iterator[tuple[date, str]]:
    """Days that this center closes on and a usual week would open."""
    for ahead in range(SHOWN_AHEAD.days):
        day = today + timedelta(days=ahead)
        week = days.week(day)
        if week and week.on(day) and (reason := days.why_closed(day)):
            yield day, reason
