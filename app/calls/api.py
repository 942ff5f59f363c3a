from typing import Any
from uuid import UUID

from flask import Response
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of, whole
from app.api.rooms import center_api
from app.calls import queries, service
from app.calls.models import Call, ContributionFile
from app.calls.queries import Brought
from app.calls.rules import CallFacts, Line, WardTile
from app.calls.schemas import (
    CallOrdered,
    CallRepresentation,
    CallRevision,
    CallTileShown,
    ContributionRecord,
    ContributionShown,
    EnclosureSent,
    EnclosureShown,
    ItemOrdered,
    RemindersOrdered,
    SubmissionTyped,
)
from app.errors import InvalidError, NotFoundError
from app.meetings.models import AgendaItem
from app.meetings.queries import own_meeting
from app.meetings.schemas import ItemRepresentation
from app.paging import Page, walk
from app.web.downloads import download

api = center_api("calls", __name__, "会議の前の、報告と議題の募集")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(CallRepresentation))
@allowed(Permission.READ_MEETINGS)
def index(asked: dict[str, Any]) -> Page[Call]:
    """List one's own calls and those opened to every ward, the latest deadline first."""
    listed = [line.call for line in queries.calls()]
    return walk(listed, key=lambda call: f"{call.due_on} {call.id}", latest_first=True, **asked)


@api.post("/")
@api.arguments(CallOrdered)
@api.response(201, CallRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create(record: dict[str, Any]) -> Call:
    """Prepare the call before a meeting; wards see it once it is opened."""
    meeting = own_meeting(record.pop("meeting_id"))
    return service.prepare(meeting, CallFacts(**record))


@api.get("/<uuid:call_id>")
@api.response(200, CallRepresentation)
@allowed(Permission.READ_MEETINGS)
def show(call_id: UUID) -> Call:
    """Read one call."""
    return queries.call(call_id)


@api.put("/<uuid:call_id>")
@api.arguments(CallRevision)
@api.response(200, CallRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def update(revision: dict[str, Any], call_id: UUID) -> Call:
    """Change a call, unless somebody changed it since `version`."""
    call, version = queries.own_call(call_id), revision.pop("version")
    service.change(call, CallFacts(**revision), version=version)
    return call


@api.post("/<uuid:call_id>/opening")
@api.response(201, CallRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_opening(call_id: UUID) -> Call:
    """Let every ward see the call and its meeting; their people are told."""
    call = queries.own_call(call_id)
    service.open_to_wards(call, by_name=current_user.name)
    return call


@api.post("/<uuid:call_id>/closure")
@api.response(201, CallRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_closure(call_id: UUID) -> Call:
    """Take no more."""
    call = queries.own_call(call_id)
    service.close(call, by_name=current_user.name)
    return call


@api.post("/<uuid:call_id>/reopening")
@api.response(201, CallRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_reopening(call_id: UUID) -> Call:
    """Take what wards bring once more."""
    call = queries.own_call(call_id)
    service.reopen(call)
    return call


@api.get("/<uuid:call_id>/wards")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(CallTileShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_wards(asked: dict[str, Any], call_id: UUID) -> Page[WardTile]:
    """List how each ward stands: submitted, reminded, or neither."""
    return walk(queries.tiles(queries.own_call(call_id)), key=lambda tile: tile.slug, **asked)


@api.post("/<uuid:call_id>/reminders")
@api.arguments(RemindersOrdered)
@api.response(201, page_of(CallTileShown))
@allowed(Permission.PREPARE_MEETINGS)
def create_reminders(ordered: dict[str, Any], call_id: UUID) -> Page[WardTile]:
    """Ask once more who has brought nothing yet; nobody twice on one day."""
    call = queries.own_call(call_id)
    asked = service.remind(call, by_name=current_user.name, ward=ordered["ward"])
    reminded = {tile.ward_id for tile in asked}
    return whole([tile for tile in queries.tiles(call) if tile.ward_id in reminded])


@api.get("/<uuid:call_id>/contributions")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ContributionShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_contributions(asked: dict[str, Any], call_id: UUID) -> Page[Brought]:
    """List what was submitted."""
    received = queries.received(queries.own_call(call_id))
    return walk(received, key=lambda each: str(each.contribution.center_id), **asked)


@api.post("/<uuid:call_id>/items")
@api.arguments(ItemOrdered)
@api.response(201, ItemRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_item(ordered: dict[str, Any], call_id: UUID) -> AgendaItem:
    """Put a submitted line on the agenda; the second time answers the same item."""
    return service.put_on_agenda(queries.own_call(call_id), ordered["line_id"])


@api.get("/<uuid:call_id>/contribution")
@api.response(200, ContributionShown)
@allowed(Permission.READ_MEETINGS)
def show_contribution(call_id: UUID) -> Brought:
    """Read what one's own center brings."""
    return _brought(queries.call(call_id))


@api.put("/<uuid:call_id>/contribution")
@api.arguments(ContributionRecord)
@api.response(200, ContributionShown)
@allowed(Permission.ANSWER_CALLS)
def update_contribution(record: dict[str, Any], call_id: UUID) -> Brought:
    """Write what one's own center brings, unless a colleague did since `version`."""
    call = queries.call(call_id)
    lines = [Line(**line) for line in record["lines"]]
    service.keep(
        call, lines, record["story_ids"], version=record["version"], by_name=current_user.name
    )
    return _brought(call)


@api.post("/<uuid:call_id>/contribution/submission")
@api.arguments(SubmissionTyped)
@api.response(201, ContributionShown)
@allowed(Permission.ANSWER_CALLS)
def create_submission(typed: dict[str, Any], call_id: UUID) -> Brought:
    """Let the convening center read it."""
    call = queries.call(call_id)
    mine = _brought(call).contribution
    service.submit(call, mine, by_name=current_user.name, **typed)
    return _brought(call)


@api.post("/<uuid:call_id>/contribution/withdrawal")
@api.response(201, ContributionShown)
@allowed(Permission.ANSWER_CALLS)
def create_withdrawal(call_id: UUID) -> Brought:
    """Take it back: it is one's own again until it is submitted anew."""
    call = queries.call(call_id)
    service.take_back(call)
    return _brought(call)


@api.post("/<uuid:call_id>/contribution/files")
@api.arguments(EnclosureSent, location="files")
@api.response(201, EnclosureShown)
@allowed(Permission.ANSWER_CALLS)
def create_file(sent: dict[str, Any], call_id: UUID) -> ContributionFile:
    """Add a file (20 MB at most)."""
    call, file = queries.call(call_id), sent["file"]
    if file is None:
        raise InvalidError({"file": ["ファイルを選んでください。"]})
    added = [service.Sent(file.filename or "", file.read())]
    service.attach(call, added, by_name=current_user.name)
    return _brought(call).files[-1]


@api.get("/<uuid:call_id>/files/<uuid:enclosure_id>")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_MEETINGS)
def show_file(call_id: UUID, enclosure_id: UUID) -> Response:
    """Download a file of one's own, or one that was submitted."""
    return download(queries.file(queries.call(call_id), enclosure_id))


@api.delete("/<uuid:call_id>/contribution/files/<uuid:enclosure_id>")
@api.response(204)
@allowed(Permission.ANSWER_CALLS)
def delete_file(call_id: UUID, enclosure_id: UUID) -> None:
    """Take a file out."""
    service.remove_file(queries.call(call_id), enclosure_id)


def _brought(call: Call) -> Brought:
    found = queries.brought_here(call)
    if found is None:
        raise NotFoundError
    return found
