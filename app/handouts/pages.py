from collections import Counter
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.documents.plain import document_of
from app.errors import InvalidError
from app.files import queries as files
from app.files.gateway import RefusedFileError
from app.files.gateway.printing import PRINTABLE
from app.handouts import queries, service
from app.handouts.schemas import MarksChosen, PackFileTyped, PaperChoice, PaperMove, StoryWish
from app.meetings import queries as meetings
from app.meetings.models import Meeting, Pack
from app.orders import is_overdue
from app.web.downloads import download
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("handouts", __name__)

ACCEPTED = ",".join(f".{ending}" for ending in PRINTABLE)


@pages.app_context_processor
def know_marks() -> dict[str, Any]:
    """Let the page of a pack say what must be decided, and what is new in it."""
    return {"marks_undecided": queries.undecided, "changes_of": queries.changes}


@pages.get("/<uuid:meeting_id>")
@allowed(Permission.PREPARE_MEETINGS)
def show(meeting_id: UUID) -> str:
    """What the next pack will consist of, and what could be in it."""
    return _page(meetings.own_meeting(meeting_id))


@pages.post("/<uuid:meeting_id>/moves")
@allowed(Permission.PREPARE_MEETINGS)
def create_move(meeting_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    form = Form(PaperMove, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.move(meeting, form.data["key"], form.data["direction"])
    return _back_to(meeting, "papers")


@pages.post("/<uuid:meeting_id>/choices")
@allowed(Permission.PREPARE_MEETINGS)
def create_choice(meeting_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    form = Form(PaperChoice, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.choose(meeting, form.data["key"], goes_in=form.data["goes_in"])
    return _back_to(meeting, "papers")


@pages.post("/<uuid:meeting_id>/stories")
@allowed(Permission.PREPARE_MEETINGS)
def create_story(meeting_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    form = Form(StoryWish, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.choose_story(meeting, form.data["story_id"], goes_in=form.data["goes_in"])
    return _back_to(meeting, "stories")


@pages.post("/<uuid:meeting_id>/files")
@allowed(Permission.PREPARE_MEETINGS)
def create_file(meeting_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    form, sent = _sent()
    if form.errors or sent is None:
        return _page(meeting, form), 422
    try:
        added = service.add_file(meeting, sent, by_name=current_user.name)
    except RefusedFileError as error:
        form.refuse({"file": [str(error)]})
        return _page(meeting, form), 422
    except InvalidError as error:
        form.refuse(error.fields)
        return _page(meeting, form), 422
    flash(f"「{added.title}」を加えました。", "success")
    return _back_to(meeting, "papers")


@pages.get("/<uuid:meeting_id>/files/<uuid:added_id>")
@allowed(Permission.PREPARE_MEETINGS)
def show_file(meeting_id: UUID, added_id: UUID) -> ResponseReturnValue:
    added = queries.added_file(meetings.own_meeting(meeting_id), added_id)
    return download(files.file(added.file_id))


@pages.post("/<uuid:meeting_id>/files/<uuid:added_id>/removal")
@allowed(Permission.PREPARE_MEETINGS)
def create_file_removal(meeting_id: UUID, added_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    added = queries.added_file(meeting, added_id)
    service.remove_file(added)
    flash(f"「{added.title}」を消しました。", "success")
    return _back_to(meeting, "papers")


@pages.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/papers/<int:number>")
@allowed(Permission.READ_MEETINGS)
def show_paper(meeting_id: UUID, pack_id: UUID, number: int) -> str:
    """One paper of a pack on the screen, with the way to the others; 0 is the agenda."""
    meeting = meetings.meeting(meeting_id)
    pack = meetings.pack(meeting, pack_id)
    paper = queries.paper(pack, number)
    return render_template(
        "handouts/paper.html",
        meeting=meeting,
        pack=pack,
        papers=meetings.papers(pack),
        paper=paper,
        document=document_of(paper.document) if paper.document else None,
        files=[each for each in meetings.handouts(pack) if each.number == number],
    )


@pages.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/late-papers")
@allowed(Permission.PREPARE_MEETINGS)
def index_late(meeting_id: UUID, pack_id: UUID) -> str:
    """What was added to a published pack, and the way to add to it."""
    meeting = meetings.own_meeting(meeting_id)
    return _late_page(meeting, meetings.pack(meeting, pack_id))


@pages.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/late-papers")
@allowed(Permission.PREPARE_MEETINGS)
def create_late(meeting_id: UUID, pack_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    pack = meetings.pack(meeting, pack_id)
    form, sent = _sent()
    if form.errors or sent is None:
        return _late_page(meeting, pack, form), 422
    try:
        late = service.add_late(meeting, pack, sent, by_name=current_user.name)
    except RefusedFileError as error:
        form.refuse({"file": [str(error)]})
        return _late_page(meeting, pack, form), 422
    except InvalidError as error:
        form.refuse(error.fields)
        return _late_page(meeting, pack, form), 422
    flash(f"資料{late.number}として加えます。でき上がったら、確かめて公開してください。", "success")
    return _back_to_late(meeting_id, pack_id)


@pages.post("/<uuid:meeting_id>/late-papers/<uuid:late_id>/publication")
@allowed(Permission.PREPARE_MEETINGS)
def create_late_publication(meeting_id: UUID, late_id: UUID) -> ResponseReturnValue:
    meetings.own_meeting(meeting_id)
    late = queries.own_late_paper(late_id)
    service.publish_late(late, by_name=current_user.name)
    flash(f"資料{late.number}を公開しました。区の職員に、お知らせが届きます。", "success")
    return _back_to_late(meeting_id, late.pack_id)


@pages.post("/<uuid:meeting_id>/late-papers/<uuid:late_id>/removal")
@allowed(Permission.PREPARE_MEETINGS)
def create_late_removal(meeting_id: UUID, late_id: UUID) -> ResponseReturnValue:
    meetings.own_meeting(meeting_id)
    late = queries.own_late_paper(late_id)
    pack_id, title = late.pack_id, late.title
    service.remove_late(late)
    flash(f"「{title}」を取りやめました。", "success")
    return _back_to_late(meeting_id, pack_id)


def _late_page(meeting: Meeting, pack: Pack, form: Form | None = None) -> str:
    left = Counter(each.mark.number for each in queries.marked(pack) if each.decided_at is None)
    now = calendar.now()
    late = queries.late_papers(pack)
    return render_template(
        "handouts/late.html",
        meeting=meeting,
        pack=pack,
        late=late,
        left=left,
        waiting=any(each.is_under_way for each in late),
        overdue=any(
            is_overdue(each.requested_at, each.leased_until, now=now)
            for each in late
            if each.is_under_way
        ),
        items=[(item.id, item.title) for item in meetings.agenda(meeting)],
        form=form or Form(PackFileTyped, shown={}),
        accepted=ACCEPTED,
    )


def _back_to_late(meeting_id: UUID, pack_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".index_late", meeting_id=meeting_id, pack_id=pack_id), 303)


def _sent() -> tuple[Form, service.FileSent | None]:
    """What was typed about a file, and the file; what is wrong stands in the form."""
    form = Form(PackFileTyped, request.form)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        form.refuse({"file": ["ファイルを選んでください。"]})
    if form.errors or sent is None:
        return form, None
    return form, service.FileSent(sent.filename or "", sent.read(), **form.data)


@pages.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/marks")
@allowed(Permission.PREPARE_MEETINGS)
def index_marks(meeting_id: UUID, pack_id: UUID) -> str:
    """What must be decided about before the pack is published, paper by paper."""
    meeting = meetings.own_meeting(meeting_id)
    pack = meetings.pack(meeting, pack_id)
    marked = queries.marked(pack)
    return render_template(
        "handouts/marks.html",
        meeting=meeting,
        pack=pack,
        papers=[list(group) for _, group in groupby(marked, key=lambda each: each.mark.number)],
        undecided=sum(each.decided_at is None for each in marked),
    )


@pages.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/decisions")
@allowed(Permission.PREPARE_MEETINGS)
def create_decisions(meeting_id: UUID, pack_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    pack = meetings.pack(meeting, pack_id)
    service.decide(meeting, pack, _keys(), by_name=current_user.name)
    return _back_to_marks(meeting_id, pack_id)


@pages.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/decisions/withdrawal")
@allowed(Permission.PREPARE_MEETINGS)
def create_withdrawal(meeting_id: UUID, pack_id: UUID) -> ResponseReturnValue:
    meeting = meetings.own_meeting(meeting_id)
    service.take_back(meeting, meetings.pack(meeting, pack_id), _keys())
    return _back_to_marks(meeting_id, pack_id)


def _keys() -> list[str]:
    form = Form(MarksChosen, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    keys: list[str] = form.data["keys"]
    return keys


def _back_to_marks(meeting_id: UUID, pack_id: UUID) -> ResponseReturnValue:
    return redirect(
        url_for(".index_marks", meeting_id=meeting_id, pack_id=pack_id, _anchor="marks"), 303
    )


def _page(meeting: Meeting, form: Form | None = None) -> str:
    agenda = meetings.agenda(meeting)
    shown: dict[str, Any] = {
        "meeting": meeting,
        "board": queries.board(meeting),
        "added": {f"added:{file.id}": file for file in queries.added_files(meeting)},
        "items": [(item.id, item.title) for item in agenda],
        "form": form or Form(PackFileTyped, shown={}),
        "accepted": ACCEPTED,
        "packs": meetings.packs(meeting),
    }
    return render_template("handouts/board.html", **shown)


def _back_to(meeting: Meeting, place: str) -> ResponseReturnValue:
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor=place), 303)
