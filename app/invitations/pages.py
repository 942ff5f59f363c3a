from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed, open_to_all
from app.access.permissions import Permission
from app.documents import ical
from app.errors import ChangedMeanwhileError, InvalidError
from app.invitations import queries, rules, service
from app.invitations.documents import event
from app.invitations.models import MeetingGuest
from app.invitations.rules import GuestFacts, InvitationFacts, ReplyFacts
from app.invitations.schemas import (
    GuestAnswerTyped,
    MeetingGuestRecord,
    MeetingGuestRevision,
    MeetingInvitationRecord,
    MeetingReplyRevision,
)
from app.meetings.models import Meeting
from app.meetings.queries import meeting, own_meeting
from app.web.forms import Form
from app.web.limits import limiter
from app.web.rooms import center_pages
from app.web.scopes import as_visitor, by_visitor

pages = center_pages("invitations", __name__)
guest_pages = Blueprint("guests", __name__, template_folder="templates")

LINKS_PER_ADDRESS = "60 per minute"
"""Guessing a secret of 256 bits is hopeless anyway; trying is not to cost us anything."""


@pages.app_context_processor
def know_invitations() -> dict[str, Any]:
    """Let the page of a meeting show its invitation, and the desk what waits for an answer."""
    return {
        "invitation_of": queries.invitation_of,
        "reply_here": queries.reply_here,
        "answers_to": queries.answers,
        "answers_summed": rules.summed,
        "attendances": rules.ATTENDANCES,
        "invitations_waiting": lambda: queries.waiting_here(calendar.now()),
    }


@pages.get("/<uuid:meeting_id>")
@allowed(Permission.READ_MEETINGS)
def show(meeting_id: UUID) -> ResponseReturnValue:
    """The board of the convening center; at a ward, its answer."""
    if current_user.may(Permission.PREPARE_MEETINGS, g.center_slug):
        subject = own_meeting(meeting_id)
        if queries.invitation_of(subject) is None:
            return redirect(url_for(".edit", meeting_id=meeting_id))
        return _board_page(subject)
    return _reply_page(meeting(meeting_id))


@pages.get("/<uuid:meeting_id>/edit")
@allowed(Permission.PREPARE_MEETINGS)
def edit(meeting_id: UUID) -> str:
    subject = own_meeting(meeting_id)
    found = queries.invitation_of(subject)
    if found:
        chosen = [ward.slug for ward in queries.everybody() if ward.id in set(found.ward_ids)]
        shown = {"reply_by": _typed(found.reply_by), "words": found.words, "wards": chosen}
    else:
        usual = rules.usual_reply_by(subject.held_on, today=calendar.today())
        everybody = [ward.slug for ward in queries.everybody()]
        shown = {"reply_by": _typed(usual), "words": "", "wards": everybody}
    return _form_page(Form(MeetingInvitationRecord, shown=shown), subject)


@pages.post("/<uuid:meeting_id>")
@allowed(Permission.PREPARE_MEETINGS)
def update(meeting_id: UUID) -> ResponseReturnValue:
    subject = own_meeting(meeting_id)
    form = Form(MeetingInvitationRecord, request.form)
    if form.errors:
        return _form_page(form, subject), 422
    try:
        facts = InvitationFacts(
            words=form.data["words"],
            reply_by=form.data["reply_by"],
            ward_ids=service.wards_named(form.data["wards"]),
        )
        kept = service.keep(subject, facts, version=form.data["version"])
    except InvalidError as error:
        form.refuse(error.fields)
        return _form_page(form, subject), 422
    except ChangedMeanwhileError:
        return _form_page(form, subject, changed=True), 409
    words = "保存しました。" if kept.sent_at else "招待を用意しました。まだ誰にも送っていません。"
    flash(words, "success")
    return redirect(url_for(".show", meeting_id=meeting_id), 303)


@pages.post("/<uuid:meeting_id>/sending")
@allowed(Permission.PREPARE_MEETINGS)
def create_sending(meeting_id: UUID) -> ResponseReturnValue:
    service.send(own_meeting(meeting_id), by_name=current_user.name)
    flash("招待を送りました。区には画面とメールで、ゲストにはメールで届きます。", "success")
    return redirect(url_for(".show", meeting_id=meeting_id), 303)


