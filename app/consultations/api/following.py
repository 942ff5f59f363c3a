"""What happens after the reception, for programs."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import Consultation, FollowUp
from app.consultations.schemas import (
    Closing,
    ConsultationRepresentation,
    DueQuery,
    DueShown,
    FactShown,
    FollowUpCorrection,
    FollowUpNote,
    FollowUpShown,
    HandoverTo,
    LinkShown,
    NextActionPlan,
    OpenQuery,
    OpenShown,
    Reopening,
)
from app.paging import Page, moment_key, walk


@api.get("/due")
@api.arguments(DueQuery, location="query")
@api.response(200, page_of(DueShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_due(asked: dict[str, Any]) -> Page[queries.DueLine]:
    """List what is to be done by today, the longest overdue first."""
    until = asked.pop("until") or calendar.today()
    return walk(queries.due(until), key=lambda line: f"{line.next_action_on} {line.id}", **asked)


@api.get("/open")
@api.arguments(OpenQuery, location="query")
@api.response(200, page_of(OpenShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_open(asked: dict[str, Any]) -> Page[queries.OpenLine]:
    """List open cases: first what has a day, then the oldest."""
    return walk(queries.open_cases(asked.pop("owner_id")), key=_turn_of, **asked)


@api.get("/<uuid:consultation_id>/story")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(FactShown))
@allowed(Permission.READ_CONSULTATIONS)
def show_story(asked: dict[str, Any], consultation_id: UUID) -> Page[queries.Fact]:
    """Read all that happened, oldest first."""
    facts = queries.story(queries.consultation(consultation_id))
    return walk(facts, key=lambda fact: f"{fact.day} {moment_key(fact.at, fact.row.id)}", **asked)


@api.get("/<uuid:consultation_id>/chain")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(LinkShown))
@allowed(Permission.READ_CONSULTATIONS)
def show_chain(asked: dict[str, Any], consultation_id: UUID) -> Page[queries.Link]:
    """List the consultations that belong together (継続), oldest first; this one among them."""
    links = queries.chain(queries.consultation(consultation_id))
    return walk(links, key=lambda link: moment_key(link.received_at, link.id), **asked)


@api.post("/<uuid:consultation_id>/follow-ups")
@api.arguments(FollowUpNote)
@api.response(201, FollowUpShown)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_follow_up(typed: dict[str, Any], consultation_id: UUID) -> FollowUp:
    """Write down what was done or heard, and what is to be done next."""
    consultation = queries.consultation(consultation_id)
    return service.add_follow_up(consultation, author_name=current_user.name, **typed)


@api.post("/<uuid:consultation_id>/follow-ups/<uuid:follow_up_id>/correction")
@api.arguments(FollowUpCorrection)
@api.response(201, FollowUpShown)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_correction(typed: dict[str, Any], consultation_id: UUID, follow_up_id: UUID) -> FollowUp:
    """Say a note better; the earlier words stay to be read."""
    note = queries.follow_up(consultation_id, follow_up_id)
    return service.correct_follow_up(note, author_name=current_user.name, **typed)


@api.post("/<uuid:consultation_id>/next-actions")
@api.arguments(NextActionPlan)
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_next_action(typed: dict[str, Any], consultation_id: UUID) -> Consultation:
    """Plan what is to be done next, or move it to another day."""
    consultation = queries.consultation(consultation_id)
    service.plan_action(consultation, author_name=current_user.name, **typed)
    return consultation


@api.post("/<uuid:consultation_id>/next-actions/completion")
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_completion(consultation_id: UUID) -> Consultation:
    """Say that what was to be done is done."""
    consultation = queries.consultation(consultation_id)
    service.finish_action(consultation, author_name=current_user.name)
    return consultation


@api.post("/<uuid:consultation_id>/handovers")
@api.arguments(HandoverTo)
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_handover(typed: dict[str, Any], consultation_id: UUID) -> Consultation:
    """Give the case to a colleague."""
    consultation = queries.consultation(consultation_id)
    service.hand_over(consultation, author_name=current_user.name, **typed)
    return consultation


@api.post("/<uuid:consultation_id>/closure")
@api.arguments(Closing)
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_closure(typed: dict[str, Any], consultation_id: UUID) -> Consultation:
    """End it, with its outcome and whom it was passed on to."""
    consultation = queries.consultation(consultation_id)
    service.close_consultation(consultation, author_name=current_user.name, **typed)
    return consultation


@api.post("/<uuid:consultation_id>/reopening")
@api.arguments(Reopening)
@api.response(201, ConsultationRepresentation)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_reopening(typed: dict[str, Any], consultation_id: UUID) -> Consultation:
    """Take it up again."""
    consultation = queries.consultation(consultation_id)
    service.reopen_consultation(consultation, author_name=current_user.name, **typed)
    return consultation


def _turn_of(line: queries.OpenLine) -> str:
    """A text that sorts as the list of open cases does."""
    return f"{line.next_action_on or date.max} {moment_key(line.received_at, line.id)}"
