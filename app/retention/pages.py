from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.errors import InvalidError, NotFoundError
from app.paging import Cursor
from app.retention import queries, rules, service
from app.retention.schemas import DisposalTyped, DueAsked, PeriodTyped
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("retention", __name__)


@pages.get("/")
@allowed(Permission.DISPOSE_RECORDS)
def index() -> str:
    return render_template(
        "retention/index.html",
        kinds=rules.RECORD_KINDS,
        periods=queries.periods(),
        words_of_years=rules.words_of_years,
        due=queries.due(),
        disposals=[(each, FiscalYear(each.fiscal_year).label) for each in queries.disposals()],
    )


@pages.get("/periods/edit")
@allowed(Permission.DISPOSE_RECORDS)
def edit_period() -> str:
    kind = request.args.get("record_kind", "")
    if kind not in rules.RECORD_KINDS:
        raise NotFoundError
    years = queries.periods().get(kind)
    shown = {"record_kind": kind, "years": "" if years is None else years}
    return _period_page(Form(PeriodTyped, shown=shown))


@pages.post("/periods")
@allowed(Permission.DISPOSE_RECORDS)
def update_period() -> ResponseReturnValue:
    form = Form(PeriodTyped, request.form)
    if form.value("record_kind") not in rules.RECORD_KINDS:
        raise NotFoundError
    if form.errors:
        return _period_page(form), 422
    service.keep_for(form.data["record_kind"], form.data["years"])
    flash("保存期間を保存しました。", "success")
    return redirect(url_for(".index"))


@pages.get("/disposals/new")
@allowed(Permission.DISPOSE_RECORDS)
def new_disposal() -> str:
    form = Form(DueAsked, request.args)
    if form.errors:
        raise InvalidError(form.errors)
    due = queries.due_of(form.data["record_kind"], form.data["fiscal_year"])
    if due is None:
        raise NotFoundError("この年度に、廃棄できる記録はありません。")
    after = request.args.get("after")
    listed = queries.overdue(
        due.record_kind, due.fiscal_year, after=Cursor.parse(after) if after else None
    )
    return render_template(
        "retention/disposal.html",
        due=due,
        listed=listed.items,
        address=rules.RECORD_KINDS[due.record_kind].address,
        next_href=url_for(
            ".new_disposal",
            record_kind=due.record_kind,
            fiscal_year=due.fiscal_year,
            after=str(listed.next),
        )
        if listed.next
        else None,
    )


@pages.post("/disposals")
@allowed(Permission.DISPOSE_RECORDS)
def create_disposal() -> ResponseReturnValue:
    form = Form(DisposalTyped, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    done = service.dispose(**form.data, by_name=current_user.name)
    flash(f"{done.records:,}件を廃棄しました。件数の集計は変わりません。", "success")
    return redirect(url_for(".index"))


def _period_page(form: Form) -> str:
    kind = rules.RECORD_KINDS[form.value("record_kind")]
    return render_template("retention/period.html", form=form, kind=kind)
