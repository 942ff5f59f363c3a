"""What happened, and whom it concerns: statements, not yet asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.access.permissions import GRANTS, Permission
from app.accounts.models import Membership
from app.actions.models import ActionItem, ActionReminder, ActionStep
from app.actions.rules import PROMISED
from app.calls.models import Call, CallReminder, Contribution
from app.closings.models import ClosingReminder
from app.corrections.models import Correction, CorrectionStep
from app.corrections.rules import ACCEPTED, DECLINED, FAILED
from app.handouts.models import LatePaper
from app.invitations.models import MeetingLetter, MeetingReply
from app.invitations.rules import DEADLINE, INVITED
from app.knowledge.models import StoryDecision, StoryProposal
from app.meetings.models import Pack
from app.minutes.models import MinutesAnswer, MinutesEdition, MinutesReminder
from app.minutes.rules.content import CORRECTION
from app.notifications.models import NoticeRead
from app.notifications.rules import (
    ABOUT_FIGURES,
    ADDED,
    OPENED,
    PROPOSED,
    PUBLISHED,
    REMINDED,
    Reason,
    Source,
)
from app.referrals.models import Referral, ReferralConsent, ReferralStep
from app.referrals.rules import GIVEN, SENT, WITHDRAWN
from app.statistics.models import MonthClosing

HERE = sa.func.wall.current_center()
MANAGERS = [role.value for role, held in GRANTS.items() if Permission.CLOSE_MONTHS in held]
"""Who answers for a center's figures."""
Told = sa.ColumnElement[bool]
Moment = sa.ColumnElement[datetime]


def happened(*, since: datetime | Moment) -> sa.Subquery:
    """Every fact that the open center did not write itself and is told of.

    And one that it did: a case handed over is news to the colleague who has it now.
    """
    letters = _facts(Source.LETTER, Referral, sa.literal(SENT), Referral.sent_at)
    steps = _facts(Source.STEP, ReferralStep, ReferralStep.kind, ReferralStep.at)
    consents = _facts(Source.CONSENT, ReferralConsent, ReferralConsent.kind, ReferralConsent.at)
    proposals = _facts(
        Source.PROPOSAL, StoryProposal, sa.literal(PROPOSED), StoryProposal.proposed_at
    )
    decisions = _facts(Source.DECISION, StoryDecision, StoryDecision.kind, StoryDecision.at)
    reminders = _facts(
        Source.REMINDER, ClosingReminder, sa.literal(REMINDED), ClosingReminder.reminded_at
    )
    calls = _facts(Source.CALL, Call, sa.literal(OPENED), Call.opened_at)
    packs = _facts(Source.HANDOUTS, Pack, sa.literal(PUBLISHED), Pack.published_at)
    late = _facts(Source.HANDOUTS, LatePaper, sa.literal(ADDED), LatePaper.published_at)
    repeated = _facts(Source.CALL, CallReminder, sa.literal(REMINDED), CallReminder.at)
    invited = _facts(Source.INVITATION, MeetingLetter, MeetingLetter.kind, MeetingLetter.at)
    minutes = _facts(Source.MINUTES, MinutesEdition, MinutesEdition.stage, MinutesEdition.opened_at)
    again = _facts(Source.MINUTES, MinutesReminder, sa.literal(REMINDED), MinutesReminder.at)
    asked = _facts(Source.MINUTES, MinutesAnswer, MinutesAnswer.kind, MinutesAnswer.at)
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
        proposals.where(StoryProposal.to_center_id == HERE, StoryProposal.proposed_at > since),
        decisions.where(StoryDecision.to_center_id == HERE, StoryDecision.at > since),
        reminders.where(ClosingReminder.to_center_id == HERE, ClosingReminder.reminded_at > since),
        *_about_corrections(since),
        calls.where(Call.center_id != HERE, Call.opened_at > since),
        packs.where(Pack.center_id != HERE, Pack.published_at > since),
        late.where(LatePaper.center_id != HERE, LatePaper.published_at > since),
        repeated.where(CallReminder.to_center_id == HERE, CallReminder.at > since),
        *_about_actions(since),
        invited.where(MeetingLetter.to_center_id == HERE, MeetingLetter.at > since),
        minutes.where(MinutesEdition.center_id != HERE, MinutesEdition.opened_at > since),
        again.where(MinutesReminder.to_center_id == HERE, MinutesReminder.at > since),
        asked.where(
            MinutesAnswer.to_center_id == HERE,
            MinutesAnswer.center_id != HERE,
            MinutesAnswer.kind == CORRECTION,
            MinutesAnswer.at > since,
        ),
    ).subquery("happened")


