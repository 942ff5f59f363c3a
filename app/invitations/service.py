import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.centers.queries import opening_days
from app.errors import ChangedMeanwhileError, DomainError, InvalidError
from app.invitations import queries, rules
from app.invitations.models import (
    GuestMail,
    MeetingGuest,
    MeetingInvitation,
    MeetingLetter,
    MeetingReply,
)
from app.invitations.rules import GuestFacts, InvitationFacts, ReplyFacts
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.service.meetings import CancelledError, keep_order
from tenants import db, own
from tenants.queries import wards


class OverError(DomainError):
    def __init__(self) -> None:
        super().__init__("会議が始まったか、中止になったので、出欠はもう変えられません。")


class NobodyInvitedError(DomainError):
    def __init__(self) -> None:
        super().__init__("招待する人がいません。区かゲストを選んでください。")


# The convening center


def wards_named(slugs: Sequence[str]) -> list[UUID]:
    """The ids of the wards that are to be invited.

    Raises:
        InvalidError: one of them is no ward.
    """
    known = {ward.slug: ward.id for ward in wards()}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise InvalidError({"wards": [f"「{unknown[0]}」という区はありません。"]})
    return [known[slug] for slug in dict.fromkeys(slugs)]


def keep(meeting: Meeting, facts: InvitationFacts, *, version: int) -> MeetingInvitation:
    """Write down who is asked and until when; nobody hears of it until it is sent.

    Once it was sent, a ward that is added is told at once, and none can be taken out.
    `version`: that which the writing began from; 0 where nothing was written yet.

    Raises:
        ChangedMeanwhileError: somebody else saved since `version`.
        CancelledError: the meeting does not take place.
        InvalidError: a day that cannot be, or a ward taken out that was told already.
    """
    keep_order(meeting)
    found = queries.invitation_of(meeting, locked=True)
    if (found.version if found else 0) != version:
        raise ChangedMeanwhileError
    if meeting.cancelled_at:
        raise CancelledError
    _check(meeting, facts, found)
    days = opening_days(meeting.center_id)
    if found is None:
        found = MeetingInvitation(meeting_id=meeting.id, reply_by=facts.reply_by)
        db.session.add(found)
    added = [each for each in facts.ward_ids if each not in (found.ward_ids or [])]
    found.words, found.ward_ids = facts.words, list(facts.ward_ids)
    found.reply_by = facts.reply_by
    _set_reminder(found, days)
    db.session.flush()
    if found.sent_at:
        _write_to(meeting, added, rules.INVITED, by_name=found.sent_by_name)
    return found


def _check(meeting: Meeting, facts: InvitationFacts, found: MeetingInvitation | None) -> None:
    today = calendar.today()
    if found is None or found.reply_by != facts.reply_by:
        wrong = rules.why_not_reply_by(facts.reply_by, today=today, held_on=meeting.held_on)
        if wrong:
            raise InvalidError({"reply_by": [wrong]})
    if found and found.sent_at and not set(found.ward_ids) <= set(facts.ward_ids):
        raise InvalidError({"wards": ["招待を送った区は、外せません。"]})


def _set_reminder(invitation: MeetingInvitation, days: calendar.OpenDays) -> None:
    day = calendar.open_days_before(
        invitation.reply_by, rules.REMIND_BEFORE, days, today=calendar.today()
    )
    if day != invitation.remind_on:
        invitation.remind_on, invitation.reminded_at = day, None


def send(meeting: Meeting, *, by_name: str) -> MeetingInvitation:
    """Let everybody who is asked know, wards in the app and by mail, guests by mail. Once.

    Raises:
        NotFoundError: nothing was prepared.
        NobodyInvitedError: neither a ward nor a guest is asked.
        OverError: the meeting has begun, or was cancelled.
    """
    keep_order(meeting)
    invitation = queries.invitation(meeting)
    if invitation.sent_at:
        return invitation
    _check_answerable(meeting)
    guests = queries.guests(meeting)
    if not invitation.ward_ids and not guests:
        raise NobodyInvitedError
    at, days = calendar.now(), opening_days(meeting.center_id)
    invitation.sent_at, invitation.sent_by_name = at, by_name
    invitation.told_sequence = meeting.sequence
    meeting.announced_at = meeting.announced_at or at
    _set_reminder(invitation, days)
    db.session.flush()
    _write_to(meeting, invitation.ward_ids, rules.INVITED, by_name=by_name)
    _mail_to(meeting, guests, rules.INVITED)
    return invitation


def tell_changes(meeting_id: UUID) -> None:
    """What the worker does when a meeting was moved or cancelled: all that are asked are told.

    The second of two workers finds it done. What changes after the meeting is nobody's news.
    """
    meeting = meetings.own_meeting(meeting_id)
    keep_order(meeting)
    invitation = queries.invitation_of(meeting, locked=True)
    db.session.refresh(meeting)
    if invitation is None or invitation.told_sequence >= meeting.sequence:
        return
    invitation.told_sequence = meeting.sequence
    db.session.flush()
    if calendar.now() < rules.ends(meeting):
        kind = rules.CANCELLED if meeting.cancelled_at else rules.CHANGED
        _write_to(meeting, invitation.ward_ids, kind, by_name=None)
        _mail_to(meeting, queries.guests(meeting), kind)


