import json
from typing import Any
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calls.schemas import RemindersOrdered
from app.drafts.rules import new_key
from app.errors import ChangedMeanwhileError, InvalidError
from app.invitations.queries import answers as answers_to
from app.meetings.models import Meeting
from app.meetings.queries import agenda, own_meeting
from app.meetings.queries import meeting as any_meeting
from app.minutes import documents
from app.minutes.models import Minutes, MinutesEdition
from app.minutes.queries import editions
from app.minutes.queries import writing as queries
from app.minutes.rules import answers
from app.minutes.rules import content as content_rules
from app.minutes.rules import writing as rules
from app.minutes.rules.content import DRAFT, FINAL, edition_name
from app.minutes.rules.writing import EntryFacts, Thread
from app.minutes.schemas import (
    EntryTyped,
    MinutesAnswerTyped,
    MinutesOrdered,
    MinutesReleased,
    MinutesTyped,
    TurnTyped,
)
from app.minutes.service import editions as edition_service
from app.minutes.service import writing as service
from app.orders import is_overdue
from app.web.downloads import download
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("minutes", __name__)
IN_A_PAGE = "HX-Request"
"""Sent by the script that puts a part into its page; whoever opens its address gets the page."""


@pages.app_template_filter("as_revision")
def as_revision(thread: Thread) -> str:
    """What the form for writing is filled with, to make a new version of a thread."""
    heads = thread.heads
    return json.dumps(
        {
            "kind": thread.last.kind,
            "item_id": str(thread.last.item_id or ""),
            "words": "\n".join(dict.fromkeys(head.words for head in heads if head.words)),
            "follows": [str(head.id) for head in heads],
            "about": f"{thread.first.author_name}さんの記録",
        },
        ensure_ascii=False,
    )


@pages.app_template_filter("edition_name")
def name_of(edition: MinutesEdition) -> str:
    """議事録案, 議事録(第2版)."""
    return edition_name(edition.stage, edition.number)


@pages.app_context_processor
def know_minutes() -> dict[str, Any]:
    """Let the page of a meeting lead to its minutes, and the desk to those to be confirmed."""
    return {"minutes_of": editions.editions, "minutes_waiting": editions.waiting_here}


@pages.get("/")
@allowed(Permission.READ_MEETINGS)
def index() -> str:
    return render_template("minutes/index.html", lines=editions.lines(), preparing=_prepares())


@pages.get("/<uuid:meeting_id>")
@allowed(Permission.READ_MEETINGS)
def show(meeting_id: UUID) -> str:
    """The editions; for who prepares the meeting, all that leads to the next one as well."""
    if _prepares():
        return _room_page(own_meeting(meeting_id))
    meeting = any_meeting(meeting_id)
    return render_template(
        "minutes/editions.html", meeting=meeting, editions=editions.editions(meeting)
    )


@pages.get("/editions/<uuid:minutes_id>")
@allowed(Permission.READ_MEETINGS)
def lead_to_edition(minutes_id: UUID) -> ResponseReturnValue:
    """Where a notice leads, which knows the edition alone."""
    meeting_id = editions.meeting_of(minutes_id)
    if _prepares():
        return redirect(url_for(".show", meeting_id=meeting_id))
    return redirect(url_for(".show_edition", meeting_id=meeting_id, minutes_id=minutes_id))


@pages.get("/<uuid:meeting_id>/writing")
@allowed(Permission.PREPARE_MEETINGS)
def show_writing(meeting_id: UUID) -> str:
    """Where the meeting is written down, by as many people as like."""
    return _writing_page(own_meeting(meeting_id), revised=request.args.get("revise", ""))


