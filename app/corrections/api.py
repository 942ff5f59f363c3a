from typing import Any, NamedTuple
from uuid import UUID

from flask import g
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import page_of
from app.api.rooms import center_api
from app.consultations import queries as consultations
from app.corrections import queries, service
from app.corrections.models import CorrectionStep
from app.corrections.schemas import (
    CorrectionAsked,
    CorrectionLine,
    CorrectionsAsked,
    CorrectionShown,
    CorrectionStepShown,
    Decision,
    DeletionCorrected,
    RecordCorrected,
    RevisionCorrected,
)
from app.paging import Cursor, Page
from app.transfers.queries import import_

api = center_api("corrections", __name__, "締めた月の訂正")

Made = tuple[dict[str, Any], int]
PREVIEW = "preview"


@api.get("/")
@api.arguments(CorrectionsAsked, location="query")
@api.response(200, page_of(CorrectionLine))
@allowed(Permission.READ_FIGURES)
def index(asked: dict[str, Any]) -> Page[queries.Line]:
    """List corrections, the latest first."""
    after = Cursor.parse(asked["after"]) if asked["after"] else None
    return queries.page(after=after, limit=asked["limit"])


@api.get("/<uuid:late_correction_id>")
@api.response(200, CorrectionShown)
@allowed(Permission.READ_FIGURES)
def show(late_correction_id: UUID) -> dict[str, Any]:
    """Read one correction and what became of it."""
    return _shown(queries.line(late_correction_id))


@api.post("/<uuid:late_correction_id>/decision")
@api.arguments(Decision)
@api.response(201, CorrectionStepShown)
@allowed(Permission.DECIDE_CORRECTIONS)
def create_decision(typed: dict[str, Any], late_correction_id: UUID) -> CorrectionStep:
    """Accept a proposal, or decline it with a reason."""
    line = queries.line(late_correction_id)
    return service.decide(line, typed["kind"], words=typed["words"], by_name=current_user.name)


@api.post("/<uuid:late_correction_id>/withdrawal")
@api.response(201, CorrectionStepShown)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_withdrawal(late_correction_id: UUID) -> CorrectionStep:
    """Take a proposal back before it is answered."""
    return service.withdraw(queries.line(late_correction_id), by_name=current_user.name)


@api.post("/revisions/<uuid:consultation_id>")
@api.arguments(RevisionCorrected)
@api.response(201, CorrectionShown)
@api.alt_response(200, schema=CorrectionShown, description="Only looked at")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_revision(typed: dict[str, Any], consultation_id: UUID) -> Made:
    """Correct a record of a closed month: all of it is sent, as when it is replaced."""
    how = _how(typed)
    consultation = consultations.consultation(consultation_id)
    return _made(service.wanted_revision(consultation, **typed), how)


@api.post("/receptions")
@api.arguments(RecordCorrected)
@api.response(201, CorrectionShown)
@api.alt_response(200, schema=CorrectionShown, description="Only looked at")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_reception(typed: dict[str, Any]) -> Made:
    """Record a consultation of a closed month."""
    how = _how(typed)
    return _made(service.wanted_reception(received_by_name=current_user.name, **typed), how)


@api.post("/removals/<uuid:consultation_id>")
@api.arguments(DeletionCorrected)
@api.response(201, CorrectionShown)
@api.alt_response(200, schema=CorrectionShown, description="Only looked at")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_removal(typed: dict[str, Any], consultation_id: UUID) -> Made:
    """Delete a record of a closed month."""
    wanted = service.wanted_removal(
        consultations.consultation(consultation_id),
        reason=typed["reason"],
        by_manager=is_manager(),
        deleted_by_name=current_user.name,
    )
    return _made(wanted, _how(typed))


@api.post("/restorations/<uuid:deleted_id>")
@api.arguments(CorrectionAsked)
@api.response(201, CorrectionShown)
@api.alt_response(200, schema=CorrectionShown, description="Only looked at")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_restoration(typed: dict[str, Any], deleted_id: UUID) -> Made:
    """Bring back a deleted record of a closed month."""
    gone = consultations.deleted_one(deleted_id)
    wanted = service.wanted_restoration(gone, by_manager=is_manager())
    return _made(wanted, _how(typed))


@api.post("/imports/<uuid:import_id>")
@api.arguments(CorrectionAsked)
@api.response(201, CorrectionShown)
@api.alt_response(200, schema=CorrectionShown, description="Only looked at")
@allowed(Permission.IMPORT_CONSULTATIONS)
def create_import(typed: dict[str, Any], import_id: UUID) -> Made:
    """Take a file that has rows of a closed month."""
    wanted = service.wanted_import(import_(import_id), taken_by_name=current_user.name)
    return _made(wanted, _how(typed))


class How(NamedTuple):
    """Why, and whether only to look what would change."""

    reason: str
    preview: bool


def _how(typed: dict[str, Any]) -> How:
    return How(typed.pop("correction_reason"), typed.pop("preview"))


def _made(wanted: service.Wanted, how: How) -> Made:
    if how.preview:
        return _looked_at(wanted, how), 200
    made = service.propose(wanted, reason=how.reason, by_name=current_user.name)
    return _shown(queries.line(made.id)), 201


def _looked_at(wanted: service.Wanted, how: How) -> dict[str, Any]:
    return {
        "id": None,
        "correction": {
            "kind": wanted.kind,
            "is_proposal": service.is_proposal(wanted),
            "reason": how.reason,
            "proposed_by_name": current_user.name,
            "proposed_at": None,
        },
        "center": {"slug": g.center_slug},
        "state": PREVIEW,
        "changes": service.effect_of(wanted),
        "steps": [],
    }


def _shown(line: queries.Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "correction": line.correction,
        "center": line.center,
        "state": line.state,
        "changes": line.changes,
        "steps": queries.steps(line.correction),
    }


def is_manager() -> bool:
    return bool(current_user.may(Permission.DELETE_CONSULTATIONS, g.center_slug))