def remind_by_itself(meeting_id: UUID) -> None:
    """What the worker does before the deadline, once: who has not answered is asked again."""
    meeting = meetings.own_meeting(meeting_id)
    invitation = queries.invitation_of(meeting, locked=True)
    if invitation is None or invitation.reminded_at or invitation.sent_at is None:
        return
    invitation.reminded_at = calendar.now()
    db.session.flush()
    if rules.is_answerable(meeting, calendar.now()):
        silent = [each for each in queries.answers(meeting) if each.attendance is None]
        _tell(meeting, silent, rules.DEADLINE)


def tell_eve(meeting_id: UUID) -> None:
    """What the worker does the day before, once: all but those who do not come are told."""
    meeting = meetings.own_meeting(meeting_id)
    invitation = queries.invitation_of(meeting, locked=True)
    if invitation is None or invitation.eve_told_on == meeting.held_on:
        return
    invitation.eve_told_on = meeting.held_on
    db.session.flush()
    if rules.is_answerable(meeting, calendar.now()):
        coming = [each for each in queries.answers(meeting) if each.attendance != "absent"]
        _tell(meeting, coming, rules.EVE)


def _tell(meeting: Meeting, whom: Iterable[rules.Answer], kind: str) -> None:
    told = list(whom)
    _write_to(meeting, [each.ward_id for each in told if each.ward_id], kind, by_name=None)
    guest_ids = {each.guest_id for each in told}
    _mail_to(meeting, [each for each in queries.guests(meeting) if each.id in guest_ids], kind)


def _write_to(
    meeting: Meeting, ward_ids: Iterable[UUID], kind: str, *, by_name: str | None
) -> None:
    """A letter to each ward, of which its people are told in the app and by mail."""
    at = calendar.now()
    for ward_id in ward_ids:
        db.session.add(
            MeetingLetter(
                meeting_id=meeting.id,
                to_center_id=ward_id,
                kind=kind,
                sequence=meeting.sequence,
                by_name=by_name,
                at=at,
            )
        )
    db.session.flush()


def _mail_to(meeting: Meeting, guests: Iterable[MeetingGuest], kind: str) -> None:
    """A mail to each guest who has an address, once for each state of the meeting."""
    rows = [
        {
            "guest_id": guest.id,
            "kind": kind,
            "sequence": meeting.sequence,
            "due_at": calendar.now(),
        }
        for guest in guests
        if guest.email
    ]
    if rows:
        db.session.execute(insert(GuestMail).values(rows).on_conflict_do_nothing())


# Guests


