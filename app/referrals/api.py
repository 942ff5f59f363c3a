from datetime import date
from typing import Any
from uuid import UUID

from flask import Response
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.blueprint import never_kept
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.calendar import Month
from app.consultations.models import Consultation
from app.consultations.queries import consultation
from app.consultations.schemas import ConsultationRepresentation
from app.errors import InvalidError, NotFoundError
from app.paging import Cursor, Page, moment_key, walk
from app.referrals import queries, rules, service
from app.referrals.models import Referral, ReferralFile, ReferralStep
from app.referrals.schemas import (
    CONSENT_FIELDS,
    AddresseeStep,
    ConsentTyped,
    FileSent,
    FileShown,
    MonthOfTargetsShown,
    NoteTyped,
    PersonShown,
    ReferralLetter,
    ReferralLine,
    ReferralShown,
    ScopeTyped,
    SenderStep,
    StepShown,
)
from app.web.downloads import download

api = center_api("referrals", __name__, "推進センターへの相談と回答")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ReferralLine))
@allowed(Permission.READ_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[queries.Line]:
    """List the letters this center wrote, latest first."""
    after = Cursor.parse(asked["after"]) if asked["after"] else None
    return queries.sent_page(after=after, limit=asked["limit"])


@api.get("/queue")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ReferralLine))
@allowed(Permission.ANSWER_REFERRALS)
def queue(asked: dict[str, Any]) -> Page[queries.Line]:
    """List the open letters addressed to this center, what is due first."""
    return walk(queries.queue(), key=_turn_of, **asked)


@api.get("/targets")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MonthOfTargetsShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_targets(asked: dict[str, Any]) -> Page[rules.MonthOfTargets]:
    """How well the times were kept, the latest month first, for a year."""
    first_day = Month.of(calendar.today()).year_before.first_day
    months = queries.targets(since=calendar.start_of(first_day))
    return walk(months, key=lambda kept: str(kept.month), latest_first=True, **asked)


@api.post("/")
@api.arguments(ReferralLetter)
@api.response(201, ReferralShown)
@allowed(Permission.SEND_REFERRALS)
def create(typed: dict[str, Any]) -> dict[str, Any]:
    """Ask the central center about a consultation."""
    return shown(send_letter(typed))


@api.get("/<uuid:referral_id>")
@api.response(200, ReferralShown)
@allowed(Permission.READ_CONSULTATIONS)
def show(referral_id: UUID) -> dict[str, Any]:
    """Read a letter with all that followed."""
    return shown(queries.referral(referral_id))


@api.post("/<uuid:referral_id>/sender-steps")
@api.arguments(SenderStep)
@api.response(201, StepShown)
@allowed(Permission.SEND_REFERRALS)
def create_sender_step(typed: dict[str, Any], referral_id: UUID) -> ReferralStep:
    """Reply, add, confirm, reopen, withdraw or thank, as the ward that asked.

    Whom the record names is put as 〔氏名〕 and so on in the words, as in those of the letter.
    """
    return take_step(queries.referral(referral_id), **typed)


@api.post("/<uuid:referral_id>/addressee-steps")
@api.arguments(AddresseeStep)
@api.response(201, StepShown)
@allowed(Permission.ANSWER_REFERRALS)
def create_addressee_step(typed: dict[str, Any], referral_id: UUID) -> ReferralStep:
    """Receive, ask, answer, hand over, decline or pass on, as the center that was asked."""
    return take_step(queries.referral(referral_id), **typed)


@api.post("/<uuid:referral_id>/record")
@api.response(201, ConsultationRepresentation)
@allowed(Permission.ANSWER_REFERRALS)
def create_record(referral_id: UUID) -> Consultation:
    """Log a received case as a consultation of this center, linked and without the person."""
    return service.record_case(queries.referral(referral_id), by_name=current_user.name)


@api.post("/<uuid:referral_id>/outcome")
@api.response(201, ConsultationRepresentation)
@allowed(Permission.SEND_REFERRALS)
def create_outcome(referral_id: UUID) -> Consultation:
    """Copy the central center's answer into the record that was asked about."""
    return service.copy_outcome(queries.referral(referral_id))


@api.post("/<uuid:referral_id>/files")
@api.arguments(FileSent, location="files")
@api.arguments(NoteTyped, location="form")
@api.response(201, FileShown)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_file(sent: dict[str, Any], note: dict[str, Any], referral_id: UUID) -> ReferralFile:
    """Send a file (20 MB at most) to the other side, as an addition to the thread."""
    referral, file = queries.referral(referral_id), sent["file"]
    if file is None:
        raise InvalidError({"file": ["ファイルを選んでください。"]})
    step = take_step(referral, kind=rules.NOTED, words=note["words"])
    service.attach(step, [service.Sent(file.filename or "", file.read())])
    return queries.files(referral)[-1]