@pages.get("/<uuid:meeting_id>/written")
@allowed(Permission.PREPARE_MEETINGS)
def show_written(meeting_id: UUID) -> ResponseReturnValue:
    """What was written so far, for the page that asks every few seconds; nothing if no news."""
    meeting = own_meeting(meeting_id)
    if IN_A_PAGE not in request.headers:
        return redirect(url_for(".show_writing", meeting_id=meeting.id))
    if request.args.get("seen") == queries.mark(meeting):
        return "", 204
    return render_template("minutes/_written.html", **_written(meeting), arriving=True)


@pages.post("/<uuid:meeting_id>/entries")
@allowed(Permission.PREPARE_MEETINGS)
def create_entry(meeting_id: UUID) -> ResponseReturnValue:
    """What a browser without script sends; with it, `outbox.js` does."""
    meeting = own_meeting(meeting_id)
    form = Form(EntryTyped, request.form)
    if form.errors:
        return _writing_page(meeting, form), 422
    try:
        service.write(meeting, EntryFacts(**form.data), by_name=current_user.name)
    except InvalidError as error:
        form.refuse(error.fields)
        return _writing_page(meeting, form), 422
    flash("書きとめました。", "success")
    return redirect(url_for(".show_writing", meeting_id=meeting.id), 303)


