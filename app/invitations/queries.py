from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa

from app.errors import NotFoundError
from app.invitations.models import (
    GuestMail,
    MeetingGuest,
    MeetingInvitation,
    MeetingLetter,
    MeetingReply,
)
from app.invitations.rules import WITHDRAWN, Answer
from app.meetings.models import Meeting
from tenants import db, own
from tenants.models import Center
from tenants.queries import wards

Found = TypeVar("Found")
HERE = sa.func.wall.current_center()
OF_MEETING = sa.and_(
    Meeting.center_id == MeetingInvitation.center_id, Meeting.id == MeetingInvitation.meeting_id
)
WAITING = (GuestMail.sent_at.is_(None), GuestMail.failed_at.is_(None))


def everybody() -> Sequence[Center]:
    """The wards that are asked where nobody chooses: all of them, in the official order."""
    return wards()


def invitations() -> Sequence[MeetingInvitation]:
    """The open center's own and those sent to it, in the order they were made."""
    known = sa.select(MeetingInvitation).where(
        own(MeetingInvitation) | (sa.any_(MeetingInvitation.ward_ids) == HERE)
    )
    return db.session.scalars(known.order_by(MeetingInvitation.id)).all()


def invitation_of(meeting: Meeting, *, locked: bool = False) -> MeetingInvitation | None:
    """The invitation to that meeting; to a ward, once it was sent and if it is asked to come."""
    asked = sa.select(MeetingInvitation).where(
        MeetingInvitation.center_id == meeting.center_id,
        MeetingInvitation.meeting_id == meeting.id,
        own(MeetingInvitation) | (sa.any_(MeetingInvitation.ward_ids) == HERE),
    )
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(asked).one_or_none()


def invitation(meeting: Meeting) -> MeetingInvitation:
    """The same.

    Raises:
        NotFoundError: nobody was invited yet, or not the open center.
    """
    found = invitation_of(meeting)
    if found is None:
        raise NotFoundError
    return found


class Invited(NamedTuple):
    """A meeting that the open center is asked to, and until when it is to answer."""

    meeting: Meeting
    invitation: MeetingInvitation


def waiting_here(now: datetime) -> Sequence[Invited]:
    """The meetings to come that the open center has not answered yet, the nearest first."""
    answered = sa.select(MeetingReply.id).where(
        own(MeetingReply), MeetingReply.meeting_id == Meeting.id
    )
    asked = (
        sa.select(Meeting, MeetingInvitation)
        .join(MeetingInvitation, OF_MEETING)
        .where(
            ~own(Meeting),
            sa.any_(MeetingInvitation.ward_ids) == HERE,
            MeetingInvitation.sent_at.is_not(None),
            Meeting.cancelled_at.is_(None),
            Meeting.held_on + Meeting.begins_at > now.replace(tzinfo=None),
            ~answered.correlate(Meeting).exists(),
        )
    )
    rows = db.session.execute(asked.order_by(Meeting.held_on, Meeting.id))
    return [Invited(*row) for row in rows]


def reply_here(meeting: Meeting, *, locked: bool = False) -> MeetingReply | None:
    """What the open center has answered so far."""
    mine = sa.select(MeetingReply).where(own(MeetingReply), MeetingReply.meeting_id == meeting.id)
    if locked:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(mine).one_or_none()


def replies(meeting: Meeting) -> dict[UUID, MeetingReply]:
    """What was answered to the open center, by ward."""
    given = sa.select(MeetingReply).where(
        MeetingReply.to_center_id == HERE, MeetingReply.meeting_id == meeting.id
    )
    return {reply.center_id: reply for reply in db.session.scalars(given)}


def answers(meeting: Meeting) -> Sequence[Answer]:
    """How everybody stands whom the open center invited: wards in the official order, guests.

    Nobody where no invitation was prepared.
    """
    asked = invitation_of(meeting)
    if asked is None:
        return []
    given = replies(meeting)
    of_wards = [
        _of_ward(ward, given.get(ward.id)) for ward in wards() if ward.id in set(asked.ward_ids)
    ]
    return [*of_wards, *(_of_guest(guest) for guest in guests(meeting))]


