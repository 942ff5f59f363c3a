"""The person on a letter: along with a consent, as far as it goes, until it is withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app import calendar
from app.consultations.models import Consultation
from app.consultations.queries import consultation
from app.errors import InvalidError
from app.referrals import rules
from app.referrals.models import Referral, ReferralConsent, ReferralPerson
from app.referrals.service.steps import StepRefusedError, as_read
from tenants import db


class ConsentGiven(NamedTuple):
    """Who asked the person, how, for what, and what may go along."""

    asked_by_name: str
    manner: str
    purpose: str
    scope: Sequence[str] = rules.EVERYTHING


class Person(NamedTuple):
    name: str | None
    kana: str | None
    contact: str | None
    organization: str | None


def give_consent(referral: Referral, consent: ConsentGiven, *, actor_name: str) -> None:
    """Send the person after the letter, or more of the person than before.

    Raises:
        StepRefusedError: the letter was withdrawn.
    """
    subject = consultation(referral.consultation_id)
    share_person(referral, subject, consent, actor_name=actor_name, at=calendar.now())


def narrow_consent(referral: Referral, scope: Sequence[str], *, actor_name: str) -> None:
    """Leave less of the person with the letter. What is taken out is gone at once.

    Raises:
        InvalidError: nothing would be left: that is a withdrawal.
        StepRefusedError: nothing of it goes along now, or it would not be less.
    """
    if not scope:
        raise InvalidError({"scope": ["すべてやめるときは「同意を取り消す」を押してください。"]})
    _say(
        referral,
        rules.NARROWED,
        scope,
        actor_name=actor_name,
        refusal="いま伝えているものより減っていないため、変わりませんでした。",
    )


def withdraw_consent(referral: Referral, *, withdrawn_by_name: str) -> None:
    """Take the person back: from this moment the central center reads neither name nor contact.

    Raises:
        StepRefusedError: there is no consent, or it was withdrawn before.
    """
    _say(
        referral,
        rules.CONSENT_WITHDRAWN,
        (),
        actor_name=withdrawn_by_name,
        refusal="同意は、すでに取り消されているか、ありません。",
    )


def share_person(
    referral: Referral,
    subject: Consultation,
    consent: ConsentGiven,
    *,
    actor_name: str,
    at: datetime,
) -> None:
    """Write down the consent, and put the person as the ward knows them onto the letter."""
    asked = {"asked_by_name": consent.asked_by_name, "manner": consent.manner}
    _say(
        referral,
        rules.GIVEN,
        consent.scope,
        actor_name=actor_name,
        refusal="取り下げた相談に、氏名・連絡先を伝えることはできません。",
        purpose=as_read(referral, consent.purpose),
        at=at,
        **asked,
    )
    # The database leaves out what the consent does not name.
    person = {
        "person_name": subject.person_name,
        "person_kana": subject.person_kana,
        "person_contact": subject.person_contact,
        "organization_name": subject.organization_name,
    }
    shared = insert(ReferralPerson).values(referral_id=referral.id, **person)
    db.session.execute(
        shared.on_conflict_do_update(index_elements=["center_id", "referral_id"], set_=person)
    )


def _say(
    referral: Referral,
    kind: str,
    scope: Sequence[str],
    *,
    actor_name: str,
    refusal: str,
    **asked: Any,
) -> None:
    unsaid = {"asked_by_name": "", "manner": "word", "purpose": "", "at": calendar.now()}
    fact = ReferralConsent(
        referral_id=referral.id,
        kind=kind,
        scope=rules.in_order(scope),
        actor_name=actor_name,
        **(unsaid | asked),
    )
    try:
        with db.session.begin_nested():
            db.session.add(fact)
            db.session.flush()
    except IntegrityError:
        raise StepRefusedError(refusal) from None
    db.session.refresh(fact)


def disclose_person(referral: Referral) -> Person | None:
    """Read the person of a letter as its addressee. The database writes down that it was read."""
    shown = db.session.execute(
        sa.text("SELECT * FROM wall.disclose_person(:referral)"), {"referral": referral.id}
    ).one_or_none()
    return Person(*shown) if shown else None
