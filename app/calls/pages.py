from typing import Any
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calls import queries, rules, service
from app.calls.models import Call
from app.calls.rules import CallFacts, Line
from app.calls.schemas import (
    CallOrdered,
    CallRevision,
    ContributionTyped,
    ItemOrdered,
    RemindersOrdered,
)
from app.errors import ChangedMeanwhileError, InvalidError, NotFoundError
from app.files.gateway import ACCEPTED, RefusedFileError
from app.meetings.models import Meeting
from app.meetings.queries import meeting, own_meeting
from app.web.downloads import download
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("calls", __name__)


@pages.app_context_processor
def know_calls() -> dict[str, Any]:
    """Let the page of a meeting show its call, and the desk what waits to be answered."""
    return {"call_of": queries.call_of, "calls_waiting": queries.waiting_here}


@pages.get("/")
@allowed(Permission.READ_MEETINGS)
def index() -> str:
    return render_template("calls/index.html", calls=queries.calls(), today=calendar.today())


@pages.get("/new")
@allowed(Permission.PREPARE_MEETINGS)
def new() -> str:
    subject = own_meeting(_meeting_id(request.args.get("meeting", "")))
    form = Form(CallOrdered, shown={"remind_before": rules.USUAL_REMIND_BEFORE})
    return _form_page(form, subject)


@pages.post("/")
@allowed(Permission.PREPARE_MEETINGS)
def create() -> ResponseReturnValue:
    form = Form(CallOrdered, request.form)
    subject = own_meeting(_meeting_id(request.form.get("meeting_id", "")))
    if form.errors:
        return _form_page(form, subject), 422
    del form.data["meeting_id"]
    try:
        call = service.prepare(subject, CallFacts(**form.data))
    except InvalidError as error:
        form.refuse(error.fields)
        return _form_page(form, subject), 422
    flash("募集を用意しました。まだ区には見えません。", "success")
    return redirect(url_for(".show", call_id=call.id))


@pages.get("/<uuid:call_id>")
@allowed(Permission.READ_MEETINGS)
def show(call_id: UUID) -> str:
    """The board of the convening center; at a ward, what it brings."""
    if current_user.may(Permission.PREPARE_MEETINGS, g.center_slug):
        return _board_page(queries.own_call(call_id))
    return _ward_page(queries.call(call_id))


@pages.get("/<uuid:call_id>/edit")
@allowed(Permission.PREPARE_MEETINGS)
def edit(call_id: UUID) -> str:
    call = queries.own_call(call_id)
    shown = {
        "due_on": f"{call.due_on:%Y/%m/%d}",
        "words": call.words,
        "remind_before": call.remind_before,
    }
    return _form_page(Form(CallRevision, shown=shown), own_meeting(call.meeting_id), call)


@pages.post("/<uuid:call_id>")
@allowed(Permission.PREPARE_MEETINGS)
def update(call_id: UUID) -> ResponseReturnValue:
    call = queries.own_call(call_id)
    subject = own_meeting(call.meeting_id)
    form = Form(CallRevision, request.form)
    if form.errors:
        return _form_page(form, subject, call), 422
    version = form.data.pop("version")
    try:
        service.change(call, CallFacts(**form.data), version=version)
    except InvalidError as error:
        form.refuse(error.fields)
        return _form_page(form, subject, call), 422
    except ChangedMeanwhileError:
        return _form_page(form, subject, call, changed=True), 409
    flash("募集の内容を保存しました。", "success")
    return redirect(url_for(".show", call_id=call.id))


@pages.post("/<uuid:call_id>/opening")
@allowed(Permission.PREPARE_MEETINGS)
def create_opening(call_id: UUID) -> ResponseReturnValue:
    call = queries.own_call(call_id)
    service.open_to_wards(call, by_name=current_user.name)
    flash("募集を始めました。区の職員に、お知らせが届きます。", "success")
    return redirect(url_for(".show", call_id=call.id), 303)


@pages.post("/<uuid:call_id>/closure")
@allowed(Permission.PREPARE_MEETINGS)
def create_closure(call_id: UUID) -> ResponseReturnValue:
    call = queries.own_call(call_id)
    service.close(call, by_name=current_user.name)
    flash("募集を締め切りました。", "success")
    return redirect(url_for(".show", call_id=call.id), 303)


@pages.post("/<uuid:call_id>/reopening")
@allowed(Permission.PREPARE_MEETINGS)
def create_reopening(call_id: UUID) -> ResponseReturnValue:
    call = queries.own_call(call_id)
    service.reopen(call)
    flash("もう一度受け付けます。", "success")
    return redirect(url_for(".show", call_id=call.id), 303)