def _of_ward(ward: Center, reply: MeetingReply | None) -> Answer:
    return Answer(
        ward_id=ward.id,
        guest_id=None,
        slug=ward.slug,
        name=ward.short_name,
        kind="ward",
        belongs_to=ward.name,
        attendance=reply.attendance if reply else None,
        names=reply.names if reply else "",
        substitute=reply.substitute if reply else "",
        remarks=reply.remarks if reply else "",
        at=reply.saved_at if reply else None,
        by_name=reply.saved_by_name if reply else None,
    )


def _of_guest(guest: MeetingGuest) -> Answer:
    return Answer(
        ward_id=None,
        guest_id=guest.id,
        slug="",
        name=guest.name,
        kind=guest.kind,
        belongs_to=guest.belongs_to,
        attendance=guest.attendance,
        names="",
        substitute=guest.substitute,
        remarks=guest.remarks,
        at=guest.answered_at,
        by_name=guest.answered_by_name,
    )


def guests(meeting: Meeting) -> Sequence[MeetingGuest]:
    """Those of the open center's guests who are still asked to come: the city's people first."""
    asked = sa.select(MeetingGuest).where(
        own(MeetingGuest),
        MeetingGuest.meeting_id == meeting.id,
        MeetingGuest.withdrawn_at.is_(None),
    )
    return db.session.scalars(asked.order_by(MeetingGuest.kind, MeetingGuest.id)).all()


def guest(meeting: Meeting, guest_id: UUID) -> MeetingGuest:
    """One guest.

    Raises:
        NotFoundError: there is none, or they are not asked to come any more.
    """
    asked = sa.select(MeetingGuest).where(
        own(MeetingGuest),
        MeetingGuest.meeting_id == meeting.id,
        MeetingGuest.id == guest_id,
        MeetingGuest.withdrawn_at.is_(None),
    )
    return _found(db.session.scalars(asked))


def was_mailed(guest: MeetingGuest) -> bool:
    """Whether an invitation reached their mailbox."""
    mailed = sa.select(GuestMail.id).where(
        own(GuestMail), GuestMail.guest_id == guest.id, GuestMail.sent_at.is_not(None)
    )
    return db.session.scalar(mailed.limit(1)) is not None


def unsent(meeting: Meeting) -> Sequence[tuple[str, str]]:
    """The guests whom no mail reaches, and why in words; of those asked no more, the last mail."""
    failed = (
        sa.select(MeetingGuest.name, GuestMail.failure)
        .join(
            GuestMail,
            sa.and_(
                GuestMail.center_id == MeetingGuest.center_id,
                GuestMail.guest_id == MeetingGuest.id,
            ),
        )
        .where(
            own(MeetingGuest),
            MeetingGuest.meeting_id == meeting.id,
            MeetingGuest.withdrawn_at.is_(None) | (GuestMail.kind == WITHDRAWN),
            GuestMail.failed_at.is_not(None),
        )
    )
    return [(name, failure) for name, failure in db.session.execute(failed).unique()]


# For the platform: where work waits.


def changes_to_tell() -> Sequence[tuple[UUID, UUID]]:
    """Center and meeting of each change that those invited do not know of yet."""
    changed = (
        sa.select(MeetingInvitation.center_id, MeetingInvitation.meeting_id)
        .join(Meeting, OF_MEETING)
        .where(
            MeetingInvitation.sent_at.is_not(None),
            MeetingInvitation.told_sequence < Meeting.sequence,
        )
    )
    return _pairs(changed)


def due_reminders(today: date) -> Sequence[tuple[UUID, UUID]]:
    """Center and meeting of each invitation whose day has come to ask again."""
    due = (
        sa.select(MeetingInvitation.center_id, MeetingInvitation.meeting_id)
        .join(Meeting, OF_MEETING)
        .where(
            MeetingInvitation.remind_on <= today,
            MeetingInvitation.reminded_at.is_(None),
            MeetingInvitation.sent_at.is_not(None),
            Meeting.cancelled_at.is_(None),
        )
    )
    return _pairs(due)


