"""The steps of both sides: the service asks, the database decides."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app import calendar
from app.calendar import CITY_TIME
from app.consultations.queries import consultation
from app.errors import DomainError, InvalidError
from app.referrals import queries, rules
from app.referrals.models import Referral, ReferralStep
from tenants import current_actor_id, db


class StepRefusedError(DomainError):
    """The other side moved first, or the step does not fit."""


class Target(NamedTuple):
    """To whom a case goes on. A name alone where that is no center and no colleague."""

    target: str
    target_name: str
    target_center_id: UUID | None = None
    target_account_id: UUID | None = None


def as_read(referral: Referral, words: str) -> str:
    """`words` as the other side will read them: the ward's without whom its record names.

    Whatever the consent is at that moment: it may be withdrawn, and words stay.
    """
    if not words or not queries.is_sender(referral):
        return words
    return rules.without_person(words, consultation(referral.consultation_id))


def take_step(
    referral: Referral, kind: str, *, words: str, actor_name: str, target: Target | None = None
) -> ReferralStep:
    """Add one fact to the life of the referral; the database decides whether it fits.

    `target` is for the two kinds that name somebody: see `target_of`. The words are kept
    `as_read`.

    Raises:
        InvalidError: the step needs words and has none.
        StepRefusedError: somebody else was first; the message says who and what.
    """
    if kind in rules.NEEDS_WORDS and not words:
        raise InvalidError({"words": ["内容を入力してください。"]})
    step = ReferralStep(
        referral_id=referral.id,
        kind=kind,
        words=as_read(referral, words),
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
    about = queries.of_consultation(referral.consultation_id)
    if kind == rules.REOPENED and any(each.is_blocking for each in about if each.id != referral.id):
        return "この相談については、別に送ったものがまだ終わっていません。そちらで続けてください。"
    state = rules.STATE_LABELS[rules.state_after(taken)]
    return f"この相談はいま「{state}」のため、この操作はできません。画面を開き直してください。"
