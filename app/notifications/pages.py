from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.notifications import queries, rules, service
from app.notifications.api import can_send, outbox
from app.notifications.schemas import WishesTyped
from app.paging import Cursor
from app.referrals.queries import referral
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("notifications", __name__)


@pages.app_context_processor
def know_notices() -> dict[str, Any]:
    """Let every page of a center say how much is new."""
    return {"unread_notices": unread}


def unread() -> str:
    """The number at the bell."""
    found = queries.count_unread()
    return rules.counted(found) if found else ""


@pages.get("/")
@allowed(Permission.READ_CONSULTATIONS)
def index() -> str:
    everybody = request.args.get("of") == "center"
    after = request.args.get("after")
    notices = queries.page(everybody=everybody, after=Cursor.parse(after) if after else None)
    return render_template(
        "notifications/index.html",
        notices=notices,
        everybody=everybody,
        days=rules.SHOWN_FOR.days,
        rules=rules,
        next_href=url_for(".index", of=request.args.get("of"), after=str(notices.next))
        if notices.next
        else None,
    )


@pages.post("/reading")
@allowed(Permission.READ_CONSULTATIONS)
def create_reading() -> ResponseReturnValue:
    service.read_all()
    return redirect(url_for(".index"))


@pages.post("/referrals/<uuid:referral_id>/reading")
@allowed(Permission.READ_CONSULTATIONS)
def create_referral_reading(referral_id: UUID) -> ResponseReturnValue:
    """Open the letter. A POST, for that it was seen is written down."""
    service.read_about(referral(referral_id).id)
    return redirect(url_for("referrals.show", referral_id=referral_id))


@pages.post("/<uuid:notice_id>/reading")
@allowed(Permission.READ_CONSULTATIONS)
def create_notice_reading(notice_id: UUID) -> ResponseReturnValue:
    """Open what a notice tells of."""
    notice = queries.heard(notice_id)
    service.read_about(notice.subject)
    return redirect(f"/centers/{g.center_slug}{rules.path(notice)}")


@pages.get("/settings")
@allowed(Permission.READ_CONSULTATIONS)
def edit_settings() -> str:
    return _settings_page(Form(WishesTyped, shown=queries.mails.wishes()))


@pages.post("/settings")
@allowed(Permission.READ_CONSULTATIONS)
def update_settings() -> ResponseReturnValue:
    form = Form(WishesTyped, request.form)
    if form.errors:
        return _settings_page(form), 422
    service.wish_for(form.data)
    flash("メールの受け取り方を保存しました。", "success")
    return redirect(url_for(".edit_settings"))


def _settings_page(form: Form) -> str:
    return render_template(
        "notifications/settings.html", form=form, rules=rules, can_send=can_send()
    )


@pages.get("/mails")
@allowed(Permission.READ_CONSULTATIONS)
def index_mails() -> str:
    everybody = request.args.get("of") == "center"
    after = request.args.get("after")
    told = outbox(everybody=everybody, after=Cursor.parse(after) if after else None)
    return render_template(
        "notifications/mails.html",
        told=told,
        everybody=everybody,
        may_see_all=current_user.may(Permission.READ_AUDIT, g.center_slug),
        can_send=can_send(),
        rules=rules,
        next_href=url_for(".index_mails", of=request.args.get("of"), after=str(told.next))
        if told.next
        else None,
    )