@pages.post("/<uuid:call_id>/reminders")
@allowed(Permission.PREPARE_MEETINGS)
def create_reminders(call_id: UUID) -> ResponseReturnValue:
    form = Form(RemindersOrdered, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    call = queries.own_call(call_id)
    asked = service.remind(call, by_name=current_user.name, ward=form.data["ward"])
    flash(f"{'、'.join(tile.name for tile in asked)}に督促しました。", "success")
    return redirect(url_for(".show", call_id=call.id), 303)


@pages.post("/<uuid:call_id>/items")
@allowed(Permission.PREPARE_MEETINGS)
def create_item(call_id: UUID) -> ResponseReturnValue:
    form = Form(ItemOrdered, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    call = queries.own_call(call_id)
    item = service.put_on_agenda(call, form.data["line_id"])
    flash(f"議題に「{item.title}」を入れました。", "success")
    return redirect(url_for(".show", call_id=call.id, _anchor="brought"), 303)


@pages.post("/<uuid:call_id>/contribution")
@allowed(Permission.ANSWER_CALLS)
def update_contribution(call_id: UUID) -> ResponseReturnValue:
    """Save, and submit where that was asked: one press does both, or neither."""
    call = queries.call(call_id)
    form = Form(ContributionTyped, _without_blank_lines(request.form))
    if form.errors:
        return _ward_page(call, form), 422
    lines = [Line(*each) for each in zip(form.data["kinds"], form.data["lines"], strict=True)]
    if form.data["submits"] and not _brings(call, form) and not form.data["nothing"]:
        form.refuse({"lines": [str(service.NothingBroughtError())]})
        return _ward_page(call, form), 422
    try:
        contribution = service.keep(
            call,
            lines,
            form.data["story_ids"],
            version=form.data["version"],
            by_name=current_user.name,
        )
    except InvalidError as error:
        form.refuse(error.fields)
        return _ward_page(call, form), 422
    except ChangedMeanwhileError:
        return _ward_page(call, form, changed=True), 409
    if form.data["submits"]:
        service.submit(call, contribution, by_name=current_user.name, nothing=form.data["nothing"])
    submitted = contribution.submitted_at is not None
    flash(
        "提出しました。締め切られるまで、いつでも直せます。"
        if submitted
        else "下書きを保存しました。まだ推進センターには見えません。",
        "success",
    )
    return redirect(url_for(".show", call_id=call.id), 303)


@pages.post("/<uuid:call_id>/contribution/withdrawal")
@allowed(Permission.ANSWER_CALLS)
def create_withdrawal(call_id: UUID) -> ResponseReturnValue:
    call = queries.call(call_id)
    service.take_back(call)
    flash("提出を取り消し、下書きに戻しました。推進センターには、もう見えません。", "success")
    return redirect(url_for(".show", call_id=call.id), 303)


@pages.post("/<uuid:call_id>/contribution/files")
@allowed(Permission.ANSWER_CALLS)
def create_file(call_id: UUID) -> ResponseReturnValue:
    call = queries.call(call_id)
    sent = [
        service.Sent(file.filename, file.read())
        for file in request.files.getlist("files")
        if file.filename
    ]
    form = Form(ContributionTyped, shown=_shown(call))
    if not sent:
        form.refuse({"files": ["ファイルを選んでください。"]})
        return _ward_page(call, form), 422
    try:
        service.attach(call, sent, by_name=current_user.name)
    except (RefusedFileError, service.TooManyFilesError) as error:
        form.refuse({"files": [str(error)]})
        return _ward_page(call, form), 422
    flash(f"ファイルを{len(sent)}個添えました。", "success")
    return redirect(url_for(".show", call_id=call.id, _anchor="files"), 303)


@pages.post("/<uuid:call_id>/files/<uuid:enclosure_id>/removal")
@allowed(Permission.ANSWER_CALLS)
def create_file_removal(call_id: UUID, enclosure_id: UUID) -> ResponseReturnValue:
    call = queries.call(call_id)
    file = service.remove_file(call, enclosure_id)
    flash(f"「{file.name}」を外しました。", "success")
    return redirect(url_for(".show", call_id=call.id, _anchor="files"), 303)


@pages.get("/<uuid:call_id>/files/<uuid:enclosure_id>")
@allowed(Permission.READ_MEETINGS)
def show_file(call_id: UUID, enclosure_id: UUID) -> Response:
    return download(queries.file(queries.call(call_id), enclosure_id))


def _meeting_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


def _without_blank_lines(typed: Any) -> Any:
    """The kinds and words of the lines in which something stands."""
    pairs = zip(typed.getlist("kinds"), typed.getlist("lines"), strict=False)
    written = [(kind, words.strip()) for kind, words in pairs if words.strip()]
    tidied = typed.copy()
    tidied.setlist("kinds", [kind for kind, _ in written])
    tidied.setlist("lines", [words for _, words in written])
    return tidied


def _brings(call: Call, form: Form) -> bool:
    brought = queries.brought_here(call)
    files = bool(brought and brought.files)
    return bool(form.data["lines"] or form.data["story_ids"]) or files


def _shown(call: Call) -> dict[str, Any]:
    brought = queries.brought_here(call)
    if brought is None:
        return {"kinds": [], "lines": [], "story_ids": [], "version": 0}
    return {
        "kinds": [line.kind for line in brought.lines],
        "lines": [line.words for line in brought.lines],
        "story_ids": [str(each) for each in brought.contribution.story_ids],
        "version": brought.contribution.version,
    }


def _board_page(call: Call) -> str:
    board = queries.tiles(call)
    now = calendar.now()
    return render_template(
        "calls/board.html",
        call=call,
        meeting=own_meeting(call.meeting_id),
        tiles=board,
        missing=rules.not_yet(board),
        remindable=[tile for tile in board if rules.may_be_reminded(tile, now)],
        received=queries.received(call),
        on_agenda=queries.lines_on_agenda(call),
        rules=rules,
        today=calendar.today(),
    )


def _ward_page(call: Call, form: Form | None = None, *, changed: bool = False) -> str:
    form = form or Form(ContributionTyped, shown=_shown(call))
    return render_template(
        "calls/contribution.html",
        call=call,
        meeting=meeting(call.meeting_id),
        brought=queries.brought_here(call),
        reminders=queries.reminders_here(call),
        story_choices=[(story.id, story.title) for story in queries.stories_to_pick()],
        form=form,
        changed=changed,
        rules=rules,
        accepted=ACCEPTED,
        today=calendar.today(),
        may_answer=current_user.may(Permission.ANSWER_CALLS, g.center_slug),
    )


def _form_page(
    form: Form, subject: Meeting, call: Call | None = None, *, changed: bool = False
) -> str:
    return render_template(
        "calls/form.html", form=form, meeting=subject, call=call, changed=changed
    )