AUTHORS = {
    Referral: Referral.sent_by_name,
    ReferralStep: ReferralStep.actor_name,
    ReferralConsent: ReferralConsent.actor_name,
    StoryProposal: StoryProposal.proposed_by_name,
    StoryDecision: StoryDecision.actor_name,
    ClosingReminder: ClosingReminder.reminded_by_name,
    Correction: Correction.proposed_by_name,
    CorrectionStep: CorrectionStep.actor_name,
    Call: sa.func.coalesce(Call.opened_by_name, ""),
    CallReminder: sa.func.coalesce(CallReminder.by_name, ""),
    ActionItem: ActionItem.promised_by_name,
    ActionStep: ActionStep.actor_name,
    ActionReminder: sa.literal(""),
    MeetingLetter: sa.func.coalesce(MeetingLetter.by_name, ""),
    MinutesEdition: sa.func.coalesce(MinutesEdition.opened_by_name, ""),
    MinutesReminder: sa.func.coalesce(MinutesReminder.by_name, ""),
    MinutesAnswer: MinutesAnswer.by_name,
    Pack: sa.func.coalesce(Pack.published_by_name, ""),
    LatePaper: sa.func.coalesce(LatePaper.published_by_name, ""),
}
SUBJECTS: dict[type[Any], tuple[Any, Any]] = {
    ClosingReminder: (ClosingReminder.id, ClosingReminder.month),
    Correction: (Correction.id, Correction.months[1]),
    CorrectionStep: (CorrectionStep.correction_id, Correction.months[1]),
    Call: (Call.id, sa.null()),
    CallReminder: (CallReminder.call_id, sa.null()),
    ActionItem: (ActionItem.id, sa.null()),
    ActionStep: (ActionStep.action_id, sa.null()),
    ActionReminder: (ActionReminder.action_id, sa.null()),
    MeetingLetter: (MeetingLetter.meeting_id, sa.null()),
    MinutesEdition: (MinutesEdition.id, sa.null()),
    MinutesReminder: (MinutesReminder.minutes_id, sa.null()),
    MinutesAnswer: (MinutesAnswer.minutes_id, sa.null()),
    Pack: (Pack.meeting_id, sa.null()),
    LatePaper: (LatePaper.meeting_id, sa.null()),
}
"""What a fact is about that is about no letter, and the month whose figures it is about."""


TARGETS: dict[type[Any], Any] = {
    ReferralStep: ReferralStep.target_account_id,
    CorrectionStep: Correction.proposed_by_id,
}
"""Whom a fact names."""


def _about_corrections(since: datetime | Moment) -> Iterator[sa.Select[Any]]:
    """Proposals of others, and answers to one's own; one cannot be made is told as well."""
    proposed = sa.literal(PROPOSED)
    proposals = _facts(Source.CORRECTION, Correction, proposed, Correction.proposed_at)
    yield proposals.where(
        Correction.to_center_id == HERE,
        Correction.is_proposal,
        Correction.proposed_at > since,
    )
    answers = _facts(Source.ANSWER, CorrectionStep, CorrectionStep.kind, CorrectionStep.at)
    yield answers.join(Correction, Correction.id == CorrectionStep.correction_id).where(
        Correction.center_id == HERE,
        CorrectionStep.kind.in_((ACCEPTED, DECLINED, FAILED)),
        CorrectionStep.at > since,
    )


def _about_actions(since: datetime | Moment) -> Iterator[sa.Select[Any]]:
    """What was promised by the open center, the other side's steps, and reminders."""
    promised = _facts(Source.ACTION, ActionItem, sa.literal(PROMISED), ActionItem.promised_at)
    yield promised.where(
        ActionItem.owner_center_id == HERE,
        ActionItem.center_id != HERE,
        ActionItem.promised_at > since,
    )
    steps = _facts(Source.ACTION, ActionStep, ActionStep.kind, ActionStep.at)
    yield steps.where(
        ActionStep.reader_center_id == HERE, ActionStep.center_id != HERE, ActionStep.at > since
    )
    reminders = _facts(Source.ACTION, ActionReminder, ActionReminder.kind, ActionReminder.at)
    yield reminders.where(ActionReminder.to_center_id == HERE, ActionReminder.at > since)