def link_secret(key: str, guest_id: UUID) -> str:
    """The secret of a guest's link: always the same, known to whoever holds the key, kept nowhere.

    So a reminder carries the link of the invitation, and the database only its hash.
    """
    digest = hmac.digest(key.encode(), b"guest link " + guest_id.bytes, "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def link_hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def add_guest(meeting: Meeting, facts: GuestFacts, *, key: str) -> MeetingGuest:
    """Ask somebody of the city or from outside; told at once where the invitation was sent.

    Raises:
        OverError: the meeting has begun, or was cancelled.
    """
    _check_answerable(meeting)
    guest = MeetingGuest(meeting_id=meeting.id, **asdict(facts))
    db.session.add(guest)
    db.session.flush()
    guest.link_hash = link_hash(link_secret(key, guest.id))
    db.session.flush()
    invitation = queries.invitation_of(meeting)
    if invitation and invitation.sent_at:
        _mail_to(meeting, [guest], rules.INVITED)
    return guest


def change_guest(guest: MeetingGuest, facts: GuestFacts, *, version: int) -> None:
    """Change who they are; to a new address the invitation goes once more.

    Raises:
        ChangedMeanwhileError: somebody else changed it since `version`.
    """
    if guest.version != version:
        raise ChangedMeanwhileError
    moved = facts.email != guest.email
    for name, value in asdict(facts).items():
        setattr(guest, name, value)
    db.session.flush()
    meeting = meetings.own_meeting(guest.meeting_id)
    invitation = queries.invitation_of(meeting)
    if moved and invitation and invitation.sent_at and meeting.cancelled_at is None:
        old = sa.delete(GuestMail).where(
            GuestMail.guest_id == guest.id, GuestMail.kind == rules.INVITED
        )
        db.session.execute(old)
        _mail_to(meeting, [guest], rules.INVITED)


def withdraw_guest(guest: MeetingGuest) -> None:
    """They are asked no more: the link opens nothing, and their address is forgotten.

    Who was mailed an invitation is told first, with a file that takes it out of their calendar.
    """
    guest.withdrawn_at, guest.link_hash = calendar.now(), None
    meeting = meetings.own_meeting(guest.meeting_id)
    if rules.is_answerable(meeting, calendar.now()) and queries.was_mailed(guest):
        _mail_to(meeting, [guest], rules.WITHDRAWN)
    else:
        guest.email = ""
    db.session.flush()


def forget_addresses(before: date) -> None:
    """Forget where the guests of meetings before that day were written to. Their answers stay."""
    held = sa.select(Meeting.id).where(own(Meeting), Meeting.held_on < before)
    known = sa.or_(MeetingGuest.email != "", MeetingGuest.link_hash.is_not(None))
    db.session.execute(
        sa.update(MeetingGuest)
        .where(own(MeetingGuest), MeetingGuest.meeting_id.in_(held), known)
        .values(email="", link_hash=None),
        execution_options={"synchronize_session": False},
    )


def note_answer(guest: MeetingGuest, facts: ReplyFacts, *, by_name: str) -> None:
    """Write down what a guest answered by telephone."""
    guest.attendance, guest.substitute = facts.attendance, facts.substitute
    guest.remarks = facts.remarks
    guest.answered_at, guest.answered_by_name = calendar.now(), by_name
    db.session.flush()


ANSWER = sa.text("SELECT wall.answer_as_guest(:link, :how, :by_whom, :said)").bindparams(
    sa.bindparam("link", type_=sa.LargeBinary)
)


def answer_as_guest(secret: str, facts: ReplyFacts) -> None:
    """The guest's own answer, in a visitor's scope.

    Raises:
        NotFoundError: no such link.
        OverError: the meeting has begun, or was cancelled.
    """
    link = link_hash(secret)
    queries.guest_page(link)
    given = {"how": facts.attendance, "by_whom": facts.substitute, "said": facts.remarks}
    if not db.session.scalar(ANSWER, {"link": link, **given}):
        raise OverError


class GuestEnvelope(NamedTuple):
    """One mail to one guest, ready to go."""

    mail_id: UUID
    address: str
    kind: str
    words: rules.Words
    meeting: Meeting
    link: str


def claim_mail(mail_id: UUID, *, public_url: str, key: str, sender: str) -> GuestEnvelope | None:
    """Take one mail to send; None when it is taken, sent, or the guest is asked no more."""
    now = calendar.now()
    found = queries.mail_to_send(mail_id, now)
    if found is None:
        return None
    mail, guest = found
    if not guest.email or (guest.withdrawn_at and mail.kind != rules.WITHDRAWN):
        mail.failed_at, mail.failure = now, "招待を取りやめました"
        return None
    meeting = meetings.own_meeting(guest.meeting_id)
    invitation = queries.invitation(meeting)
    mail.attempts += 1
    mail.leased_until = now + rules.LEASED_FOR
    db.session.flush()
    link = f"{public_url.rstrip('/')}/invitations/{link_secret(key, guest.id)}"
    letter = rules.GuestLetter(guest.name, invitation.words, invitation.reply_by, link, sender)
    words = rules.guest_words(mail.kind, meeting, letter)
    return GuestEnvelope(mail.id, guest.email, mail.kind, words, meeting, link)


def note_mail_sent(mail_id: UUID) -> None:
    mail = queries.mail(mail_id)
    mail.sent_at, mail.leased_until, mail.failure = calendar.now(), None, ""
    _forget_withdrawn(mail)


def note_mail_not_now(mail_id: UUID, why: str) -> None:
    """Try again later, or give up after so many times."""
    mail, now = queries.mail(mail_id), calendar.now()
    mail.failure, mail.leased_until = why, None
    again = rules.next_try(mail.attempts, now)
    if again is None:
        mail.failed_at = now
        _forget_withdrawn(mail)
    else:
        mail.due_at = again


def note_mail_refused(mail_id: UUID, why: str) -> None:
    mail = queries.mail(mail_id)
    mail.failure, mail.failed_at, mail.leased_until = why, calendar.now(), None
    _forget_withdrawn(mail)


def _forget_withdrawn(mail: GuestMail) -> None:
    """The last mail to who is asked no more has gone, or never will: the address has served."""
    if mail.kind == rules.WITHDRAWN:
        db.session.execute(
            sa.update(MeetingGuest)
            .where(own(MeetingGuest), MeetingGuest.id == mail.guest_id)
            .values(email="")
        )


# Each ward


def reply(meeting: Meeting, facts: ReplyFacts, *, version: int, by_name: str) -> MeetingReply:
    """Answer for the open center; changeable until the meeting begins.

    `version`: that which the writing began from; 0 where nothing was answered yet.

    Raises:
        NotFoundError: the open center is not asked to come.
        OverError: the meeting has begun, or was cancelled.
        ChangedMeanwhileError: a colleague answered since `version`.
    """
    queries.invitation(meeting)
    _check_answerable(meeting)
    answer = queries.reply_here(meeting, locked=True)
    if (answer.version if answer else 0) != version:
        raise ChangedMeanwhileError
    if answer is None:
        answer = MeetingReply(meeting_id=meeting.id)
        db.session.add(answer)
    for name, value in asdict(facts).items():
        setattr(answer, name, value)
    answer.saved_at, answer.saved_by_name = calendar.now(), by_name
    db.session.flush()
    db.session.refresh(answer)
    return answer


def _check_answerable(meeting: Meeting) -> None:
    if not rules.is_answerable(meeting, calendar.now()):
        raise OverError
