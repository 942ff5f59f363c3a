from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import CITY_TIME
from app.invitations.queries import guests
from app.invitations.rules import GUEST_KINDS
from app.meetings.models import AgendaItem, Meeting
from app.meetings.queries import agenda
from app.minutes.models import MeetingTurn, MinutesEntry
from app.minutes.rules.writing import Progress, Thread, beside, threads
from tenants import db, own
from tenants.queries import centers

NOTHING_YET = "0"


def entries(meeting: Meeting) -> Sequence[MinutesEntry]:
    """Every version, in the order in which they came."""
    kept = sa.select(MinutesEntry).where(own(MinutesEntry), MinutesEntry.meeting_id == meeting.id)
    return db.session.scalars(kept.order_by(MinutesEntry.received_at, MinutesEntry.id)).all()


def entry(entry_id: UUID) -> MinutesEntry | None:
    kept = sa.select(MinutesEntry).where(own(MinutesEntry), MinutesEntry.id == entry_id)
    return db.session.scalars(kept).one_or_none()


def versions_among(meeting: Meeting, ids: Sequence[UUID]) -> Sequence[MinutesEntry]:
    """Those of these versions that were written in that meeting."""
    kept = sa.select(MinutesEntry).where(
        own(MinutesEntry), MinutesEntry.meeting_id == meeting.id, MinutesEntry.id.in_(ids)
    )
    return db.session.scalars(kept).all()


def written(meeting: Meeting) -> list[Thread]:
    return threads(entries(meeting))


def mark(meeting: Meeting) -> str:
    """Another text whenever something came: who has seen this one has seen everything."""
    counted = (
        sa.select(sa.func.count()).where(own(model), model.meeting_id == meeting.id)
        for model in (MinutesEntry, MeetingTurn, AgendaItem)
    )
    changed = sa.select(sa.func.sum(AgendaItem.version * AgendaItem.position)).where(
        own(AgendaItem), AgendaItem.meeting_id == meeting.id
    )
    asked = sa.select(*(each.scalar_subquery() for each in (*counted, changed)))
    return "-".join(str(each or NOTHING_YET) for each in db.session.execute(asked).one())


class Attendee(NamedTuple):
    """Who may have come: a center, or somebody of the city's or from outside."""

    id: UUID
    slug: str
    short_name: str
    """Of a guest where they belong to: the name is written down with who came, if it is wished,
    for the minutes go to every ward."""


def attendees(meeting: Meeting) -> Sequence[Attendee]:
    """The center that convenes, every ward, and the guests who were invited."""
    known = sorted(centers(), key=lambda each: (each.ward_code is not None, each.position))
    return [
        *(Attendee(center.id, center.slug, center.short_name) for center in known),
        *(
            Attendee(guest.id, str(guest.id), guest.belongs_to or GUEST_KINDS[guest.kind])
            for guest in guests(meeting)
        ),
    ]


def last_turn(meeting: Meeting) -> MeetingTurn | None:
    turns = sa.select(MeetingTurn).where(own(MeetingTurn), MeetingTurn.meeting_id == meeting.id)
    latest = turns.order_by(MeetingTurn.at.desc(), MeetingTurn.id.desc()).limit(1)
    return db.session.scalars(latest).one_or_none()


def turn(turn_id: UUID) -> MeetingTurn | None:
    kept = sa.select(MeetingTurn).where(own(MeetingTurn), MeetingTurn.id == turn_id)
    return db.session.scalars(kept).one_or_none()


def progress(meeting: Meeting) -> Progress:
    """Where the meeting is now: its item, since when, and what comes next."""
    items = agenda(meeting)
    at = last_turn(meeting)
    current_id = at.item_id if at else None
    current = next((item for item in items if item.id == current_id), None)
    _, after = beside(items, current_id)
    is_over = at is not None and at.item_id is None
    return Progress(
        now=calendar.now(),
        begins_at=datetime.combine(meeting.held_on, meeting.begins_at, CITY_TIME),
        ends_at=datetime.combine(meeting.held_on, meeting.ends_at, CITY_TIME),
        current=current,
        begun_at=at.at if at and current else None,
        next=None if is_over else after,
        is_over=is_over,
    )
