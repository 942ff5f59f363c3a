"""Deleting a consultation, and 削除した相談: what can still be brought back."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.consultations import queries, rules, service
from app.consultations.models import Consultation
from app.consultations.pages.card import number_of
from app.consultations.pages.room import pages
from app.consultations.schemas import Deletion
from app.web.forms import Form


@pages.get("/<uuid:consultation_id>/deletion/new")
@allowed(Permission.RECORD_CONSULTATIONS)
def new_deletion(consultation_id: UUID) -> str:
    return _deletion_page(queries.consultation(consultation_id), Form(Deletion))


@pages.post("/<uuid:consultation_id>/deletion")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_deletion(consultation_id: UUID) -> ResponseReturnValue:
    consultation = queries.consultation(consultation_id)
    form = Form(Deletion, request.form)
    if form.errors:
        return _deletion_page(consultation, form), 422
    number = number_of(consultation)
    service.remove_consultation(
        consultation, by_manager=is_manager(), deleted_by_name=current_user.name, **form.data
    )
    days = rules.KEPT_FOR.days
    flash(f"相談 {number} を削除しました。{days}日以内なら、元に戻せます。", "success")
    return redirect(url_for(".index_deleted"))


@pages.get("/deleted")
@allowed(Permission.READ_CONSULTATIONS)
def index_deleted() -> str:
    return render_template(
        "consultations/deleted.html",
        deleted=queries.deleted(),
        by_manager=is_manager(),
        may_restore=service.may_restore,
        number_label=rules.number_label,
        kept_for=rules.KEPT_FOR,
    )


@pages.post("/deleted/<uuid:deleted_id>/restoration")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_restoration(deleted_id: UUID) -> ResponseReturnValue:
    gone = queries.deleted_one(deleted_id)
    consultation = service.restore_consultation(gone, by_manager=is_manager())
    flash(f"相談 {number_of(consultation)} を元に戻しました。", "success")
    return redirect(url_for(".show", consultation_id=consultation.id))


def is_manager() -> bool:
    return bool(current_user.may(Permission.DELETE_CONSULTATIONS, g.center_slug))


def _deletion_page(consultation: Consultation, form: Form) -> str:
    return render_template(
        "consultations/deletion.html",
        consultation=consultation,
        number=number_of(consultation),
        form=form,
        days=rules.KEPT_FOR.days,
        later=queries.continuations(consultation),
        may_remove=service.may_remove(consultation, by_manager=is_manager()),
    )
