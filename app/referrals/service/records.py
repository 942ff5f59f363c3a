"""What a referral becomes in the two centers' own records."""

import sqlalchemy as sa

from app import calendar
from app.calendar import CITY_TIME
from app.consultations.models import Consultation
from app.consultations.queries import consultation
from app.consultations.service import record_consultation
from app.referrals import queries, rules
from app.referrals.models import Referral, ReferralRecord, ReferralStep
from app.referrals.service.steps import StepRefusedError
from tenants import db

OUTCOME_OF = {
    rules.WARD: ("referred", "other_ward"),
    rules.DIVISION: ("referred", "city_division"),
    rules.SPECIALIST: ("referred", "specialist"),
}
"""Where a case was passed on to → outcome and つなぎ先 of the ward's record."""


def record_case(referral: Referral, *, by_name: str) -> Consultation:
    """Log the case as a consultation of the center that was asked: what about, not who.

    The two records are linked, so that the city counts them twice (延べ) and once (実).

    Raises:
        StepRefusedError: nobody has received the case yet, or it is recorded already.
        InvalidError: a code of the letter is not on this fiscal year's list.
    """
    received = [step for step in queries.steps(referral) if step.kind == rules.RECEIVED]
    if not received or queries.is_sender(referral):
        raise StepRefusedError("受け取った相談だけを、推進センターの相談として記録できます。")
    # Two colleagues who press at the same moment record it once.
    db.session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(str(referral.id), 0)))
    )
    if queries.record_of(referral):
        raise StepRefusedError("この相談は、すでに推進センターの相談として記録されています。")
    recorded = record_consultation(
        received_by_name=by_name,
        received_at=received[0].at.astimezone(CITY_TIME),
        channel=referral.channel,
        client_type=referral.client_type,
        kind=referral.kind,
        topics=referral.topics,
        primary_topic=referral.primary_topic,
        summary=referral.summary,
    )
    db.session.add(
        ReferralRecord(
            referral_id=referral.id, consultation_id=recorded.id, recorded_at=calendar.now()
        )
    )
    db.session.flush()
    return recorded


def copy_outcome(referral: Referral) -> Consultation:
    """Write what the central center answered into the ward's own record, once.

    Raises:
        StepRefusedError: there is nothing to copy.
        NotFoundError: the letter is another center's.
    """
    said = [
        step for step in queries.steps(referral) if step.kind in {rules.ANSWERED, *rules.GIVEN_BACK}
    ]
    if not said:
        raise StepRefusedError("推進センターの回答は、まだありません。")
    subject = consultation(referral.consultation_id)
    db.session.refresh(subject, with_for_update=True)
    words = _as_told(said[-1])
    if words not in subject.response:
        subject.response = f"{subject.response}\n\n{words}".strip()
        subject.updated_at = calendar.now()
    if (target := said[-1].target) in OUTCOME_OF:
        subject.outcome, subject.referral_target = OUTCOME_OF[target]
    db.session.flush()
    return subject


def _as_told(step: ReferralStep) -> str:
    day = step.at.astimezone(CITY_TIME)
    head = f"【推進センターの{rules.STEP_LABELS[step.kind]} {day:%Y/%m/%d} {step.actor_name}】"
    return "\n".join(filter(None, (head, step.target_name, step.words)))
