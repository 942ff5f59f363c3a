from typing import Any
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of, whole
from app.api.rooms import center_api
from app.meetings import queries
from app.meetings.models import AgendaItem, Handout, Meeting, Pack
from app.meetings.rules.agenda import ItemFacts, MeetingFacts
from app.meetings.rules.year import Proposed, SeriesFacts, YearRule, days_of
from app.meetings.schemas import (
    DayProposed,
    DaysAsked,
    HandoutRepresentation,
    ItemRecord,
    ItemRepresentation,
    ItemRevision,
    MeetingRecord,
    MeetingRepresentation,
    MeetingRevision,
    Move,
    PackRepresentation,
    SeriesOrdered,
)
from app.meetings.service import meetings, packs, year
from app.paging import Page, walk
from app.web.downloads import download

api = center_api("meetings", __name__, "ネットワーク会議の議題と資料")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MeetingRepresentation))
@allowed(Permission.READ_MEETINGS)
def index(asked: dict[str, Any]) -> Page[Meeting]:
    """List one's own meetings and those announced, the latest first."""
    return walk(queries.meetings(), key=_day_of, latest_first=True, **asked)


@api.post("/")
@api.arguments(MeetingRecord)
@api.response(201, MeetingRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create(record: dict[str, Any]) -> Meeting:
    """Convene a meeting with the usual agenda."""
    return meetings.create_meeting(MeetingFacts(**record))


@api.get("/days")
@api.arguments(DaysAsked, location="query")
@api.response(200, page_of(DayProposed))
@allowed(Permission.PREPARE_MEETINGS)
def index_days(asked: dict[str, Any]) -> Page[Proposed]:
    """List the days that a rule makes in a fiscal year, and what speaks against each."""
    rule = YearRule(**{name: asked.pop(name) for name in YearRule.__slots__})
    center_id = current_user.at(g.center_slug).center_id
    found = year.look_at(days_of(rule), center_id=center_id)
    return walk(found, key=lambda each: each.day.isoformat(), **asked)


@api.post("/series")
@api.arguments(SeriesOrdered)
@api.response(201, page_of(MeetingRepresentation))
@allowed(Permission.PREPARE_MEETINGS)
def create_series(ordered: dict[str, Any]) -> Page[Meeting]:
    """Convene the meetings of a year, all of them or none."""
    return whole(year.convene(SeriesFacts(**ordered)))


@api.get("/<uuid:meeting_id>")
@api.response(200, MeetingRepresentation)
@allowed(Permission.READ_MEETINGS)
def show(meeting_id: UUID) -> Meeting:
    """Read one meeting."""
    return queries.meeting(meeting_id)


@api.put("/<uuid:meeting_id>")
@api.arguments(MeetingRevision)
@api.response(200, MeetingRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def update(revision: dict[str, Any], meeting_id: UUID) -> Meeting:
    """Change a meeting, unless somebody changed it since `version`."""
    meeting, version = queries.own_meeting(meeting_id), revision.pop("version")
    meetings.change_meeting(meeting, MeetingFacts(**revision), version=version)
    return meeting


@api.post("/<uuid:meeting_id>/cancellation")
@api.response(201, MeetingRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_cancellation(meeting_id: UUID) -> Meeting:
    """Say that a meeting does not take place; those invited are told."""
    meeting = queries.own_meeting(meeting_id)
    meetings.cancel_meeting(meeting, by_name=current_user.name)
    return meeting


@api.get("/<uuid:meeting_id>/agenda")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ItemRepresentation))
@allowed(Permission.PREPARE_MEETINGS)
def index_items(asked: dict[str, Any], meeting_id: UUID) -> Page[AgendaItem]:
    """List the agenda in its order."""
    agenda = queries.agenda(queries.own_meeting(meeting_id))
    return walk(agenda, key=lambda item: f"{item.position:06}", **asked)


@api.post("/<uuid:meeting_id>/agenda")
@api.arguments(ItemRecord)
@api.response(201, ItemRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_item(record: dict[str, Any], meeting_id: UUID) -> AgendaItem:
    """Add an item at the end, before the closing."""
    return meetings.add_item(queries.own_meeting(meeting_id), ItemFacts(**record))


@api.get("/<uuid:meeting_id>/agenda/<uuid:item_id>")
@api.response(200, ItemRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def show_item(meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """Read one item."""
    return queries.agenda_item(queries.own_meeting(meeting_id), item_id)


@api.put("/<uuid:meeting_id>/agenda/<uuid:item_id>")
@api.arguments(ItemRevision)
@api.response(200, ItemRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def update_item(revision: dict[str, Any], meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """Change an item, unless somebody changed it since `version`."""
    item = queries.agenda_item(queries.own_meeting(meeting_id), item_id)
    version = revision.pop("version")
    meetings.change_item(item, ItemFacts(**revision), version=version)
    return item


@api.delete("/<uuid:meeting_id>/agenda/<uuid:item_id>")
@api.response(204)
@allowed(Permission.PREPARE_MEETINGS)
def delete_item(meeting_id: UUID, item_id: UUID) -> None:
    """Take an item off the agenda."""
    meetings.remove_item(queries.agenda_item(queries.own_meeting(meeting_id), item_id))


@api.post("/<uuid:meeting_id>/agenda/<uuid:item_id>/moves")
@api.arguments(Move)
@api.response(200, page_of(ItemRepresentation))
@allowed(Permission.PREPARE_MEETINGS)
def create_item_move(move: dict[str, Any], meeting_id: UUID, item_id: UUID) -> Page[AgendaItem]:
    """Let an item change places, with its neighbor or to beside another; answers the order."""
    meeting = queries.own_meeting(meeting_id)
    item = queries.agenda_item(meeting, item_id)
    if direction := move["direction"]:
        meetings.move_item(meeting, item, direction)
    else:
        beside, behind = move["after"] or move["before"], bool(move["after"])
        meetings.place_item(meeting, item, beside=beside, behind=behind)
    return whole(queries.agenda(meeting))


@api.get("/<uuid:meeting_id>/packs")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PackRepresentation))
@allowed(Permission.READ_MEETINGS)
def index_packs(asked: dict[str, Any], meeting_id: UUID) -> Page[Pack]:
    """List the editions of the handouts; a ward sees the published ones."""
    editions = queries.packs(queries.meeting(meeting_id))
    return walk(editions, key=lambda pack: f"{pack.edition:06}", latest_first=True, **asked)


@api.post("/<uuid:meeting_id>/packs")
@api.response(202, PackRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_pack(meeting_id: UUID) -> Pack:
    """Order the next edition; ask for it until `finished_at` or `failed_at` is filled."""
    return packs.request_pack(queries.own_meeting(meeting_id), by_name=current_user.name)


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>")
@api.response(200, PackRepresentation)
@allowed(Permission.READ_MEETINGS)
def show_pack(meeting_id: UUID, pack_id: UUID) -> Pack:
    """Read how far an edition is."""
    return queries.pack(queries.meeting(meeting_id), pack_id)


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/handouts")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(HandoutRepresentation))
@allowed(Permission.READ_MEETINGS)
def index_handouts(asked: dict[str, Any], meeting_id: UUID, pack_id: UUID) -> Page[Handout]:
    """List the papers of an edition, each as .docx and .pdf."""
    papers = queries.handouts(queries.pack(queries.meeting(meeting_id), pack_id))
    return walk(papers, key=lambda paper: f"{paper.number:06} {paper.file_format}", **asked)


@api.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/publication")
@api.response(201, PackRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_publication(meeting_id: UUID, pack_id: UUID) -> Pack:
    """Let every center see the meeting and this edition."""
    meeting = queries.own_meeting(meeting_id)
    pack = queries.pack(meeting, pack_id)
    packs.publish_pack(meeting, pack, by_name=current_user.name)
    return pack


@api.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/files/<uuid:file_id>")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_MEETINGS)
def show_file(meeting_id: UUID, pack_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Download one file."""
    return download(queries.pack_file(queries.pack(queries.meeting(meeting_id), pack_id), file_id))


def _day_of(meeting: Meeting) -> str:
    return f"{meeting.held_on} {meeting.begins_at} {meeting.id}"
