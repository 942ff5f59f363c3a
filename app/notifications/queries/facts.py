"""What happened to letters, and whom it concerns: statements, not yet asked."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.models import Membership
from app.notifications.models import NoticeRead
from app.notifications.rules import Reason, Source
from app.referrals.models import Referral, ReferralConsent, ReferralStep
from app.referrals.rules import GIVEN, WITHDRAWN

HERE = sa.func.wall.current_center()
Told = sa.ColumnElement[bool]


def happened(*, since: datetime) -> sa.Subquery:
    """Every fact about a letter that the open center did not write itself.

    And one that it did: a case handed over is news to the colleague who has it now.
    """
    letters = _fact(Source.LETTER, Referral, sa.literal("sent"), Referral.id)
    steps = _fact(Source.STEP, ReferralStep, ReferralStep.kind, ReferralStep.referral_id)
    consents = _fact(
        Source.CONSENT, ReferralConsent, ReferralConsent.kind, ReferralConsent.referral_id
    )
    return sa.union_all(
        letters.where(Referral.to_center_id == HERE, Referral.sent_at > since),
        steps.where(ReferralStep.reader_center_id == HERE, ReferralStep.at > since),
        steps.where(
            ReferralStep.center_id == HERE,
            ReferralStep.target_account_id.is_not(None),
            ReferralStep.target_account_id != ReferralStep.actor_id,
            ReferralStep.at > since,
        ),
        consents.where(
            ReferralConsent.reader_center_id == HERE,
            ReferralConsent.at > since,
            ~_came_along(),
        ),
    ).subquery("happened")


def _fact(source: Source, model: type[Any], kind: Any, referral_id: Any) -> sa.Select[Any]:
    is_letter = source is Source.LETTER
    return sa.select(
        model.id.label("id"),
        sa.literal(source.value).label("source"),
        sa.cast(kind, sa.Text).label("kind"),
        referral_id.label("referral_id"),
        (model.sent_at if is_letter else model.at).label("at"),
        (model.sent_by_name if is_letter else model.actor_name).label("actor_name"),
        model.center_id.label("from_id"),
        (model.target_account_id if source is Source.STEP else sa.null().cast(sa.Uuid)).label(
            "target_id"
        ),
    )


def there_is(row: Any, *conditions: Told) -> Told:
    """EXISTS over `row` alone: whatever else is named belongs to a query around it."""
    return sa.select(row.center_id).where(*conditions).correlate_except(row).exists()


def _came_along() -> Told:
    """A consent that was sent with its letter, or ended with it: told of by that already."""
    letter, step = aliased(Referral), aliased(ReferralStep)
    with_letter = there_is(
        letter,
        letter.id == ReferralConsent.referral_id,
        letter.sent_at == ReferralConsent.at,
        ReferralConsent.kind == GIVEN,
    )
    with_end = there_is(
        step,
        step.referral_id == ReferralConsent.referral_id,
        step.kind == WITHDRAWN,
        step.at == ReferralConsent.at,
    )
    return with_letter | with_end


def reason(facts: sa.Subquery, person: Any) -> sa.ColumnElement[str]:
    return sa.case(
        (facts.c.target_id == person, Reason.HANDED_TO_YOU.value),
        (_sent(facts, person), Reason.SENT_BY_YOU.value),
        (_took_part(facts, person), Reason.TOOK_PART.value),
        (_nobody_is_in_charge(facts), Reason.NOBODY_YET.value),
        else_=Reason.CENTER.value,
    )


def is_told(facts: sa.Subquery, person: Any) -> Told:
    """Whether the fact concerns this person: who has to do with the letter, or, for want, all."""
    of_both = sa.or_(_sent(facts, person), _took_part(facts, person), _nobody_is_in_charge(facts))
    handed_over = facts.c.from_id == HERE
    return sa.case((handed_over, facts.c.target_id == person), else_=of_both)


def _sent(facts: sa.Subquery, person: Any) -> Told:
    letter = aliased(Referral)
    return there_is(
        letter,
        letter.center_id == HERE,
        letter.id == facts.c.referral_id,
        letter.sent_by_id == person,
    )


def _took_part(facts: sa.Subquery, person: Any) -> Told:
    step = aliased(ReferralStep)
    return there_is(
        step,
        step.center_id == HERE,
        step.referral_id == facts.c.referral_id,
        sa.or_(step.actor_id == person, step.target_account_id == person),
    )


def _nobody_is_in_charge(facts: sa.Subquery) -> Told:
    """Nobody here has to do with the letter yet, or none of them works here any more."""
    member = aliased(Membership)
    has_to_do = sa.or_(_sent(facts, member.account_id), _took_part(facts, member.account_id))
    return ~there_is(member, member.center_id == HERE, has_to_do)


def is_unread(facts: sa.Subquery, person: Any) -> Told:
    """Neither opened, nor answered: who took a later step has seen what was before it."""
    step = aliased(ReferralStep)
    read = there_is(NoticeRead, NoticeRead.account_id == person, NoticeRead.notice_id == facts.c.id)
    answered = there_is(
        step,
        step.center_id == HERE,
        step.referral_id == facts.c.referral_id,
        step.actor_id == person,
        step.at > facts.c.at,
    )
    return ~read & ~answered