@pages.post("/<uuid:meeting_id>/turns")
@allowed(Permission.PREPARE_MEETINGS)
def create_turn(meeting_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    form = Form(TurnTyped, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.take_turn(
        meeting, form.data["id"], form.data["item_id"], at=None, by_name=current_user.name
    )
    return redirect(url_for(".show_writing", meeting_id=meeting.id), 303)


@pages.get("/<uuid:meeting_id>/projector")
@allowed(Permission.PREPARE_MEETINGS)
def show_projector(meeting_id: UUID) -> str:
    """For the wall of the room: the item, its time, the next one."""
    meeting = own_meeting(meeting_id)
    return render_template("minutes/projector.html", meeting=meeting, **_projected(meeting))


@pages.get("/<uuid:meeting_id>/projection")
@allowed(Permission.PREPARE_MEETINGS)
def show_projection(meeting_id: UUID) -> ResponseReturnValue:
    """The same, for the screen that asks every second; nothing if nothing has changed."""
    meeting = own_meeting(meeting_id)
    if IN_A_PAGE not in request.headers:
        return redirect(url_for(".show_projector", meeting_id=meeting.id))
    if request.args.get("seen") == queries.mark(meeting):
        return "", 204
    return render_template("minutes/_projection.html", meeting=meeting, **_projected(meeting))


def _projected(meeting: Meeting) -> dict[str, Any]:
    return {"progress": queries.progress(meeting), "mark": queries.mark(meeting)}


def _written(meeting: Meeting) -> dict[str, Any]:
    # The mark first: what comes between the two is asked for once more.
    mark = queries.mark(meeting)
    items = agenda(meeting)
    found = queries.written(meeting)
    progress = queries.progress(meeting)
    current_id = progress.current.id if progress.current else None
    before, after = rules.beside(items, current_id)
    return {
        "meeting": meeting,
        "mark": mark,
        "items": {item.id: item for item in items},
        "placed": list(rules.placed(found, [item.id for item in items])),
        "attendance": rules.attendance(found),
        "attendees": queries.attendees(meeting),
        "answered": {
            each.ward_id or each.guest_id: each for each in answers_to(meeting) if each.attendance
        },
        "progress": progress,
        "before": before,
        "after": after,
        "rules": rules,
        "new_key": new_key,
    }


def _writing_page(meeting: Meeting, form: Form | None = None, *, revised: str = "") -> str:
    written = _written(meeting)
    if form is None:
        form = Form(EntryTyped, shown=_begun(written, revised))
    return render_template("minutes/writing.html", form=form, **written)


def _begun(written: dict[str, Any], revised: str) -> dict[str, Any]:
    """An empty entry about the item the meeting is at, or a new version of a thread."""
    for place in written["placed"]:
        for thread in place.threads:
            if str(thread.first.thread_id) == revised:
                return dict(json.loads(as_revision(thread)))
    current = written["progress"].current
    return {"kind": rules.NOTE, "item_id": str(current.id) if current else ""}


@pages.post("/<uuid:meeting_id>/text/begin")
@allowed(Permission.PREPARE_MEETINGS)
def create_text(meeting_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    edition_service.begin(meeting, by_name=current_user.name)
    return redirect(url_for(".edit_text", meeting_id=meeting.id), 303)


@pages.get("/<uuid:meeting_id>/text")
@allowed(Permission.PREPARE_MEETINGS)
def edit_text(meeting_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    text = editions.text_of(meeting)
    if text is None:
        return redirect(url_for(".show", meeting_id=meeting.id))
    return _text_page(meeting, text, Form(MinutesTyped, shown=_shown(text)))


@pages.post("/<uuid:meeting_id>/text")
@allowed(Permission.PREPARE_MEETINGS)
def update_text(meeting_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    text = edition_service.begin(meeting, by_name=current_user.name)
    form = Form(MinutesTyped, request.form)
    if form.errors:
        return _text_page(meeting, text, form), 422
    said = list(zip(form.data["notes"], form.data["decisions"], strict=False))
    try:
        edition_service.save(
            text,
            edition_service.put_right(text, said, form.data["actions"], form.data["others"]),
            version=form.data["version"],
            by_name=current_user.name,
        )
    except InvalidError as error:
        form.refuse(error.fields)
        return _text_page(meeting, text, form), 422
    except ChangedMeanwhileError:
        return _text_page(meeting, text, form, changed=True), 409
    flash("議事録の文を保存しました。", "success")
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


@pages.post("/<uuid:meeting_id>/editions")
@allowed(Permission.PREPARE_MEETINGS)
def create_edition(meeting_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    form = Form(MinutesOrdered, request.form)
    if form.errors:
        return _room_page(meeting, form), 422
    try:
        edition = edition_service.order(meeting, by_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _room_page(meeting, form), 422
    return redirect(url_for(".show_edition", meeting_id=meeting.id, minutes_id=edition.id), 303)


@pages.get("/<uuid:meeting_id>/editions/<uuid:minutes_id>")
@allowed(Permission.READ_MEETINGS)
def show_edition(meeting_id: UUID, minutes_id: UUID) -> str:
    """What an edition says, as wards read it; asks for itself until it is built."""
    meeting = any_meeting(meeting_id)
    return _edition_page(meeting, editions.edition(meeting, minutes_id))


@pages.get("/<uuid:meeting_id>/editions/<uuid:minutes_id>/papers/<file_format>")
@allowed(Permission.READ_MEETINGS)
def show_paper(meeting_id: UUID, minutes_id: UUID, file_format: str) -> Response:
    edition = editions.edition(any_meeting(meeting_id), minutes_id)
    return download(editions.file(edition, file_format))


@pages.post("/<uuid:meeting_id>/editions/<uuid:minutes_id>/release")
@allowed(Permission.PREPARE_MEETINGS)
def create_release(meeting_id: UUID, minutes_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    edition = editions.edition(meeting, minutes_id)
    form = Form(MinutesReleased, request.form)
    if form.errors:
        return _edition_page(meeting, edition, release_form=form), 422
    try:
        edition_service.release(meeting, minutes_id, by_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _edition_page(meeting, edition, release_form=form), 422
    flash(
        "すべての区に、確認をお願いしました。画面とメールでお知らせが届きます。"
        if edition.stage == DRAFT
        else "議事録を公開しました。この版は、もう変わりません。",
        "success",
    )
    return redirect(url_for(".show_edition", meeting_id=meeting.id, minutes_id=edition.id), 303)


@pages.post("/<uuid:meeting_id>/editions/<uuid:minutes_id>/reminders")
@allowed(Permission.PREPARE_MEETINGS)
def create_reminders(meeting_id: UUID, minutes_id: UUID) -> ResponseReturnValue:
    meeting = own_meeting(meeting_id)
    form = Form(RemindersOrdered, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    reminded = edition_service.remind(
        meeting, minutes_id, by_name=current_user.name, ward=form.data["ward"]
    )
    flash(f"{'、'.join(tile.name for tile in reminded)}に督促しました。", "success")
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor="tiles"), 303)


@pages.post("/<uuid:meeting_id>/editions/<uuid:minutes_id>/answers")
@allowed(Permission.CONFIRM_MINUTES)
def create_answer(meeting_id: UUID, minutes_id: UUID) -> ResponseReturnValue:
    meeting = any_meeting(meeting_id)
    edition = editions.edition(meeting, minutes_id)
    form = Form(MinutesAnswerTyped, request.form)
    if form.errors:
        return _edition_page(meeting, edition, form), 422
    try:
        given = edition_service.answer(edition, by_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _edition_page(meeting, edition, form), 422
    flash(
        "確認したことを、推進センターに伝えました。"
        if given.kind == content_rules.CONFIRMED
        else "訂正のお願いを、推進センターに送りました。",
        "success",
    )
    return redirect(url_for(".show_edition", meeting_id=meeting.id, minutes_id=edition.id), 303)


def _prepares() -> bool:
    return bool(current_user.may(Permission.PREPARE_MEETINGS, g.center_slug))


def _shown(text: Minutes) -> dict[str, Any]:
    return {
        "notes": [item["notes"] for item in text.items],
        "decisions": [item["decisions"] for item in text.items],
        "actions": text.actions,
        "others": text.others,
        "version": text.version,
    }


def _text_page(meeting: Meeting, text: Minutes, form: Form, *, changed: bool = False) -> str:
    return render_template(
        "minutes/text.html",
        meeting=meeting,
        text=text,
        form=form,
        changed=changed,
        came_later=[entry for entry in editions.came_later(text) if entry.words],
        promised=editions.promised(meeting),
    )


def _room_page(meeting: Meeting, form: Form | None = None) -> str:
    made = editions.editions(meeting)
    asked = next((each for each in made if each.stage == DRAFT and each.opened_at), None)
    text = editions.text_of(meeting)
    tiles = editions.tiles(asked) if asked else []
    is_asked = asked is not None and editions.is_asked(asked, made)
    return render_template(
        "minutes/room.html",
        meeting=meeting,
        text=text,
        came_later=editions.came_later(text) if text else (),
        undecided=[thread for thread in queries.written(meeting) if thread.is_open],
        editions=made,
        asked=asked,
        tiles=tiles,
        remindable=answers.remindable(tiles, calendar.now()) if is_asked else [],
        is_asked=is_asked,
        answers=answers,
        is_published=any(each.stage == FINAL and each.opened_at for each in made),
        form=form or Form(MinutesOrdered),
    )


def _edition_page(
    meeting: Meeting,
    edition: MinutesEdition,
    form: Form | None = None,
    *,
    release_form: Form | None = None,
) -> str:
    week = calendar.today() + answers.USUAL_TIME
    said = editions.content(edition)
    made = editions.editions(meeting)
    before = next(
        (each for each in made if each.opened_at and each.requested_at < edition.requested_at),
        None,
    )
    return render_template(
        "minutes/edition.html",
        meeting=meeting,
        edition=edition,
        latest=made[0],
        document=documents.document(said),
        before=before,
        changed=content_rules.changed_parts(editions.content(before), said) if before else [],
        answer=editions.answer_here(edition),
        release_form=release_form or Form(MinutesReleased, shown={"answer_by": f"{week:%Y/%m/%d}"}),
        formats=content_rules.FORMATS,
        preparing=_prepares(),
        may_answer=current_user.may(Permission.CONFIRM_MINUTES, g.center_slug),
        overdue=is_overdue(edition.requested_at, edition.leased_until, now=calendar.now()),
        form=form or Form(MinutesAnswerTyped),
    )