def due_eves(tomorrow: date) -> Sequence[tuple[UUID, UUID]]:
    """Center and meeting of each meeting of tomorrow that nobody was told of the day before."""
    due = (
        sa.select(MeetingInvitation.center_id, MeetingInvitation.meeting_id)
        .join(Meeting, OF_MEETING)
        .where(
            Meeting.held_on == tomorrow,
            Meeting.cancelled_at.is_(None),
            MeetingInvitation.sent_at.is_not(None),
            sa.func.coalesce(MeetingInvitation.eve_told_on, sa.func.date("-infinity")) != tomorrow,
        )
    )
    return _pairs(due)


def centers_to_forget(before: date) -> Sequence[UUID]:
    """Where meetings were held before that day to which somebody was invited."""
    held = (
        sa.select(MeetingInvitation.center_id)
        .join(Meeting, OF_MEETING)
        .where(Meeting.held_on < before)
    )
    return db.session.scalars(held.distinct()).all()


def mails_to_send(now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """Center and mail of each guest's mail that is due and that nobody is sending."""
    free = sa.or_(GuestMail.leased_until.is_(None), GuestMail.leased_until < now)
    due = sa.select(GuestMail.center_id, GuestMail.id).where(
        *WAITING, GuestMail.due_at <= now, free
    )
    return _pairs(due.order_by(GuestMail.due_at))


def mail_to_send(mail_id: UUID, now: datetime) -> tuple[GuestMail, MeetingGuest] | None:
    """One of them, locked; None when somebody was faster, or the guest is asked no more."""
    free = sa.or_(GuestMail.leased_until.is_(None), GuestMail.leased_until < now)
    of_guest = sa.and_(
        MeetingGuest.center_id == GuestMail.center_id, MeetingGuest.id == GuestMail.guest_id
    )
    waits = (
        sa.select(GuestMail, MeetingGuest)
        .join(MeetingGuest, of_guest)
        .where(own(GuestMail), GuestMail.id == mail_id, *WAITING, free)
        .with_for_update(of=GuestMail, skip_locked=True)
    )
    row = db.session.execute(waits).one_or_none()
    return (row[0], row[1]) if row else None


def mail(mail_id: UUID) -> GuestMail:
    mine = sa.select(GuestMail).where(own(GuestMail), GuestMail.id == mail_id)
    return _found(db.session.scalars(mine.with_for_update()))


# For a guest: in a visitor's scope, through the keeper's functions alone.


class GuestPage(NamedTuple):
    """What a guest reads who has the link."""

    center_name: str
    name: str
    belongs_to: str
    attendance: str | None
    substitute: str
    remarks: str
    answered_at: datetime | None
    words: str
    reply_by: date
    title: str
    held_on: date
    begins_at: Any
    ends_at: Any
    place: str
    online_address: str
    cancelled_at: datetime | None


GUEST = sa.text("""
    SELECT centers.name AS center_name, guest.name, belongs_to, attendance, substitute, remarks,
           answered_at, words, reply_by, title, held_on, begins_at, ends_at, place,
           online_address, cancelled_at
      FROM wall.guest_of(:link) guest JOIN centers ON centers.id = guest.center_id
""").bindparams(sa.bindparam("link", type_=sa.LargeBinary))


def guest_page(link_hash: bytes) -> GuestPage:
    """The invitation that a link opens.

    Raises:
        NotFoundError: no such link, or it opens nothing any more: the same answer.
    """
    row = db.session.execute(GUEST, {"link": link_hash}).one_or_none()
    if row is None:
        raise NotFoundError
    return GuestPage._make(row)


def _pairs(asked: sa.Select[*tuple[Any, ...]]) -> Sequence[tuple[UUID, UUID]]:
    return [(row[0], row[1]) for row in db.session.execute(asked)]


def _found(rows: sa.ScalarResult[Found]) -> Found:
    row = rows.one_or_none()
    if row is None:
        raise NotFoundError
    return row


def letters(meeting: Meeting) -> Sequence[MeetingLetter]:
    """What the open center was told of a meeting, or told, the latest first."""
    told = sa.select(MeetingLetter).where(MeetingLetter.meeting_id == meeting.id)
    return db.session.scalars(told.order_by(MeetingLetter.at.desc(), MeetingLetter.id)).all()
