"""What is told by mail: to whom it still has to be, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import calendar
from app.accounts.models import Membership
from app.actions.models import ActionItem, ActionReminder, ActionStep
from app.calls.models import Call, CallReminder
from app.closings.models import ClosingReminder
from app.corrections.models import Correction, CorrectionStep
from app.corrections.rules import ACCEPTED, DECLINED, FAILED
from app.handouts.models import LatePaper
from app.invitations.models import MeetingLetter
from app.invitations.rules import IN_CALENDARS
from app.knowledge.models import StoryDecision, StoryProposal
from app.meetings.models import Meeting, Pack
from app.minutes.models import MinutesAnswer, MinutesEdition, MinutesReminder
from app.minutes.rules.content import CORRECTION
from app.notifications import rules
from app.notifications.models import Mail, NoticeWish
from app.notifications.queries.facts import happened, is_told, there_is
from app.paging import PAGE_SIZE, Cursor, Page
from app.referrals.models import Referral, ReferralConsent, ReferralStep
from tenants import current_actor_id, db, own
from tenants.models import Center

MOST_AT_ONCE = 500
WAITING = (Mail.sent_at.is_(None), Mail.dropped_at.is_(None), Mail.failed_at.is_(None))


def centers_to_tell(now: datetime) -> Sequence[UUID]:
    """Asked as the platform: where something happened that no mail was decided about yet."""
    since = now - rules.LOOKED_BACK
    step, consent, letter = aliased(ReferralStep), aliased(ReferralConsent), aliased(Referral)
    proposal, decision = aliased(StoryProposal), aliased(StoryDecision)
    reminder = aliased(ClosingReminder)
    correction, answer = aliased(Correction), aliased(CorrectionStep)
    call, repeated = aliased(Call), aliased(CallReminder)
    pack, late = aliased(Pack), aliased(LatePaper)
    promised, moved, due = aliased(ActionItem), aliased(ActionStep), aliased(ActionReminder)
    invited = aliased(MeetingLetter)
    minutes, asked = aliased(MinutesEdition), aliased(MinutesAnswer)
    again = aliased(MinutesReminder)
    news = (
        (step, step.reader_center_id == Center.id, step.at > since, _undecided(step)),
        (
            step,
            step.center_id == Center.id,
            step.target_account_id.is_not(None),
            step.at > since,
            _undecided(step),
        ),
        (consent, consent.reader_center_id == Center.id, consent.at > since, _undecided(consent)),
        (
            proposal,
            proposal.to_center_id == Center.id,
            proposal.proposed_at > since,
            _undecided(proposal),
        ),
        (
            decision,
            decision.to_center_id == Center.id,
            decision.at > since,
            _undecided(decision),
        ),
        (
            reminder,
            reminder.to_center_id == Center.id,
            reminder.reminded_at > since,
            _undecided(reminder),
        ),
        (
            correction,
            correction.to_center_id == Center.id,
            correction.is_proposal,
            correction.proposed_at > since,
            _undecided(correction),
        ),
        (
            answer,
            answer.kind.in_((ACCEPTED, DECLINED, FAILED)),
            sa.case((answer.kind == FAILED, answer.center_id), else_=answer.reader_center_id)
            == Center.id,
            answer.at > since,
            _undecided(answer),
        ),
        (letter, letter.to_center_id == Center.id, letter.sent_at > since, _undecided(letter)),
        (call, call.center_id != Center.id, call.opened_at > since, _undecided(call)),
        (repeated, repeated.to_center_id == Center.id, repeated.at > since, _undecided(repeated)),
        (
            promised,
            promised.owner_center_id == Center.id,
            promised.center_id != Center.id,
            promised.promised_at > since,
            _undecided(promised),
        ),
        (
            moved,
            moved.reader_center_id == Center.id,
            moved.center_id != Center.id,
            moved.at > since,
            _undecided(moved),
        ),
        (due, due.to_center_id == Center.id, due.at > since, _undecided(due)),
        (invited, invited.to_center_id == Center.id, invited.at > since, _undecided(invited)),
        (minutes, minutes.center_id != Center.id, minutes.opened_at > since, _undecided(minutes)),
        (again, again.to_center_id == Center.id, again.at > since, _undecided(again)),
        (
            asked,
            asked.to_center_id == Center.id,
            asked.center_id != Center.id,
            asked.kind == CORRECTION,
            asked.at > since,
            _undecided(asked),
        ),
        (pack, pack.center_id != Center.id, pack.published_at > since, _undecided(pack)),
        (late, late.center_id != Center.id, late.published_at > since, _undecided(late)),
    )
    somewhere = sa.or_(*(there_is(*each) for each in news))
    return db.session.scalars(sa.select(Center.id).where(somewhere)).all()


def _undecided(fact: Any) -> sa.ColumnElement[bool]:
    return ~there_is(Mail, Mail.center_id == Center.id, Mail.notice_id == fact.id)


def centers_to_send(now: datetime) -> Sequence[UUID]:
    """Asked as the platform: where a mail is due that nobody is sending."""
    due = sa.select(Mail.center_id).where(*WAITING, Mail.due_at <= now, _is_free(now))
    return db.session.scalars(due.distinct()).all()


class ToTell(NamedTuple):
    """One fact that one person of the open center is to hear of."""

    notice_id: UUID
    source: str
    kind: str
    referral_id: UUID | None
    subject_id: UUID | None
    month: date | None
    happened_at: datetime
    from_center_id: UUID
    account_id: UUID
    wish: str | None


def to_tell(now: datetime) -> Sequence[ToTell]:
    """The facts that were not decided about yet, for each person they concern."""
    facts = happened(since=now - rules.LOOKED_BACK)
    decided = there_is(
        Mail, own(Mail), Mail.account_id == Membership.account_id, Mail.notice_id == facts.c.id
    )
    people = (
        sa.select(
            facts.c.id,
            facts.c.source,
            facts.c.kind,
            facts.c.referral_id,
            facts.c.subject_id,
            facts.c.month,
            facts.c.at,
            facts.c.from_id,
            Membership.account_id,
            NoticeWish.wish,
        )
        .select_from(facts)
        .join(Membership, sa.and_(own(Membership), is_told(facts, Membership.account_id)))
        .outerjoin(NoticeWish, _wish_of(Membership.account_id, facts.c.source))
        .where(~decided)
        .order_by(facts.c.at, facts.c.id)
        .limit(MOST_AT_ONCE)
    )
    return [ToTell._make([*row[:9], row.wish]) for row in db.session.execute(people)]


def _wish_of(account_id: Any, source: Any) -> sa.ColumnElement[bool]:
    about = sa.case(
        (source.in_(rules.ABOUT_FIGURES), rules.About.FIGURES.value),
        (source.in_(rules.ABOUT_STORIES), rules.About.STORY.value),
        (source.in_(rules.ABOUT_MEETINGS), rules.About.MEETING.value),
        else_=rules.About.REFERRAL.value,
    )
    return sa.and_(own(NoticeWish), NoticeWish.account_id == account_id, NoticeWish.about == about)


def accounts_due(now: datetime) -> Sequence[UUID]:
    """Whom the open center has to send something now."""
    due = sa.select(Mail.account_id).where(own(Mail), *WAITING, Mail.due_at <= now, _is_free(now))
    return db.session.scalars(due.distinct()).all()


def due_for(account_id: UUID, now: datetime) -> Sequence[Mail]:
    """The mails that one message to one person will carry, locked.

    A message that was tried before is tried again as it was: its number stays its own.
    """
    due = (
        sa.select(Mail)
        .where(own(Mail), *WAITING, Mail.account_id == account_id)
        .where(Mail.due_at <= now, _is_free(now))
        .order_by(Mail.happened_at, Mail.id)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalars(due).all()
    tried = next((mail.message_key for mail in found if mail.message_key), None)
    return [mail for mail in found if mail.message_key == tried]


def of_message(key: UUID) -> Sequence[Mail]:
    in_it = sa.select(Mail).where(own(Mail), *WAITING, Mail.message_key == key)
    return db.session.scalars(in_it.with_for_update()).all()


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(Mail.leased_until.is_(None), Mail.leased_until < now)


def items(mails: Sequence[Mail]) -> list[rules.Item]:
    """What the mails tell, as the open center may know it."""
    names = _pairs(sa.select(Center.id, Center.short_name))
    letters = sa.select(Referral.id, Center.short_name).join(
        Center, Center.id == Referral.center_id
    )
    wards = _pairs(letters.where(Referral.id.in_([mail.referral_id for mail in mails])))
    of_meeting = sa.and_(Meeting.center_id == Call.center_id, Meeting.id == Call.meeting_id)
    called = sa.select(Call.id, Meeting.title).join(Meeting, of_meeting)
    subjects = [mail.subject_id for mail in mails]
    titles = _pairs(called.where(Call.id.in_(subjects)))
    # A mail says at which meeting, never what was promised there.
    at_meeting = sa.and_(
        Meeting.center_id == ActionItem.center_id, Meeting.id == ActionItem.meeting_id
    )
    promised = sa.select(ActionItem.id, Meeting.title).join(Meeting, at_meeting)
    titles |= _pairs(promised.where(ActionItem.id.in_(subjects)))
    titles |= _pairs(sa.select(Meeting.id, Meeting.title).where(Meeting.id.in_(subjects)))
    told = sa.select(MinutesEdition.id, Meeting.title).join(
        Meeting,
        sa.and_(
            Meeting.center_id == MinutesEdition.center_id,
            Meeting.id == MinutesEdition.meeting_id,
        ),
    )
    titles |= _pairs(told.where(MinutesEdition.id.in_(subjects)))
    return [
        rules.Item(
            rules.headline(mail.source, mail.kind),
            names[mail.from_center_id],
            rules.named(
                wards.get(mail.referral_id),
                mail.referral_id,
                mail.month,
                titles.get(mail.subject_id),
            ),
            mail.happened_at,
            rules.path(mail),
            is_numbered=mail.referral_id is not None,
        )
        for mail in mails
    ]


def in_calendars(mails: Sequence[Mail]) -> Sequence[Meeting]:
    """The meetings that the mails tell of in a way that changes a calendar, each once."""
    told = [
        mail.subject_id
        for mail in mails
        if mail.source == rules.Source.INVITATION and mail.kind in IN_CALENDARS
    ]
    if not told:
        return []
    known = sa.select(Meeting).where(Meeting.id.in_(told)).order_by(Meeting.held_on, Meeting.id)
    return db.session.scalars(known).all()


def _pairs(asked: sa.Select[*tuple[Any, ...]]) -> dict[Any, str]:
    return {row[0]: row[1] for row in db.session.execute(asked)}


def open_center() -> Center:
    return db.session.scalars(
        sa.select(Center).where(Center.id == sa.func.wall.current_center())
    ).one()


class Kept(NamedTuple):
    """A mail with the name of whom it is for."""

    mail: Mail
    name: str


def page(
    *, everybody: bool = False, after: Cursor | None = None, limit: int = PAGE_SIZE
) -> Page[Kept]:
    """What one was sent or was not, latest first; with `everybody`, the whole center's."""
    kept = sa.select(Mail, Membership.name).join(
        Membership, sa.and_(own(Membership), Membership.account_id == Mail.account_id)
    )
    kept = kept.where(own(Mail), Mail.happened_at > calendar.now() - rules.SHOWN_FOR)
    if not everybody:
        kept = kept.where(Mail.account_id == current_actor_id())
    if after:
        kept = kept.where(after.before(Mail.happened_at, Mail.id))
    newest = kept.order_by(Mail.happened_at.desc(), Mail.id.desc()).limit(limit + 1)
    found = [Kept(*row) for row in db.session.execute(newest)]
    shown, more = found[:limit], len(found) > limit
    last = shown[-1].mail if shown else None
    return Page(shown, Cursor(last.happened_at, last.id) if more and last else None)


def wishes() -> dict[str, str]:
    """How the person at work wishes to be told of each kind of thing."""
    chosen = sa.select(NoticeWish.about, NoticeWish.wish).where(
        own(NoticeWish), NoticeWish.account_id == current_actor_id()
    )
    unless_chosen = {about.value: rules.UNLESS_CHOSEN.value for about in rules.About}
    return unless_chosen | _pairs(chosen)