def _facts(source: Source, model: type[Any], kind: Any, at: Any) -> sa.Select[Any]:
    target = TARGETS.get(model, sa.null())
    letter = model.id if model is Referral else getattr(model, "referral_id", sa.null())
    subject, month = SUBJECTS.get(model, (sa.null(), sa.null()))
    return sa.select(
        model.id.label("id"),
        sa.literal(source.value).label("source"),
        sa.cast(kind, sa.Text).label("kind"),
        sa.cast(letter, sa.Uuid).label("referral_id"),
        sa.cast(subject, sa.Uuid).label("subject_id"),
        sa.cast(month, sa.Date).label("month"),
        at.label("at"),
        AUTHORS[model].label("actor_name"),
        model.center_id.label("from_id"),
        sa.cast(target, sa.Uuid).label("target_id"),
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
        (_is_proposer(facts, person), Reason.PROPOSED_BY_YOU.value),
        (_is_about_figures(facts), Reason.ANSWERS_FOR_FIGURES.value),
        (facts.c.source == Source.CALL.value, Reason.CALLED.value),
        (facts.c.source == Source.ACTION.value, Reason.PROMISED.value),
        (facts.c.source == Source.INVITATION.value, Reason.INVITED.value),
        (facts.c.source == Source.MINUTES.value, Reason.MINUTES.value),
        (facts.c.source == Source.HANDOUTS.value, Reason.HANDOUTS.value),
        (facts.c.target_id == person, Reason.HANDED_TO_YOU.value),
        (_sent(facts, person), Reason.SENT_BY_YOU.value),
        (_took_part(facts, person), Reason.TOOK_PART.value),
        (_nobody_is_in_charge(facts), Reason.NOBODY_YET.value),
        else_=Reason.CENTER.value,
    )


def is_told(facts: sa.Subquery, person: Any) -> Told:
    """Whether the fact concerns this person: who has to do with the letter, or, for want, all.

    A call has no letter, so that nobody has to do with it: it is told to everybody. So is what
    happens to a promise, also to the central center of its own.
    """
    of_both = sa.or_(_sent(facts, person), _took_part(facts, person), _nobody_is_in_charge(facts))
    handed_over = facts.c.from_id == HERE
    return sa.case(
        (_is_about_figures(facts), _is_manager(person) | _is_proposer(facts, person)),
        (facts.c.source == Source.ACTION.value, sa.true()),
        (handed_over, facts.c.target_id == person),
        else_=of_both,
    )


def _is_proposer(facts: sa.Subquery, person: Any) -> Told:
    return sa.and_(_is_about_figures(facts), facts.c.target_id == person)


def _is_about_figures(facts: sa.Subquery) -> Told:
    return facts.c.source.in_([source.value for source in ABOUT_FIGURES])


def _is_manager(person: Any) -> Told:
    member = aliased(Membership)
    return there_is(
        member,
        member.center_id == HERE,
        member.account_id == person,
        member.role.in_(MANAGERS),
    )


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
    """Neither opened, nor answered: who took a later step has seen what was before it.

    That a month was to be submitted is no news once it was; nor, for anybody, is a call, an
    invitation or a draft of minutes that the center has answered, or what was told of a promise
    before the center's own next step.
    """
    step = aliased(ReferralStep)
    read = there_is(NoticeRead, NoticeRead.account_id == person, NoticeRead.notice_id == facts.c.id)
    answered = there_is(
        step,
        step.center_id == HERE,
        step.referral_id == facts.c.referral_id,
        step.actor_id == person,
        step.at > facts.c.at,
    )
    submitted = there_is(
        MonthClosing,
        MonthClosing.center_id == HERE,
        MonthClosing.month == facts.c.month,
        MonthClosing.withdrawn_at.is_(None),
        facts.c.source == Source.REMINDER.value,
    )
    brought = there_is(
        Contribution,
        Contribution.center_id == HERE,
        Contribution.call_id == facts.c.subject_id,
        Contribution.submitted_at.is_not(None),
    )
    moved = there_is(
        ActionStep,
        ActionStep.center_id == HERE,
        ActionStep.action_id == facts.c.subject_id,
        ActionStep.at > facts.c.at,
    )
    replied = there_is(
        MeetingReply,
        MeetingReply.center_id == HERE,
        MeetingReply.meeting_id == facts.c.subject_id,
        facts.c.source == Source.INVITATION.value,
        facts.c.kind.in_((INVITED, DEADLINE)),
    )
    confirmed = there_is(
        MinutesAnswer,
        MinutesAnswer.center_id == HERE,
        MinutesAnswer.minutes_id == facts.c.subject_id,
    )
    return ~read & ~answered & ~submitted & ~brought & ~moved & ~replied & ~confirmed
