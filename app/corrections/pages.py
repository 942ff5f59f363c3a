from typing import Any, NamedTuple
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import Schema

from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import japanese_month
from app.codes.queries import code_lists
from app.consultations import queries as consultations
from app.consultations.schemas import ConsultationRecord, ConsultationRevision, Deletion
from app.corrections import queries, rules, service
from app.corrections.api import is_manager
from app.corrections.schemas import Decision, ReasonTyped
from app.drafts import service as drafts
from app.drafts.rules import key_of
from app.errors import DomainError, InvalidError, MonthClosedError
from app.paging import Cursor
from app.statistics.rules import StatisticsReport
from app.transfers.queries import import_
from app.web.errors import say_no
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("corrections", __name__)

PROPOSED_AT = {
    "consultations.update": "corrections.create_revision",
    "consultations.create": "corrections.create_reception",
    "consultations.create_deletion": "corrections.create_removal",
    "consultations.create_restoration": "corrections.create_restoration",
    "transfers.take": "corrections.create_import",
}
"""Where each form of the desk goes on when its month turns out to be closed."""
MOST_MARKS = 20
NOT_TYPED = ("csrf_token", "correction_reason")


@pages.app_errorhandler(MonthClosedError)
def propose(error: MonthClosedError) -> ResponseReturnValue:
    """Take the form along as it was sent, so that nothing is typed twice."""
    onward = PROPOSED_AT.get(request.endpoint or "")
    if onward is None:
        return say_no(error)
    return redirect(url_for(onward, **(request.view_args or {})), 307)


@pages.app_context_processor
def know_corrections() -> dict[str, Any]:
    """Let every page of figures say which months were corrected."""
    return {"corrections_in": corrections_in}


def corrections_in(report: StatisticsReport) -> dict[str, Any]:
    """訂正あり: the corrections that hold in the report's period, with whose they are."""
    places = {place.id: place.short_name for place in report.places}
    marks = queries.marks(report.period, report.places)
    lists = code_lists()
    return {
        "months": rules.months_of(change for mark in marks for change in mark.changes),
        "marks": [
            (places[mark.center_id], mark.label, rules.headline(mark.changes, lists), mark.at)
            for mark in marks[:MOST_MARKS]
        ],
        "more": max(0, len(marks) - MOST_MARKS),
    }


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def index() -> str:
    after = request.args.get("after")
    found = queries.page(after=Cursor.parse(after) if after else None)
    return render_template(
        "corrections/index.html",
        corrections=found.items,
        lists=code_lists(),
        rules=rules,
        decides=current_user.may(Permission.DECIDE_CORRECTIONS, g.center_slug),
        next_href=url_for(".index", after=str(found.next)) if found.next else None,
    )


@pages.get("/<uuid:late_correction_id>")
@allowed(Permission.READ_FIGURES)
def show(late_correction_id: UUID) -> str:
    return _card(queries.line(late_correction_id), Form(Decision))


