"""A ward looks through a month and submits it (提出), or takes the submission back."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import japanese_month
from app.errors import InvalidError
from app.statistics import queries, rules, service
from app.statistics.pages.room import pages
from app.statistics.schemas import ClosingAsked, month_in_address
from app.web.forms import Form


@pages.get("/closings/<month>")
@allowed(Permission.READ_FIGURES)
def show_closing(month: str) -> str:
    return _checklist_page(queries.checklist(month_in_address(month)), Form(ClosingAsked))


@pages.post("/closings")
@allowed(Permission.CLOSE_MONTHS)
def create_closing() -> ResponseReturnValue:
    form = Form(ClosingAsked, request.form)
    if "month" not in form.data:
        raise InvalidError(form.errors)
    month = form.data["month"]
    checklist = queries.checklist(month)
    try:
        service.submit_month(checklist, by_name=current_user.name, confirmed=form.data["confirmed"])
    except InvalidError as error:
        form.refuse(error.fields)
        return _checklist_page(checklist, form), 422
    flash(f"{japanese_month(month)}を提出しました。", "success")
    return redirect(url_for(".show", year=month.fiscal_year, _anchor="closings"))


@pages.post("/closings/<month>/removal")
@allowed(Permission.CLOSE_MONTHS)
def delete_closing(month: str) -> ResponseReturnValue:
    reopened = month_in_address(month)
    service.reopen_month(reopened, by_name=current_user.name)
    flash(f"{japanese_month(reopened)}の提出を取り消しました。", "success")
    return redirect(url_for(".show", year=reopened.fiscal_year, _anchor="closings"))


def _checklist_page(checklist: rules.Checklist, form: Form) -> str:
    month = checklist.month
    return render_template(
        "statistics/closing.html",
        checklist=checklist,
        month=month,
        title=japanese_month(month),
        closing=queries.closings().get(month),
        findings=[(finding, [_opened(each) for each in finding.opens]) for finding in checklist],
        form=form,
        may_close=current_user.may(Permission.CLOSE_MONTHS, g.center_slug),
        back=url_for(".show", year=month.fiscal_year, _anchor="closings"),
    )


def _opened(opening: rules.Opening) -> tuple[str, str]:
    """The words of a link and where it leads: to records, or to the drafts on one's desk."""
    if opening.filters is None:
        return opening.label, url_for("home.show")
    return opening.label, url_for("consultations.index", **opening.filters.address)
