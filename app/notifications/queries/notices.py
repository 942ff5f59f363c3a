"""What one person is told, and how much of it is new."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import calendar
from app.actions.models import ActionItem
from app.calls.models import Call
from app.errors import NotFoundError
from app.meetings.models import Meeting
from app.minutes.models import MinutesEdition
from app.notifications import rules
from app.notifications.queries.facts import happened, is_told, is_unread, reason
from app.notifications.rules import Reason
from app.paging import PAGE_SIZE, Cursor, Page
from app.referrals.models import Referral
from tenants import at_a_center, current_actor_id, db
from tenants.models import Center


class Notice(NamedTuple):
    """Something that happened, as one person is told of it."""

    id: UUID
    source: str
    kind: str
    referral_id: UUID | None
    subject_id: UUID | None
    month: date | None
    at: datetime
    actor_name: str
    from_name: str
    """The center that did it."""
    sender_name: str | None
    """The ward whose letter it is."""
    summary: str | None
    title: str | None
    """Of the meeting that is called for, or whose minutes it is about; or what was promised."""
    reason: Reason
    is_unread: bool

    @property
    def reference(self) -> str:
        return rules.named(self.sender_name, self.referral_id, self.month, self.title)

    @property
    def subject(self) -> UUID:
        """The letter, or what else it is about."""
        return self.referral_id or self.subject_id or self.id


def page(
    *, everybody: bool = False, after: Cursor | None = None, limit: int = PAGE_SIZE
) -> Page[Notice]:
    """What the person at work is told, latest first; with `everybody`, the whole center."""
    facts = happened(since=_horizon())
    me = sa.bindparam("me", current_actor_id(), type_=sa.Uuid())
    shown = _shown(facts, me)
    if not everybody:
        shown = shown.where(is_told(facts, me))
    if after:
        shown = shown.where(after.before(facts.c.at, facts.c.id))
    newest = shown.order_by(facts.c.at.desc(), facts.c.id.desc()).limit(limit + 1)
    found = [_notice(row) for row in db.session.execute(newest)]
    more = len(found) > limit
    items = found[:limit]
    return Page(items, Cursor(items[-1].at, items[-1].id) if more else None)


def count_unread() -> int:
    """How many notices the person at work has not read; no more than are worth counting.

    None where no center's rows are open: across the city, and where the platform is at work.
    """
    if not at_a_center():
        return 0
    asked = {"me": current_actor_id(), "since": _horizon()}
    return int(db.session.scalar(_unread_count(), asked) or 0)


@cache
def _unread_count() -> sa.Select[Any]:
    """Every page counts at its bell, and to put this together takes longer than to ask it."""
    me = sa.bindparam("me", type_=sa.Uuid())
    facts = happened(since=sa.bindparam("since", type_=sa.DateTime(timezone=True)))
    unread = sa.select(facts.c.id).where(is_unread(facts, me), is_told(facts, me))
    some = unread.limit(rules.MOST_COUNTED + 1).subquery()
    return sa.select(sa.func.count()).select_from(some)


def unread_ids(subject_id: UUID | None = None, *, limit: int = 500) -> Sequence[UUID]:
    """The unread notices of the person at work, of one letter or other subject, or of all."""
    facts = happened(since=_horizon())
    me = sa.bindparam("me", current_actor_id(), type_=sa.Uuid())
    unread = sa.select(facts.c.id).where(is_unread(facts, me))
    if subject_id is None:
        unread = unread.where(is_told(facts, me))
    else:
        unread = unread.where(
            sa.or_(facts.c.referral_id == subject_id, facts.c.subject_id == subject_id)
        )
    return db.session.scalars(unread.limit(limit)).all()


def heard(notice_id: UUID) -> Notice:
    """One notice of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    facts = happened(since=_horizon())
    me = sa.bindparam("me", current_actor_id(), type_=sa.Uuid())
    row = db.session.execute(_shown(facts, me).where(facts.c.id == notice_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return _notice(row)


def _horizon() -> datetime:
    return calendar.now() - rules.SHOWN_FOR


def _shown(facts: sa.Subquery, me: Any) -> sa.Select[Any]:
    here, sender = aliased(Center), aliased(Center)
    return (
        sa.select(
            facts.c.id,
            facts.c.source,
            facts.c.kind,
            facts.c.referral_id,
            facts.c.subject_id,
            facts.c.month,
            facts.c.at,
            facts.c.actor_name,
            here.short_name,
            sender.short_name,
            Referral.summary,
            sa.func.coalesce(Meeting.title, ActionItem.what),
            reason(facts, me),
            is_unread(facts, me),
        )
        .join(here, here.id == facts.c.from_id)
        .outerjoin(Referral, Referral.id == facts.c.referral_id)
        .outerjoin(sender, sender.id == Referral.center_id)
        .outerjoin(ActionItem, ActionItem.id == facts.c.subject_id)
        .outerjoin(Call, Call.id == facts.c.subject_id)
        .outerjoin(MinutesEdition, MinutesEdition.id == facts.c.subject_id)
        .outerjoin(
            Meeting,
            sa.or_(
                sa.and_(Meeting.center_id == Call.center_id, Meeting.id == Call.meeting_id),
                sa.and_(
                    facts.c.source.in_(rules.NAME_THEIR_MEETING),
                    Meeting.center_id == facts.c.from_id,
                    Meeting.id == facts.c.subject_id,
                ),
                sa.and_(
                    Meeting.center_id == MinutesEdition.center_id,
                    Meeting.id == MinutesEdition.meeting_id,
                ),
            ),
        )
    )


def _notice(row: Any) -> Notice:
    why = Reason(row[12])
    # What a colleague has in hand is nobody else's to read.
    return Notice._make([*row[:12], why, row[13] and why is not Reason.CENTER])
