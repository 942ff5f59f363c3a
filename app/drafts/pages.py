from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.drafts import queries, rules, service
from app.drafts.models import Draft
from app.drafts.queries import Sheet
from app.web.rooms import center_pages

pages = center_pages("drafts", __name__)

FORM_PAGES = {
    rules.CONSULTATION: ("consultations.new", None),
    rules.REVISION: ("consultations.edit", "consultation_id"),
    rules.REFERRAL: ("referrals.new", "consultation"),
    rules.NOTE: ("consultations.show", "consultation_id"),
    **dict.fromkeys(rules.ON_A_LETTER, ("referrals.show", "referral_id")),
}
"""Form → its page, and the argument that names the subject there."""


@pages.app_context_processor
def know_drafts() -> dict[str, Any]:
    """Let any page show one's own drafts and lead back to them."""
    return {
        "my_drafts": queries.mine,
        "resume_at": resume_at,
        "guarded_field": rules.FREE_OF_PERSONS.get,
    }


@pages.post("/<uuid:draft_id>/removal")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_removal(draft_id: UUID) -> ResponseReturnValue:
    service.discard(queries.draft(draft_id).client_key)
    flash("書きかけを捨てました。", "info")
    return redirect(url_for("home.show"))


def resume_at(written: Draft | Sheet) -> str:
    """The address at which the form opens with what was typed."""
    endpoint, argument = FORM_PAGES[written.form]
    subject: dict[str, Any] = {argument: written.subject_id} if argument else {}
    if written.form in rules.ON_A_LETTER:
        subject["sheet"] = written.form
    return url_for(endpoint, **subject, draft=written.client_key)