@api.get("/<uuid:referral_id>/files/<uuid:attachment_id>")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_CONSULTATIONS)
def show_file(referral_id: UUID, attachment_id: UUID) -> Response:
    """Download a file of the thread."""
    return download(queries.file(queries.referral(referral_id), attachment_id))


@api.post("/<uuid:referral_id>/files/<uuid:attachment_id>/withdrawal")
@api.response(201, FileShown)
@allowed(Permission.RECORD_CONSULTATIONS)
def create_file_withdrawal(referral_id: UUID, attachment_id: UUID) -> ReferralFile:
    """Take back a file that this center sent: the other side cannot open it any more."""
    referral = queries.referral(referral_id)
    return service.take_back(referral, attachment_id, actor_name=current_user.name)


@api.post("/<uuid:referral_id>/consent")
@api.arguments(ConsentTyped)
@api.response(201, ReferralShown)
@allowed(Permission.SEND_REFERRALS)
def create_consent(typed: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Write down a consent given later, or one that goes further than before."""
    referral = queries.referral(referral_id)
    service.give_consent(referral, consent_in(typed), actor_name=current_user.name)
    return shown(referral)


@api.post("/<uuid:referral_id>/consent/narrowing")
@api.arguments(ScopeTyped)
@api.response(201, ReferralShown)
@allowed(Permission.SEND_REFERRALS)
def create_consent_narrowing(typed: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Let less go along: what is left out is gone from the letter at once."""
    referral = queries.referral(referral_id)
    service.narrow_consent(referral, typed["scope"], actor_name=current_user.name)
    return shown(referral)


@api.post("/<uuid:referral_id>/consent/withdrawal")
@api.response(201, ReferralShown)
@allowed(Permission.SEND_REFERRALS)
def create_consent_withdrawal(referral_id: UUID) -> dict[str, Any]:
    """Withdraw the consent: the person is gone from the letter at once."""
    referral = queries.referral(referral_id)
    service.withdraw_consent(referral, withdrawn_by_name=current_user.name)
    return shown(referral)


@api.post("/<uuid:referral_id>/disclosures")
@api.response(201, PersonShown)
@allowed(Permission.ANSWER_REFERRALS)
@never_kept
def create_disclosure(referral_id: UUID) -> service.Person:
    """Read name and contact. A POST, for the reading itself is written down."""
    person = service.disclose_person(queries.referral(referral_id))
    if person is None:
        raise NotFoundError("相談者の同意がないため、氏名・連絡先は伝えられていません。")
    return person


def _turn_of(line: queries.Line) -> str:
    """A text that sorts as the queue does."""
    rank = {"urgent": 0, "soon": 1}.get(line.urgency, 2)
    due = moment_key(line.due.at, None) if line.due else "later"
    return f"{due} {rank} {line.wished_by or date.max} {moment_key(line.sent_at, line.id)}"


def send_letter(typed: dict[str, Any]) -> Referral:
    """Send what was typed, by form or by API."""
    subject = consultation(typed["consultation_id"])
    question = service.Question(
        typed["wanted"], typed["urgency"], typed["message"], typed["wished_by"]
    )
    letter = service.letter_about(subject, question, sent_by_name=current_user.name)
    consent = consent_in(typed) if typed["with_person"] else None
    return service.send(subject, letter, consent=consent)


def consent_in(typed: dict[str, Any]) -> service.ConsentGiven:
    return service.ConsentGiven(**{name: typed[name] for name in CONSENT_FIELDS})


def take_step(referral: Referral, *, kind: str, words: str, **target: Any) -> ReferralStep:
    """Take a step as it was typed, by form or by API."""
    meant = service.target_of(referral, kind, target)
    return service.take_step(
        referral, kind, words=words, actor_name=current_user.name, target=meant
    )


def shown(referral: Referral) -> dict[str, Any]:
    steps = queries.steps(referral)
    columns = {
        name: getattr(referral, name) for name in ReferralShown().fields if hasattr(referral, name)
    }
    return {
        **columns,
        "state": rules.state_after(steps),
        "steps": steps,
        "due": queries.due(referral),
        "files": queries.files(referral),
        "consents": queries.consents(referral),
    }
