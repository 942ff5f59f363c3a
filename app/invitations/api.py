from typing import Any
from uuid import UUID

from flask import current_app
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.errors import NotFoundError
from app.invitations import queries, service
from app.invitations.models import MeetingGuest, MeetingInvitation, MeetingReply
from app.invitations.rules import Answer, GuestFacts, InvitationFacts, ReplyFacts
from app.invitations.schemas import (
    AnswerShown,
    GuestAnswerTyped,
    MeetingGuestRecord,
    MeetingGuestRepresentation,
    MeetingGuestRevision,
    MeetingInvitationRecord,
    MeetingInvitationRepresentation,
    MeetingReplyRepresentation,
    MeetingReplyRevision,
)
from app.meetings.queries import meeting, own_meeting
from app.paging import Page, walk

api = center_api("invitations", __name__, "会議の招待と出欠")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MeetingInvitationRepresentation))
@allowed(Permission.READ_MEETINGS)
def index(asked: dict[str, Any]) -> Page[MeetingInvitation]:
    """List the invitations of one's own, and those to one's own center."""
    return walk(queries.invitations(), key=lambda each: str(each.id), **asked)


@api.get("/<uuid:meeting_id>")
@api.response(200, MeetingInvitationRepresentation)
@allowed(Permission.READ_MEETINGS)
def show(meeting_id: UUID) -> MeetingInvitation:
    """Read who is asked to a meeting, and until when they are to answer."""
    return queries.invitation(meeting(meeting_id))


@api.put("/<uuid:meeting_id>")
@api.arguments(MeetingInvitationRecord)
@api.response(200, MeetingInvitationRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def update(record: dict[str, Any], meeting_id: UUID) -> MeetingInvitation:
    """Write down who is asked; nobody hears of it until it is sent."""
    facts = InvitationFacts(
        words=record["words"],
        reply_by=record["reply_by"],
        ward_ids=service.wards_named(record["wards"]),
    )
    return service.keep(own_meeting(meeting_id), facts, version=record["version"])


@api.post("/<uuid:meeting_id>/sending")
@api.response(201, MeetingInvitationRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_sending(meeting_id: UUID) -> MeetingInvitation:
    """Let everybody who is asked know: wards in the app and by mail, guests by mail."""
    return service.send(own_meeting(meeting_id), by_name=current_user.name)


@api.get("/<uuid:meeting_id>/answers")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(AnswerShown))
@allowed(Permission.PREPARE_MEETINGS)
def index_answers(asked: dict[str, Any], meeting_id: UUID) -> Page[Answer]:
    """List how everybody stands who is asked, wards and guests."""
    given = queries.answers(own_meeting(meeting_id))
    return walk(given, key=lambda each: f"{each.slug}{each.guest_id or ''}", **asked)


@api.get("/<uuid:meeting_id>/reply")
@api.response(200, MeetingReplyRepresentation)
@allowed(Permission.READ_MEETINGS)
def show_reply(meeting_id: UUID) -> MeetingReply:
    """Read what one's own center answered."""
    found = queries.reply_here(meeting(meeting_id))
    if found is None:
        raise NotFoundError
    return found


@api.put("/<uuid:meeting_id>/reply")
@api.arguments(MeetingReplyRevision)
@api.response(200, MeetingReplyRepresentation)
@allowed(Permission.ANSWER_CALLS)
def update_reply(record: dict[str, Any], meeting_id: UUID) -> MeetingReply:
    """Answer for one's own center, until the meeting begins."""
    version = record.pop("version")
    facts = ReplyFacts(**record)
    return service.reply(meeting(meeting_id), facts, version=version, by_name=current_user.name)


@api.get("/<uuid:meeting_id>/guests")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MeetingGuestRepresentation))
@allowed(Permission.PREPARE_MEETINGS)
def index_guests(asked: dict[str, Any], meeting_id: UUID) -> Page[MeetingGuest]:
    """List the guests of a meeting."""
    guests = queries.guests(own_meeting(meeting_id))
    return walk(guests, key=lambda guest: f"{guest.kind} {guest.id}", **asked)


@api.post("/<uuid:meeting_id>/guests")
@api.arguments(MeetingGuestRecord)
@api.response(201, MeetingGuestRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_guest(record: dict[str, Any], meeting_id: UUID) -> MeetingGuest:
    """Ask somebody of the city or from outside."""
    key = str(current_app.secret_key)
    return service.add_guest(own_meeting(meeting_id), GuestFacts(**record), key=key)


@api.get("/<uuid:meeting_id>/guests/<uuid:guest_id>")
@api.response(200, MeetingGuestRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def show_guest(meeting_id: UUID, guest_id: UUID) -> MeetingGuest:
    """Read one guest."""
    return queries.guest(own_meeting(meeting_id), guest_id)


@api.put("/<uuid:meeting_id>/guests/<uuid:guest_id>")
@api.arguments(MeetingGuestRevision)
@api.response(200, MeetingGuestRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def update_guest(record: dict[str, Any], meeting_id: UUID, guest_id: UUID) -> MeetingGuest:
    """Change who they are, unless somebody did since `version`."""
    guest, version = queries.guest(own_meeting(meeting_id), guest_id), record.pop("version")
    service.change_guest(guest, GuestFacts(**record), version=version)
    return guest


@api.delete("/<uuid:meeting_id>/guests/<uuid:guest_id>")
@api.response(204)
@allowed(Permission.PREPARE_MEETINGS)
def delete_guest(meeting_id: UUID, guest_id: UUID) -> None:
    """Ask them no more: their link opens nothing. Told of it, their address is forgotten."""
    service.withdraw_guest(queries.guest(own_meeting(meeting_id), guest_id))


@api.post("/<uuid:meeting_id>/guests/<uuid:guest_id>/answer")
@api.arguments(GuestAnswerTyped)
@api.response(201, MeetingGuestRepresentation)
@allowed(Permission.PREPARE_MEETINGS)
def create_guest_answer(record: dict[str, Any], meeting_id: UUID, guest_id: UUID) -> MeetingGuest:
    """Write down what a guest answered by telephone."""
    guest = queries.guest(own_meeting(meeting_id), guest_id)
    service.note_answer(guest, ReplyFacts(names="", **record), by_name=current_user.name)
    return guest
