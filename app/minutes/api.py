from typing import Any
from uuid import UUID

from flask import Response
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of, whole
from app.api.rooms import center_api
from app.calls.schemas import RemindersOrdered
from app.errors import NotFoundError
from app.meetings.models import Meeting
from app.meetings.queries import meeting as any_meeting
from app.meetings.queries import own_meeting
from app.minutes.models import Minutes, MinutesAnswer, MinutesEdition, MinutesEntry
from app.minutes.queries import editions
from app.minutes.queries import writing as queries
from app.minutes.rules.answers import AnswerTile
from app.minutes.rules.content import Content
from app.minutes.rules.writing import EntryFacts, Progress
from app.minutes.schemas import (
    AnswerTileShown,
    EntryShown,
    EntryTyped,
    MinutesAnswerShown,
    MinutesAnswerTyped,
    MinutesContentShown,
    MinutesEditionShown,
    MinutesOrdered,
    MinutesReleased,
    MinutesRevision,
    MinutesShown,
    ProgressShown,
    TurnTyped,
)
from app.minutes.service import editions as edition_service
from app.minutes.service import writing as service
from app.paging import Page, moment_key, walk
from app.web.downloads import download

api = center_api("minutes", __name__, "会議の記録と議事録")


@api.get("/<uuid:meeting_id>/entries")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(EntryShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_entries(asked: dict[str, Any], meeting_id: UUID) -> Page[MinutesEntry]:
    """List every version that was written, in the order in which they came."""
    entries = queries.entries(own_meeting(meeting_id))
    return walk(entries, key=lambda entry: moment_key(entry.received_at, entry.id), **asked)


@api.post("/<uuid:meeting_id>/entries")
@api.arguments(EntryTyped)
@api.response(201, EntryShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_entry(typed: dict[str, Any], meeting_id: UUID) -> MinutesEntry:
    """Write something down, or a new version of it; the same id twice is kept once."""
    facts = EntryFacts(**typed)
    return service.write(own_meeting(meeting_id), facts, by_name=current_user.name)


@api.get("/<uuid:meeting_id>/progress")
@api.response(200, ProgressShown)
@allowed(Permission.PREPARE_MEETINGS)
def show_progress(meeting_id: UUID) -> Progress:
    """Read where the meeting is."""
    return queries.progress(own_meeting(meeting_id))


@api.post("/<uuid:meeting_id>/turns")
@api.arguments(TurnTyped)
@api.response(201, ProgressShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_turn(typed: dict[str, Any], meeting_id: UUID) -> Progress:
    """Go on to an item, or end the meeting."""
    meeting = own_meeting(meeting_id)
    service.take_turn(
        meeting,
        typed["id"],
        typed["item_id"],
        at=typed["written_at"],
        by_name=current_user.name,
    )
    return queries.progress(meeting)


@api.post("/<uuid:meeting_id>/text")
@api.response(201, MinutesShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_text(meeting_id: UUID) -> Minutes:
    """Begin the 議事録 with what was written; the second time answers the same."""
    return edition_service.begin(own_meeting(meeting_id), by_name=current_user.name)


@api.get("/<uuid:meeting_id>/text")
@api.response(200, MinutesShown)
@allowed(Permission.PREPARE_MEETINGS)
def show_text(meeting_id: UUID) -> Minutes:
    """Read the text while it is written."""
    return _text(own_meeting(meeting_id))


@api.put("/<uuid:meeting_id>/text")
@api.arguments(MinutesRevision)
@api.response(200, MinutesShown)
@allowed(Permission.PREPARE_MEETINGS)
def update_text(revision: dict[str, Any], meeting_id: UUID) -> Minutes:
    """Put the text right, unless somebody did since `version`."""
    text = _text(own_meeting(meeting_id))
    said = [(item["notes"], item["decisions"]) for item in revision["items"]]
    facts = edition_service.put_right(text, said, revision["actions"], revision["others"])
    edition_service.save(text, facts, version=revision["version"], by_name=current_user.name)
    return text


@api.get("/<uuid:meeting_id>/editions")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MinutesEditionShown))
@allowed(Permission.READ_MEETINGS)
def index_editions(asked: dict[str, Any], meeting_id: UUID) -> Page[MinutesEdition]:
    """List the editions; a ward sees those that were sent or published."""
    found = editions.editions(any_meeting(meeting_id))
    return walk(
        found, key=lambda each: moment_key(each.requested_at, each.id), latest_first=True, **asked
    )


@api.post("/<uuid:meeting_id>/editions")
@api.arguments(MinutesOrdered)
@api.response(202, MinutesEditionShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_edition(ordered: dict[str, Any], meeting_id: UUID) -> MinutesEdition:
    """Order an edition; ask for it until `finished_at` or `failed_at` is filled."""
    return edition_service.order(own_meeting(meeting_id), by_name=current_user.name, **ordered)


@api.get("/<uuid:meeting_id>/editions/<uuid:minutes_id>")
@api.response(200, MinutesEditionShown)
@allowed(Permission.READ_MEETINGS)
def show_edition(meeting_id: UUID, minutes_id: UUID) -> MinutesEdition:
    """Read how far an edition is."""
    return editions.edition(any_meeting(meeting_id), minutes_id)


@api.get("/<uuid:meeting_id>/editions/<uuid:minutes_id>/content")
@api.response(200, MinutesContentShown)
@allowed(Permission.READ_MEETINGS)
def show_content(meeting_id: UUID, minutes_id: UUID) -> Content:
    """Read what an edition says."""
    return editions.content(editions.edition(any_meeting(meeting_id), minutes_id))


@api.get("/<uuid:meeting_id>/editions/<uuid:minutes_id>/papers/<file_format>")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_MEETINGS)
def show_paper(meeting_id: UUID, minutes_id: UUID, file_format: str) -> Response:
    """Download an edition as .docx or .pdf."""
    edition = editions.edition(any_meeting(meeting_id), minutes_id)
    return download(editions.file(edition, file_format))


@api.post("/<uuid:meeting_id>/editions/<uuid:minutes_id>/release")
@api.arguments(MinutesReleased)
@api.response(201, MinutesEditionShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_release(released: dict[str, Any], meeting_id: UUID, minutes_id: UUID) -> MinutesEdition:
    """Send a draft to every ward, or publish what is to stay; people are told."""
    meeting = own_meeting(meeting_id)
    return edition_service.release(meeting, minutes_id, by_name=current_user.name, **released)


@api.post("/<uuid:meeting_id>/editions/<uuid:minutes_id>/reminders")
@api.arguments(RemindersOrdered)
@api.response(201, page_of(AnswerTileShown))
@allowed(Permission.PREPARE_MEETINGS)
def create_reminders(
    ordered: dict[str, Any], meeting_id: UUID, minutes_id: UUID
) -> Page[AnswerTile]:
    """Ask once more who has not answered to a draft; nobody twice on one day."""
    meeting = own_meeting(meeting_id)
    reminded = edition_service.remind(
        meeting, minutes_id, by_name=current_user.name, ward=ordered["ward"]
    )
    slugs = {tile.slug for tile in reminded}
    edition = editions.edition(meeting, minutes_id)
    return whole([tile for tile in editions.tiles(edition) if tile.slug in slugs])


@api.get("/<uuid:meeting_id>/editions/<uuid:minutes_id>/wards")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(AnswerTileShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_wards(asked: dict[str, Any], meeting_id: UUID, minutes_id: UUID) -> Page[AnswerTile]:
    """List what each ward answered, and which did not yet."""
    edition = editions.edition(own_meeting(meeting_id), minutes_id)
    return walk(editions.tiles(edition), key=lambda tile: tile.slug, **asked)


@api.post("/<uuid:meeting_id>/editions/<uuid:minutes_id>/answers")
@api.arguments(MinutesAnswerTyped)
@api.response(201, MinutesAnswerShown)
@allowed(Permission.CONFIRM_MINUTES)
def create_answer(typed: dict[str, Any], meeting_id: UUID, minutes_id: UUID) -> MinutesAnswer:
    """Confirm a draft, or ask for a correction; the last word counts."""
    edition = editions.edition(any_meeting(meeting_id), minutes_id)
    return edition_service.answer(edition, by_name=current_user.name, **typed)


def _text(meeting: Meeting) -> Minutes:
    text = editions.text_of(meeting)
    if text is None:
        raise NotFoundError
    return text