@pages.post("/<uuid:meeting_id>/reply")
@allowed(Permission.ANSWER_CALLS)
def update_reply(meeting_id: UUID) -> ResponseReturnValue:
    subject = meeting(meeting_id)
    form = Form(MeetingReplyRevision, request.form)
    if form.errors:
        return _reply_page(subject, form), 422
    version = form.data.pop("version")
    try:
        service.reply(subject, ReplyFacts(**form.data), version=version, by_name=current_user.name)
    except ChangedMeanwhileError:
        return _reply_page(subject, form, changed=True), 409
    flash("回答しました。会議が始まるまで、いつでも直せます。", "success")
    return redirect(url_for(".show", meeting_id=meeting_id), 303)


@pages.get("/<uuid:meeting_id>/calendar.ics")
@allowed(Permission.READ_MEETINGS)
def show_calendar(meeting_id: UUID) -> Response:
    """The meeting as a file for one's own calendar."""
    subject = meeting(meeting_id)
    link = url_for("meetings.show", meeting_id=meeting_id, _external=False)
    base = current_app.extensions["settings"].public_url
    entry = event(subject, public_url=base, link=f"{base.rstrip('/')}{link}")
    content = ical.feed([entry], name=subject.title, stamped_at=calendar.now())
    answer = make_response(content)
    answer.content_type = ical.MEDIA_TYPE
    name = f"{subject.held_on:%Y%m%d}_{subject.title}.ics"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


# Guests, as the convening center keeps them


@pages.get("/<uuid:meeting_id>/guests/new")
@allowed(Permission.PREPARE_MEETINGS)
def new_guest(meeting_id: UUID) -> str:
    return _guest_page(Form(MeetingGuestRecord, shown={"kind": "city"}), own_meeting(meeting_id))


@pages.post("/<uuid:meeting_id>/guests")
@allowed(Permission.PREPARE_MEETINGS)
def create_guest(meeting_id: UUID) -> ResponseReturnValue:
    subject = own_meeting(meeting_id)
    form = Form(MeetingGuestRecord, request.form)
    if form.errors:
        return _guest_page(form, subject), 422
    guest = service.add_guest(subject, GuestFacts(**form.data), key=str(current_app.secret_key))
    flash(f"{guest.name} さんを加えました。", "success")
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor="guests"), 303)


@pages.get("/<uuid:meeting_id>/guests/<uuid:guest_id>/edit")
@allowed(Permission.PREPARE_MEETINGS)
def edit_guest(meeting_id: UUID, guest_id: UUID) -> str:
    subject = own_meeting(meeting_id)
    guest = queries.guest(subject, guest_id)
    shown = {name: getattr(guest, name) for name in MeetingGuestRecord().fields}
    return _guest_page(Form(MeetingGuestRevision, shown=shown), subject, guest)


@pages.post("/<uuid:meeting_id>/guests/<uuid:guest_id>")
@allowed(Permission.PREPARE_MEETINGS)
def update_guest(meeting_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    subject = own_meeting(meeting_id)
    guest = queries.guest(subject, guest_id)
    form = Form(MeetingGuestRevision, request.form)
    if form.errors:
        return _guest_page(form, subject, guest), 422
    version = form.data.pop("version")
    try:
        service.change_guest(guest, GuestFacts(**form.data), version=version)
    except ChangedMeanwhileError:
        return _guest_page(form, subject, guest, changed=True), 409
    flash(f"{guest.name} さんの内容を保存しました。", "success")
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor="guests"), 303)


@pages.post("/<uuid:meeting_id>/guests/<uuid:guest_id>/removal")
@allowed(Permission.PREPARE_MEETINGS)
def create_guest_removal(meeting_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    guest = queries.guest(own_meeting(meeting_id), guest_id)
    service.withdraw_guest(guest)
    told = (
        "取り消しのメールを送ってから、連絡先を消します。"
        if guest.email
        else "連絡先を消しました。"
    )
    flash(f"{guest.name} さんの招待を取りやめました。{told}", "success")
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor="guests"), 303)


