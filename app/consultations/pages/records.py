from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import CITY_TIME, FiscalYear
from app.centers.queries import form_defaults
from app.codes.queries import code_lists
from app.consultations import queries, rules, service
from app.consultations.models import Consultation
from app.consultations.pages.card import card, number_of
from app.consultations.pages.conflict import Comparison, comparison
from app.consultations.pages.contacts import filled_from
from app.consultations.pages.room import pages
from app.consultations.schemas import ConsultationRecord, ConsultationRevision
from app.drafts import service as drafts
from app.drafts.queries import Sheet, sheet
from app.drafts.rules import CONSULTATION, REVISION, key_of
from app.errors import InvalidError
from app.web.forms import Form


@pages.get("/new")
@allowed(Permission.RECORD_CONSULTATIONS)
def new() -> ResponseReturnValue:
    key = key_of(request.args.get("draft"))
    if key and (recorded := queries.by_entry_key(key)):  # somebody went back after saving
        flash(f"相談 {number_of(recorded)} は、すでに記録されています。", "info")
        return redirect(url_for(".show", consultation_id=recorded.id))
    if draft := _sheet().draft:
        return _form_page(Form.resumed(ConsultationRecord, draft.fields))
    shown: dict[str, Any] = {"received_at": _as_typed(calendar.now()), **_defaults()}
    shown |= filled_from(request.args.get("contact"))
    if earlier := queries.by_number(request.args.get("continues", "")):
        shown |= _continuing(earlier)
    return _form_page(Form(ConsultationRecord, shown=shown))


@pages.post("/")
@allowed(Permission.RECORD_CONSULTATIONS)
def create() -> ResponseReturnValue:
    form = Form(ConsultationRecord, request.form)
    if form.errors:
        return _form_page(form), 422
    try:
        recorded = service.record_consultation(
            received_by_name=current_user.name, entry_key=_key(), **form.data
        )
    except InvalidError as error:
        form.refuse(error.fields)
        return _form_page(form), 422
    except service.AlreadyRecordedError as error:
        return _recorded_before(error.consultation, form)
    drafts.discard(_key())
    flash(f"相談 {number_of(recorded)} を記録しました。", "success")
    if request.form.get("then") == "new":
        return redirect(url_for(".new"))
    return redirect(url_for(".show", consultation_id=recorded.id))


def _defaults() -> dict[str, str]:
    """What the center has standing in its empty form."""
    kept = form_defaults()
    return {
        "channel": kept.channel or "",
        "client_type": kept.client_type or "",
        "kind": kept.kind or "consultation",
    }


def _recorded_before(consultation: Consultation, form: Form) -> ResponseReturnValue:
    """A form sent twice: once is enough; but words changed since are not thrown away."""
    drafts.discard(_key())
    if not service.says_the_same(consultation, **form.data):
        return _compared(form, consultation), 409
    flash(f"相談 {number_of(consultation)} は、すでに記録されています。", "success")
    return redirect(url_for(".show", consultation_id=consultation.id))


@pages.get("/<uuid:consultation_id>")
@allowed(Permission.READ_CONSULTATIONS)
def show(consultation_id: UUID) -> str:
    return card(queries.consultation(consultation_id))


@pages.get("/<uuid:consultation_id>/edit")
@allowed(Permission.RECORD_CONSULTATIONS)
def edit(consultation_id: UUID) -> str:
    consultation = queries.consultation(consultation_id)
    if draft := _sheet(consultation).draft:
        return _form_page(Form.resumed(ConsultationRevision, draft.fields), consultation)
    form = Form(ConsultationRevision, shown=_shown(consultation))
    return _form_page(form, consultation)


@pages.post("/<uuid:consultation_id>")
@allowed(Permission.RECORD_CONSULTATIONS)
def update(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(ConsultationRevision, request.form)
    if form.errors:
        return _form_page(form, consultation), 422
    try:
        service.revise_consultation(consultation, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _form_page(form, consultation), 422
    except service.ChangedMeanwhileError:
        return _compared(form, consultation, version=form.data["version"]), 409
    drafts.discard(_key())
    flash(f"相談 {number_of(consultation)} を保存しました。", "success")
    return redirect(url_for(".show", consultation_id=consultation.id))


def _compared(form: Form, consultation: Consultation, *, version: int | None = None) -> str:
    """Both versions beside each other; without a version the form was sent twice."""
    both = comparison(consultation, form, _shown(consultation), version=version)
    changed = "by another" if version else "recorded before"
    return _form_page(both.form, consultation, changed=changed, both=both)


def _form_page(
    form: Form,
    consultation: Consultation | None = None,
    *,
    changed: str | None = None,
    both: Comparison | None = None,
) -> str:
    """The form; with `changed`, what was saved before stands beside what was typed."""
    year = FiscalYear.of(calendar.today())
    if consultation:
        year = FiscalYear.of(consultation.received_at.astimezone(CITY_TIME).date())
    lists = code_lists()
    is_by_use = form_defaults().by_use
    return render_template(
        "consultations/form.html",
        form=form,
        consultation=consultation,
        number=number_of(consultation) if consultation else None,
        lists=lists,
        year=year.year,
        changed=changed,
        both=both,
        used=queries.recent_use(besides=lists.others) if is_by_use else queries.NO_USE,
        often_first=rules.often_first,
        sheet=_sheet(consultation, again=changed != "recorded before"),
        unsaved=form.typed is not None,
    )


def _sheet(consultation: Consultation | None = None, *, again: bool = True) -> Sheet:
    """The draft that this form continues; a new one if there is none, or not `again`."""
    key = request.values.get("draft") if again else None
    if consultation is None:
        return sheet(CONSULTATION, key)
    return sheet(REVISION, key, subject_id=consultation.id)


def _key() -> UUID | None:
    return key_of(request.form.get("draft"))


def _as_typed(moment: datetime) -> str:
    return moment.astimezone(CITY_TIME).strftime("%Y/%m/%d %H:%M")


def _shown(consultation: Consultation) -> dict[str, Any]:
    """A record as its form shows it."""
    names = ConsultationRevision().fields
    shown = {name: getattr(consultation, name, None) for name in names}
    earlier = consultation.continues_id
    return {
        **{name: "" if value is None else value for name, value in shown.items()},
        "received_at": _as_typed(consultation.received_at),
        "topics": [tag.topic for tag in consultation.topics],
        "primary_topic": consultation.primary_topic,
        "own_topics": [tag.own_topic_id for tag in consultation.topics if tag.own_topic_id],
        "continues_number": number_of(queries.consultation(earlier)) if earlier else "",
    }


def _continuing(earlier: Consultation) -> dict[str, Any]:
    """What a follow-up takes over: who it is and what about, not what was said."""
    names = (
        *("client_type", "person_name", "person_kana", "person_contact", "organization_name"),
        *("contact_id", "organization_contact_id"),
    )
    return {
        **{name: getattr(earlier, name) or "" for name in names},
        "activity_fields": earlier.activity_fields,
        "topics": [tag.topic for tag in earlier.topics],
        "primary_topic": earlier.primary_topic,
        "continues_number": number_of(earlier),
    }
