"""Asking the central center."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError

from app import calendar
from app.calendar import CITY_TIME
from app.centers.queries import opening_days
from app.centers.rules import NeverOpenError
from app.consultations.models import Consultation
from app.referrals import rules
from app.referrals.models import Referral
from app.referrals.service.consents import ConsentGiven, share_person
from app.referrals.service.steps import StepRefusedError
from tenants import current_actor_id, db
from tenants.queries import central_center


class Question(NamedTuple):
    """What the ward wants of the central center."""

    wanted: str
    urgency: str
    message: str
    wished_by: date | None


NOTHING_ASKED_YET = Question("", "normal", "", None)


def letter_about(consultation: Consultation, question: Question, *, sent_by_name: str) -> Referral:
    """The letter as the central center will see it. Not sent yet; holds no person.

    Who stands in the fields of the record does not stand in the words either.
    """

    def without(text: str) -> str:
        return rules.without_person(text, consultation)

    return Referral(
        consultation_id=consultation.id,
        **question._replace(message=without(question.message))._asdict(),
        received_on=consultation.received_at.astimezone(CITY_TIME).date(),
        channel=consultation.channel,
        client_type=consultation.client_type,
        kind=consultation.kind,
        topics=[tag.topic for tag in consultation.topics],
        primary_topic=consultation.primary_topic,
        summary=without(consultation.summary),
        body=without(consultation.body),
        response=without(consultation.response),
        sent_at=calendar.now(),
        sent_by_id=current_actor_id(),
        sent_by_name=sent_by_name,
    )


def send(consultation: Consultation, letter: Referral, *, consent: ConsentGiven | None) -> Referral:
    """Send the letter to the central center; the person comes along only with `consent`.

    Raises:
        StepRefusedError: a letter about this consultation is still open.
    """
    # Locked: its outcome is filled in below, if nobody else has done so meanwhile.
    db.session.refresh(consultation, with_for_update=True)
    letter.to_center_id = central_center().id
    letter.receipt_due_at, letter.reply_due_at = _owed(letter)
    try:
        with db.session.begin_nested():
            db.session.add(letter)
            db.session.flush()
    except IntegrityError:
        raise StepRefusedError("この相談は、すでに推進センターに相談中です。") from None
    if consent:
        share_person(
            letter, consultation, consent, actor_name=letter.sent_by_name, at=letter.sent_at
        )
    if not consultation.outcome:
        consultation.outcome = "central"
        consultation.referral_target = "central"
    db.session.flush()
    return letter


def _owed(letter: Referral) -> tuple[datetime | None, datetime | None]:
    """By when the addressee ought to receive the letter, and to reply first."""
    days = opening_days(letter.to_center_id)
    try:
        return rules.receipt_due(letter.sent_at, days), rules.reply_due(letter.sent_at, days)
    except NeverOpenError:  # a center that is closed for good owes nothing by any day
        return None, None