@pages.post("/<uuid:meeting_id>/guests/<uuid:guest_id>/answer")
@allowed(Permission.PREPARE_MEETINGS)
def create_guest_answer(meeting_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    """What a guest said on the telephone."""
    subject = own_meeting(meeting_id)
    guest = queries.guest(subject, guest_id)
    form = Form(GuestAnswerTyped, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.note_answer(guest, ReplyFacts(names="", **form.data), by_name=current_user.name)
    flash(f"{guest.name} さんの回答を記録しました。", "success")
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor="guests"), 303)


# Guests themselves, by the secret in their link


@guest_pages.get("/invitations/<secret>")
@open_to_all
@limiter.limit(LINKS_PER_ADDRESS)
def show_link(secret: str) -> Response:
    asked = as_visitor(queries.guest_page, service.link_hash(secret))
    shown = {
        "attendance": asked.attendance or "",
        "substitute": asked.substitute,
        "remarks": asked.remarks,
    }
    return _secret_page(secret, asked, Form(GuestAnswerTyped, shown=shown))


@guest_pages.post("/invitations/<secret>")
@open_to_all
@limiter.limit(LINKS_PER_ADDRESS)
def update_link(secret: str) -> ResponseReturnValue:
    form = Form(GuestAnswerTyped, request.form)
    if form.errors:
        asked = as_visitor(queries.guest_page, service.link_hash(secret))
        return _secret_page(secret, asked, form), 422
    by_visitor(service.answer_as_guest, secret, ReplyFacts(names="", **form.data))
    flash("回答しました。ありがとうございます。会議が始まるまで、いつでも直せます。", "success")
    return redirect(url_for(".show_link", secret=secret), 303)


def _secret_page(secret: str, asked: queries.GuestPage, form: Form) -> Response:
    """Found by no search engine, and named to no other site."""
    answer = make_response(
        render_template(
            "invitations/guest.html",
            asked=asked,
            form=form,
            secret=secret,
            rules=rules,
            answerable=rules.is_answerable(asked, calendar.now()),
        )
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _typed(day: Any) -> str:
    return f"{day:%Y/%m/%d}"


def _board_page(subject: Meeting) -> str:
    given = queries.answers(subject)
    return render_template(
        "invitations/board.html",
        meeting=subject,
        invitation=queries.invitation(subject),
        of_wards=[each for each in given if each.kind == "ward"],
        of_guests=[each for each in given if each.kind != "ward"],
        guests={guest.id: guest for guest in queries.guests(subject)},
        unsent=queries.unsent(subject),
        rules=rules,
        answerable=rules.is_answerable(subject, calendar.now()),
        can_send=bool(current_app.extensions["settings"].smtp_url),
        today=calendar.today(),
    )


def _form_page(form: Form, subject: Meeting, *, changed: bool = False) -> str:
    return render_template(
        "invitations/form.html",
        form=form,
        meeting=subject,
        invitation=queries.invitation_of(subject),
        ward_choices=[(ward.slug, ward.short_name) for ward in queries.everybody()],
        changed=changed,
    )


def _reply_page(subject: Meeting, form: Form | None = None, *, changed: bool = False) -> str:
    asked = queries.invitation(subject)
    mine = queries.reply_here(subject)
    names = ("attendance", "names", "substitute", "remarks")
    shown = {name: getattr(mine, name) if mine else "" for name in names}
    return render_template(
        "invitations/reply.html",
        meeting=subject,
        invitation=asked,
        reply=mine,
        letters=queries.letters(subject),
        form=form or Form(MeetingReplyRevision, shown=shown),
        rules=rules,
        changed=changed,
        answerable=rules.is_answerable(subject, calendar.now())
        and current_user.may(Permission.ANSWER_CALLS, g.center_slug),
        today=calendar.today(),
    )


def _guest_page(
    form: Form, subject: Meeting, guest: MeetingGuest | None = None, *, changed: bool = False
) -> str:
    return render_template(
        "invitations/guest_form.html",
        form=form,
        meeting=subject,
        guest=guest,
        rules=rules,
        changed=changed,
    )
