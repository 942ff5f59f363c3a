from typing import Any
from uuid import UUID

from flask import Response
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.errors import InvalidError
from app.files import queries as files
from app.handouts import queries, service
from app.handouts.models import LatePaper, PackFile
from app.handouts.queries import Board, Marked
from app.handouts.schemas import (
    ChangesShown,
    LateFileSent,
    LateFileTyped,
    LatePaperShown,
    MarksChosen,
    MarkShown,
    MarksLeft,
    PackFileSent,
    PackFileShown,
    PackFileTyped,
    PackPaperShown,
    PlanRecord,
    PlanShown,
)
from app.meetings import queries as meetings
from app.meetings.models import PackPaper
from app.paging import Page, walk
from app.web.downloads import download

api = center_api("handouts", __name__, "会議の資料に入れるもの")


@api.get("/<uuid:meeting_id>")
@api.response(200, PlanShown)
@allowed(Permission.PREPARE_MEETINGS)
def show(meeting_id: UUID) -> Board:
    """Read what the next pack will consist of, as things stand."""
    return queries.board(meetings.own_meeting(meeting_id))


@api.put("/<uuid:meeting_id>")
@api.arguments(PlanRecord)
@api.response(200, PlanShown)
@allowed(Permission.PREPARE_MEETINGS)
def update(record: dict[str, Any], meeting_id: UUID) -> Board:
    """Decide which papers go in and in which order, unless somebody did since `version`."""
    meeting = meetings.own_meeting(meeting_id)
    service.plan(
        meeting,
        record["papers"],
        record["left_out"],
        record["story_ids"],
        version=record["version"],
    )
    return queries.board(meeting)


@api.get("/<uuid:meeting_id>/files")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PackFileShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_files(asked: dict[str, Any], meeting_id: UUID) -> Page[PackFile]:
    """List the files that were added, in the order they came."""
    added = queries.added_files(meetings.own_meeting(meeting_id))
    return walk(added, key=lambda file: f"{file.added_at.isoformat()} {file.id}", **asked)


@api.post("/<uuid:meeting_id>/files")
@api.arguments(PackFileSent, location="files")
@api.arguments(PackFileTyped, location="form")
@api.response(201, PackFileShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_file(sent: dict[str, Any], typed: dict[str, Any], meeting_id: UUID) -> PackFile:
    """Add a PDF, .docx or .xlsx (20 MB at most) as a paper of its own."""
    meeting, file = meetings.own_meeting(meeting_id), sent["file"]
    if file is None:
        raise InvalidError({"file": ["ファイルを選んでください。"]})
    added = service.FileSent(file.filename or "", file.read(), **typed)
    return service.add_file(meeting, added, by_name=current_user.name)


@api.get("/<uuid:meeting_id>/files/<uuid:added_id>/content")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.PREPARE_MEETINGS)
def show_file(meeting_id: UUID, added_id: UUID) -> Response:
    """Download a file that was added, as it came."""
    added = queries.added_file(meetings.own_meeting(meeting_id), added_id)
    return download(files.file(added.file_id))


@api.delete("/<uuid:meeting_id>/files/<uuid:added_id>")
@api.response(204)
@allowed(Permission.PREPARE_MEETINGS)
def delete_file(meeting_id: UUID, added_id: UUID) -> None:
    """Take a file out."""
    service.remove_file(queries.added_file(meetings.own_meeting(meeting_id), added_id))


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/papers")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PackPaperShown))
@allowed(Permission.READ_MEETINGS)
def index_papers(asked: dict[str, Any], meeting_id: UUID, pack_id: UUID) -> Page[PackPaper]:
    """Read the papers of an edition as blocks; a ward those of a published one."""
    papers = meetings.papers(meetings.pack(meetings.meeting(meeting_id), pack_id))
    return walk(papers, key=lambda paper: f"{paper.number:06}", **asked)


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/changes")
@api.response(200, ChangesShown)
@allowed(Permission.READ_MEETINGS)
def show_changes(meeting_id: UUID, pack_id: UUID) -> dict[str, Any]:
    """Read what is new against the edition before that one's own center may read."""
    found = queries.changes(meetings.pack(meetings.meeting(meeting_id), pack_id))
    return {
        "edition": found.edition if found else None,
        "sentences": found.sentences if found else [],
    }


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/late-papers")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(LatePaperShown))
@allowed(Permission.READ_MEETINGS)
def index_late(asked: dict[str, Any], meeting_id: UUID, pack_id: UUID) -> Page[LatePaper]:
    """List what was added to a published edition; a ward what was published of it."""
    late = queries.late_papers(meetings.pack(meetings.meeting(meeting_id), pack_id))
    return walk(late, key=lambda paper: f"{paper.number:06}", **asked)


