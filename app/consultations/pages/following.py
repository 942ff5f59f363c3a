"""What happens after the reception: written on the card, one small form each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.consultations import queries, service
from app.consultations.models import Consultation, FollowUp
from app.consultations.pages.card import TurnedDown, card, number_of
from app.consultations.pages.room import pages
from app.consultations.schemas import (
    Closing,
    FollowUpCorrection,
    FollowUpNote,
    HandoverTo,
    NextActionPlan,
    Reopening,
)
from app.drafts import service as drafts
from app.drafts.rules import key_of
from app.errors import InvalidError
from app.web.forms import Form
from app.web.words import slashed

WORDS = ("words", "task", "message", "remark", "next_action")


@pages.get("/open")
@allowed(Permission.READ_CONSULTATIONS)
def index_open() -> str:
    """Each one's own open cases; with ?of=all everybody's."""
    everybody = request.args.get("of") == "all"
    return render_template(
        "consultations/open.html",
        cases=queries.open_cases(None if everybody else current_user.id),
        everybody=everybody,
        today=calendar.today(),
    )


@pages.post("/<uuid:consultation_id>/follow-ups")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_follow_up(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(FollowUpNote, request.form)
    return _do(consultation, "note", form, _add_follow_up, "経過を記録しました。")


def _add_follow_up(consultation: Consultation, **noted: Any) -> None:
    service.add_follow_up(consultation, **noted)
    drafts.discard(key_of(request.form.get("draft")))


@pages.get("/<uuid:consultation_id>/follow-ups/<uuid:follow_up_id>/correction")
@allowed(Permission.RECORD_CONSULTATIONS)
def new_correction(consultation_id: UUID, follow_up_id: UUID) -> str:
    note = queries.follow_up(consultation_id, follow_up_id)
    shown = {name: getattr(note, name) for name in FollowUpCorrection().fields}
    shown |= {"happened_on": slashed(note.happened_on), "minutes": note.minutes or ""}
    return _correction_page(note, Form(FollowUpCorrection, shown=shown))


@pages.post("/<uuid:consultation_id>/follow-ups/<uuid:follow_up_id>/correction")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_correction(consultation_id: UUID, follow_up_id: UUID) -> ResponseReturnValue:
    note = queries.follow_up(consultation_id, follow_up_id)
    form = Form(FollowUpCorrection, request.form)
    if form.errors:
        return _correction_page(note, form), 422
    try:
        service.correct_follow_up(note, author_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _correction_page(note, form), 422
    flash("経過を訂正しました。前の言葉も残っています。", "success")
    return redirect(url_for(".show", consultation_id=consultation_id))


@pages.post("/<uuid:consultation_id>/next-actions")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_next_action(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(NextActionPlan, request.form)
    return _do(consultation, "plan", form, service.plan_action, "次にすることを決めました。")


@pages.post("/<uuid:consultation_id>/next-actions/completion")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_completion(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    service.finish_action(consultation, author_name=current_user.name)
    flash("済みにしました。", "success")
    if request.form.get("then") == "desk":
        return redirect(url_for("home.show"))
    return redirect(url_for(".show", consultation_id=consultation_id))


@pages.post("/<uuid:consultation_id>/handovers")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_handover(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(HandoverTo, request.form)
    return _do(consultation, "handover", form, service.hand_over, "担当を替えました。")


@pages.post("/<uuid:consultation_id>/closure")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_closure(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(Closing, request.form)
    return _do(consultation, "closing", form, service.close_consultation, "相談を終了しました。")


@pages.post("/<uuid:consultation_id>/reopening")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_reopening(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(Reopening, request.form)
    return _do(consultation, "reopening", form, service.reopen_consultation, "再開しました。")


def _do(
    consultation: Consultation, name: str, form: Form, act: Callable[..., object], told: str
) -> ResponseReturnValue:
    """Do what a small form asks; what is refused stays in it."""
    if form.errors:
        return card(consultation, {name: form}), 422
    try:
        act(consultation, author_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return card(consultation, {name: form}), 422
    except (service.NotOpenError, service.StillOpenError) as error:
        return card(consultation, turned_down=TurnedDown(str(error), _words(form))), 409
    flash(told, "success")
    return redirect(url_for(".show", consultation_id=consultation.id))


def _words(form: Form) -> list[str]:
    """What was typed, for whoever has to say it in another place now."""
    return [form.data[name] for name in WORDS if form.data.get(name)]


def _correction_page(note: FollowUp, form: Form) -> str:
    consultation = queries.consultation(note.consultation_id)
    return render_template(
        "consultations/correction.html",
        form=form,
        note=note,
        consultation=consultation,
        number=number_of(consultation),
        lists=code_lists(),
        year=FiscalYear.of(calendar.today()).year,
    )