@pages.post("/<uuid:late_correction_id>/decision")
@allowed(Permission.DECIDE_CORRECTIONS)
def create_decision(late_correction_id: UUID) -> ResponseReturnValue:
    line = queries.line(late_correction_id)
    form = Form(Decision, request.form)
    try:
        if not form.errors:
            service.decide(line, by_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
    if form.errors:
        return _card(line, form), 422
    accepted = form.data["kind"] == rules.ACCEPTED
    flash(
        "訂正を認めました。数秒で数字に入ります。" if accepted else "認めないことを伝えました。",
        "success",
    )
    return redirect(url_for(".show", late_correction_id=late_correction_id))


@pages.post("/<uuid:late_correction_id>/withdrawal")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_withdrawal(late_correction_id: UUID) -> ResponseReturnValue:
    service.withdraw(queries.line(late_correction_id), by_name=current_user.name)
    flash("訂正の申し出を取り下げました。", "success")
    return redirect(url_for(".show", late_correction_id=late_correction_id))


@pages.post("/revisions/<uuid:consultation_id>")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_revision(consultation_id: UUID) -> ResponseReturnValue:
    consultation = consultations.consultation(consultation_id)
    typed = _typed(ConsultationRevision)
    wanted = service.wanted_revision(consultation, **typed)
    back = url_for("consultations.edit", consultation_id=consultation_id)
    return _proposed(Proposal(wanted, "相談の記録を直す", back))


@pages.post("/receptions")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_reception() -> ResponseReturnValue:
    typed = _typed(ConsultationRecord)
    wanted = service.wanted_reception(received_by_name=current_user.name, **typed)
    back = url_for("consultations.new", draft=request.form.get("draft"))
    return _proposed(Proposal(wanted, "相談を記録する", back))


@pages.post("/removals/<uuid:consultation_id>")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_removal(consultation_id: UUID) -> ResponseReturnValue:
    wanted = service.wanted_removal(
        consultations.consultation(consultation_id),
        reason=_typed(Deletion)["reason"],
        by_manager=is_manager(),
        deleted_by_name=current_user.name,
    )
    back = url_for("consultations.show", consultation_id=consultation_id)
    return _proposed(Proposal(wanted, "相談の記録を削除する", back))


@pages.post("/restorations/<uuid:deleted_id>")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_restoration(deleted_id: UUID) -> ResponseReturnValue:
    gone = consultations.deleted_one(deleted_id)
    wanted = service.wanted_restoration(gone, by_manager=is_manager())
    return _proposed(
        Proposal(wanted, "削除した相談を元に戻す", url_for("consultations.index_deleted"))
    )


@pages.post("/imports/<uuid:import_id>")
@allowed(Permission.IMPORT_CONSULTATIONS)
def create_import(import_id: UUID) -> ResponseReturnValue:
    wanted = service.wanted_import(import_(import_id), taken_by_name=current_user.name)
    back = url_for("transfers.show", import_id=import_id)
    return _proposed(Proposal(wanted, "ファイルを取り込む", back))


class Proposal(NamedTuple):
    """What is about to be proposed, as its page shows it."""

    wanted: service.Wanted
    title: str
    back: str


def _typed(schema: type[Schema]) -> dict[str, Any]:
    """The form of the desk that was sent along; it was found right there."""
    form = Form(schema, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    return form.data


def _proposed(proposal: Proposal) -> ResponseReturnValue:
    """The effect, and the reason asked for; once it is given, the correction."""
    arrived = "correction_reason" not in request.form
    form = Form(ReasonTyped, None if arrived else request.form)
    if arrived or form.errors:
        return _proposal_page(proposal, form), 200 if arrived else 422
    reason = form.data["correction_reason"]
    made = service.propose(proposal.wanted, reason=reason, by_name=current_user.name)
    drafts.discard(key_of(request.form.get("draft")))
    flash(
        "訂正を推進センターに申し出ました。認められると、数字に入ります。"
        if made.is_proposal
        else "理由を添えて訂正しました。",
        "success",
    )
    return redirect(url_for(".show", late_correction_id=made.id))


def _proposal_page(proposal: Proposal, form: Form) -> str:
    wanted = proposal.wanted
    return render_template(
        "corrections/new.html",
        title=proposal.title,
        back=proposal.back,
        months="、".join(japanese_month(month) for month in wanted.months),
        changes=service.effect_of(wanted),
        is_proposal=service.is_proposal(wanted),
        form=form,
        typed=[
            (name, value)
            for name, values in request.form.lists()
            for value in values
            if name not in NOT_TYPED
        ],
        lists=code_lists(),
        rules=rules,
    )


def _card(line: queries.Line, form: Form) -> str:
    may_decide = current_user.may(Permission.DECIDE_CORRECTIONS, g.center_slug)
    waits = line.state == rules.PROPOSED
    correction = line.correction
    return render_template(
        "corrections/show.html",
        line=line,
        correction=correction,
        steps=queries.steps(correction),
        changes=line.changes,
        lists=code_lists(),
        rules=rules,
        form=form,
        may_decide=waits and may_decide and queries.is_addressed_here(correction),
        may_withdraw=waits and queries.is_own(correction),
        record=_record(line),
    )


def _record(line: queries.Line) -> str | None:
    """The page of the record, where it is one's own and there."""
    correction = line.correction
    if not queries.is_own(correction):
        return None
    if correction.import_id:
        return url_for("transfers.show", import_id=correction.import_id)
    assert correction.consultation_id is not None  # noqa: S101  the database sees to it
    try:
        consultations.consultation(correction.consultation_id)
    except DomainError:
        return None
    return url_for("consultations.show", consultation_id=correction.consultation_id)
