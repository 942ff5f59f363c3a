from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.accounts.models import Account
from app.calls.models import Call
from app.documents.ical import Event
from app.errors import NotFoundError
from app.feeds import rules
from app.feeds.models import CalendarFeed
from app.invitations import queries as invitations
from app.invitations.documents import changed_at, event, uid
from app.meetings.models import Meeting
from tenants import current_actor_id, db, own
from tenants.models import Center

SHOWN_FOR = timedelta(days=400)
"""A calendar looks back a year; what is older stands in the archive of meetings."""
A_DAY = timedelta(days=1)


class Owner(NamedTuple):
    """Whose calendar an address is."""

    center_id: UUID
    account_id: UUID


def mine() -> CalendarFeed | None:
    """The address of the person at work at the open center, if they made one."""
    own_feed = sa.select(CalendarFeed).where(
        own(CalendarFeed), CalendarFeed.account_id == current_actor_id()
    )
    return db.session.scalars(own_feed).one_or_none()


def owner(secret: str) -> Owner:
    """Asked as the platform: whose address this is.

    Raises:
        NotFoundError: nobody's, or of somebody who does not work here any more: one answer.
    """
    hashed = sha256(secret.encode()).digest()
    asked = (
        sa.select(CalendarFeed.center_id, CalendarFeed.account_id)
        .join(Account, Account.id == CalendarFeed.account_id)
        .where(CalendarFeed.secret_hash == hashed, Account.deactivated_at.is_(None))
    )
    row = db.session.execute(asked).one_or_none() if rules.is_secret(secret) else None
    if row is None:
        raise NotFoundError
    return Owner(*row)


class Shown(NamedTuple):
    """A calendar as it is handed out."""

    name: str
    events: list[Event]


def shown(*, public_url: str, today: date) -> Shown:
    """What the open center may know of: its meetings and deadlines, without anybody's name."""
    here = db.session.scalars(
        sa.select(Center).where(Center.id == sa.func.wall.current_center())
    ).one()
    room = f"{public_url.rstrip('/')}/centers/{here.slug}"
    since = today - SHOWN_FOR
    known = sa.select(Meeting).where(Meeting.announced_at.is_not(None), Meeting.held_on >= since)
    meetings = list(db.session.scalars(known.order_by(Meeting.held_on, Meeting.id)))
    events = [
        event(meeting, public_url=public_url, link=f"{room}/meetings/{meeting.id}")
        for meeting in meetings
    ]
    by_id = {(meeting.center_id, meeting.id): meeting for meeting in meetings}
    events += [
        _deadline(due, by_id[of], public_url=public_url)
        for due in (*_calls(room), *_invitations(room))
        if (of := (due.center_id, due.meeting_id)) in by_id
    ]
    return Shown(f"ネットワーク会議({here.short_name})", events)


LABELS = {"call": "報告・議題の締切", "invitation": "出欠の回答期限"}


class Due(NamedTuple):
    """A day until which something is asked for before a meeting."""

    kind: str
    center_id: UUID
    meeting_id: UUID
    day: date
    since: datetime
    version: int
    link: str


def _calls(room: str) -> Iterator[Due]:
    opened = sa.select(Call).where(Call.opened_at.is_not(None)).order_by(Call.id)
    for call in db.session.scalars(opened):
        if call.opened_at:
            link = f"{room}/calls/{call.id}"
            yield Due(
                "call",
                call.center_id,
                call.meeting_id,
                call.due_on,
                call.opened_at,
                call.version,
                link,
            )


def _invitations(room: str) -> Iterator[Due]:
    for asked in invitations.invitations():
        if asked.sent_at:
            link = f"{room}/invitations/{asked.meeting_id}"
            yield Due(
                "invitation",
                asked.center_id,
                asked.meeting_id,
                asked.reply_by,
                asked.sent_at,
                asked.version,
                link,
            )


def _deadline(due: Due, meeting: Meeting, *, public_url: str) -> Event:
    """All that day, beside what else it holds; taken out where the meeting was cancelled."""
    return Event(
        uid=uid(due.kind, meeting.id, public_url=public_url),
        sequence=meeting.sequence + due.version,
        title=f"{LABELS[due.kind]}: {meeting.title}",
        begins=due.day,
        ends=due.day + A_DAY,
        changed_at=max(due.since, changed_at(meeting)),
        link=due.link,
        is_cancelled=meeting.cancelled_at is not None,
    )
