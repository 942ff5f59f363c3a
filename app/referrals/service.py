from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app import calendar
from app.calendar import CITY_TIME
from app.consultations.models import Consultation
from app.errors import DomainError, InvalidError
from app.referrals import queries, rules
from app.referrals.models import Referral, ReferralConsent, ReferralPerson, ReferralStep
from tenants import current_actor_id, db
from tenants.queries import central_center


class StepRefusedError(DomainError):
    """The other side moved first, or the step does not fit."""


class ConsentGiven(NamedTuple):
    """Who asked the person, how, and for what."""

    asked_by_name: str
    manner: str
    purpose: str


class Question(NamedTuple):
    """What the ward wants of the central center."""

    wanted: str
    urgency: str
    message: str
    wished_by: date | None


NOTHING_ASKED_YET = Question("", "normal", "", None)


class Person(NamedTuple):
    name: str | None
    kana: str | None
    contact: str | None
    organization: str | None


def letter_about(consultation: Consultation, question: Question, *, sent_by_name: str) -> Referral:
    """The letter as the central center will see it. Not sent yet; holds no person."""
    return Referral(
        consultation_id=consultation.id,
        **question._asdict(),
        received_on=consultation.received_at.astimezone(CITY_TIME).date(),
        channel=consultation.channel,
        client_type=consultation.client_type,
        kind=consultation.kind,
        topics=[tag.topic for tag in consultation.topics],
        primary_topic=consultation.primary_topic,
        summary=consultation.summary,
        body=consultation.body,
        response=consultation.response,
        sent_at=calendar.now(),
        sent_by_id=current_actor_id(),
        sent_by_name=sent_by_name,
    )


def send(consultation: Consultation, letter: Referral, *, consent: ConsentGiven | None) -> Referral:
    """Send the letter to the central center; the person comes along only with `consent`.

    Raises:
        StepRefusedError: a letter about this consultation is still open.
    """
    # Locked: two colleagues must not both ask about it at the same moment.
    db.session.refresh(consultation, with_for_update=True)
    if any(line.is_blocking for line in queries.of_consultation(consultation.id)):
        raise StepRefusedError("この相談は、すでに推進センターに相談中です。")
    letter.to_center_id = central_center().id
    db.session.add(letter)
    db.session.flush()
    if consent:
        _share_person(consultation, letter, consent)
    if not consultation.outcome:
        consultation.outcome = "central"
        consultation.referral_target = "central"
    db.session.flush()
    return letter


def _share_person(consultation: Consultation, letter: Referral, consent: ConsentGiven) -> None:
    db.session.add(
        ReferralConsent(referral_id=letter.id, given_at=letter.sent_at, **consent._asdict())
    )
    db.session.flush()
    db.session.add(
        ReferralPerson(
            referral_id=letter.id,
            person_name=consultation.person_name,
            person_kana=consultation.person_kana,
            person_contact=consultation.person_contact,
            organization_name=consultation.organization_name,
        )
    )


class Target(NamedTuple):
    """To whom a case goes on. A name alone where that is no center and no colleague."""

    target: str
    target_name: str
    target_center_id: UUID | None = None
    target_account_id: UUID | None = None


def take_step(
    referral: Referral, kind: str, *, words: str, actor_name: str, target: Target | None = None
) -> ReferralStep:
    """Add one fact to the life of the referral; the database decides whether it fits.

    `target` is for the two kinds that name somebody: see `target_of`.

    Raises:
        InvalidError: the step needs words and has none.
        StepRefusedError: somebody else was first; the message says who and what.
    """
    if kind in rules.NEEDS_WORDS and not words:
        raise InvalidError({"words": ["内容を入力してください。"]})
    step = ReferralStep(
        referral_id=referral.id,
        kind=kind,
        words=words,
        actor_id=current_actor_id(),
        actor_name=actor_name,
        at=calendar.now(),
        **(target._asdict() if target else {}),
    )
    try:
        with db.session.begin_nested():
            db.session.add(step)
            db.session.flush()
    except IntegrityError:
        raise StepRefusedError(_why_refused(referral, kind)) from None
    return step


def target_of(referral: Referral, kind: str, chosen: Mapping[str, Any]) -> Target | None:
    """Who is meant by what was chosen, in the words of `Target`; None where nobody is named.

    Raises:
        InvalidError: a step that must name somebody does not, or names nobody there is.
    """
    if kind == rules.HANDED_OVER:
        return _colleague(chosen.get("target_account_id"))
    if kind != rules.PASSED_ON:
        return None
    if chosen.get("target") == rules.WARD:
        return _ward(referral, chosen.get("target_center_id"))
    if chosen.get("target") not in rules.TARGET_LABELS:
        raise InvalidError({"target": ["紹介先を選んでください。"]})
    if not chosen.get("target_name"):
        raise InvalidError({"target_name": ["紹介先の名前を入力してください。"]})
    return Target(chosen["target"], chosen["target_name"])


def _colleague(account_id: UUID | None) -> Target:
    for each in queries.colleagues():
        if each.account_id == account_id:
            return Target(rules.COLLEAGUE, each.name, target_account_id=account_id)
    raise InvalidError({"target_account_id": ["担当になる人を選んでください。"]})


def _ward(referral: Referral, center_id: UUID | None) -> Target:
    for ward in queries.wards_beside(referral):
        if ward.id == center_id:
            return Target(rules.WARD, ward.name, target_center_id=center_id)
    raise InvalidError({"target_center_id": ["紹介する区を選んでください。"]})


def _why_refused(referral: Referral, kind: str) -> str:
    taken = queries.steps(referral)
    owner = next((step for step in taken if step.kind == rules.RECEIVED), None)
    if kind == rules.RECEIVED and owner:
        at = owner.at.astimezone(CITY_TIME).strftime("%m/%d %H:%M")
        return f"この相談は、{owner.actor_name}さんが先に受け取りました({at})。"
    if kind in rules.KINDNESS and any(step.kind == kind for step in taken):
        return f"「{rules.STEP_LABELS[kind]}」は、この回答についてはもう伝わっています。"
    state = rules.STATE_LABELS[rules.state_after(taken)]
    return f"この相談はいま「{state}」のため、この操作はできません。画面を開き直してください。"


def withdraw_consent(referral: Referral, *, withdrawn_by_name: str) -> None:
    """Take the person back: from this moment the central center can read neither name nor contact.

    Raises:
        StepRefusedError: there is no consent, or it was withdrawn before.
    """
    withdrawn = db.session.execute(
        sa.update(ReferralConsent)
        .where(ReferralConsent.referral_id == referral.id, ReferralConsent.withdrawn_at.is_(None))
        .values(withdrawn_at=calendar.now(), withdrawn_by_name=withdrawn_by_name)
    )
    if not withdrawn.rowcount:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise StepRefusedError("同意は、すでに取り消されているか、ありません。")


def disclose_person(referral: Referral) -> Person | None:
    """Read the person of a letter as its addressee. The database writes down that it was read."""
    shown = db.session.execute(
        sa.text("SELECT * FROM wall.disclose_person(:referral)"), {"referral": referral.id}
    ).one_or_none()
    return Person(*shown) if shown else None