@api.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/late-papers")
@api.arguments(LateFileSent, location="files")
@api.arguments(LateFileTyped, location="form")
@api.response(202, LatePaperShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_late(
    sent: dict[str, Any], typed: dict[str, Any], meeting_id: UUID, pack_id: UUID
) -> LatePaper:
    """Add a paper to a published edition; publish it once `finished_at` is filled."""
    meeting = meetings.own_meeting(meeting_id)
    pack, file = meetings.pack(meeting, pack_id), sent["file"]
    if file is None:
        raise InvalidError({"file": ["ファイルを選んでください。"]})
    added = service.FileSent(file.filename or "", file.read(), **typed)
    return service.add_late(meeting, pack, added, by_name=current_user.name)


@api.post("/<uuid:meeting_id>/late-papers/<uuid:late_id>/publication")
@api.response(201, LatePaperShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_late_publication(meeting_id: UUID, late_id: UUID) -> LatePaper:
    """Let every center read it; their people are told."""
    meetings.own_meeting(meeting_id)
    late = queries.own_late_paper(late_id)
    service.publish_late(late, by_name=current_user.name)
    return late


@api.delete("/<uuid:meeting_id>/late-papers/<uuid:late_id>")
@api.response(204)
@allowed(Permission.PREPARE_MEETINGS)
def delete_late(meeting_id: UUID, late_id: UUID) -> None:
    """Take it back before anybody saw it."""
    meetings.own_meeting(meeting_id)
    service.remove_late(queries.own_late_paper(late_id))


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/marks")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MarkShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_marks(asked: dict[str, Any], meeting_id: UUID, pack_id: UUID) -> Page[Marked]:
    """List what looks like a person in an edition; all must be decided before it is published."""
    marked = queries.marked(meetings.pack(meetings.own_meeting(meeting_id), pack_id))
    return walk(marked, key=lambda each: f"{each.mark.number:06} {each.mark.id}", **asked)


@api.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/decisions")
@api.arguments(MarksChosen)
@api.response(201, MarksLeft)
@allowed(Permission.PREPARE_MEETINGS)
def create_decisions(chosen: dict[str, Any], meeting_id: UUID, pack_id: UUID) -> dict[str, int]:
    """Let these stay, here and wherever the same words come again at this meeting."""
    meeting = meetings.own_meeting(meeting_id)
    pack = meetings.pack(meeting, pack_id)
    service.decide(meeting, pack, chosen["keys"], by_name=current_user.name)
    return {"undecided": queries.undecided(pack)}


@api.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/decisions/withdrawal")
@api.arguments(MarksChosen)
@api.response(201, MarksLeft)
@allowed(Permission.PREPARE_MEETINGS)
def create_withdrawal(chosen: dict[str, Any], meeting_id: UUID, pack_id: UUID) -> dict[str, int]:
    """Ask again about these, as long as the edition is not published."""
    meeting = meetings.own_meeting(meeting_id)
    pack = meetings.pack(meeting, pack_id)
    service.take_back(meeting, pack, chosen["keys"])
    return {"undecided": queries.undecided(pack)}
