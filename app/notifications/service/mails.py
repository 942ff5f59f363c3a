"""Deciding about mails, sending them and writing down what became of them.

Each step is a transaction of its own in the center's scope; the mail server is spoken to in
none, so that no row stays locked while a server thinks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.documents.ical import Event
from app.invitations.documents import event
from app.notifications import queries, rules
from app.notifications.models import Mail, NoticeRead, NoticeWish
from tenants import current_actor_id, db


def decide() -> None:
    """Write down for each new fact and person when they are to be sent a mail, or why not."""
    now = calendar.now()
    told = queries.mails.to_tell(now)
    if told:
        rows = [_decided(each, now) for each in told]
        db.session.execute(insert(Mail).values(rows).on_conflict_do_nothing())


def _decided(each: queries.mails.ToTell, now: datetime) -> dict[str, object]:
    wish = each.wish or rules.UNLESS_CHOSEN.value
    unwanted = wish == rules.Wish.NONE
    return {
        **{name: getattr(each, name) for name in ("notice_id", "source", "kind")},
        **{name: getattr(each, name) for name in ("referral_id", "subject_id", "month")},
        "happened_at": each.happened_at,
        "from_center_id": each.from_center_id,
        "account_id": each.account_id,
        "about": rules.about_of(each.source).value,
        "wish": wish,
        "due_at": rules.due_at(wish, now),
        "dropped": rules.Dropped.UNWANTED.value if unwanted else None,
        "dropped_at": now if unwanted else None,
    }


class Envelope(NamedTuple):
    """One message to one person, ready but for the address."""

    account_id: UUID
    key: UUID
    words: rules.Words
    events: tuple[Event, ...] = ()
    """What goes along for the calendar; whose it is stands in it once the address is known."""


def claim(account_id: UUID, *, public_url: str) -> Envelope | None:
    """Take what one person is to be sent now; None when it has been read, or taken, meanwhile."""
    now = calendar.now()
    mails = queries.mails.due_for(account_id, now)
    read = set(
        db.session.scalars(
            sa.select(NoticeRead.notice_id).where(
                NoticeRead.account_id == account_id,
                NoticeRead.notice_id.in_([mail.notice_id for mail in mails]),
            )
        )
    )
    taken = []
    for mail in mails:
        if mail.notice_id in read:
            mail.dropped, mail.dropped_at = rules.Dropped.READ.value, now
        elif mail.happened_at < now - rules.STALE_AFTER:
            mail.dropped, mail.dropped_at = rules.Dropped.STALE.value, now
        else:
            taken.append(mail)
    if not taken:
        return None
    key = taken[0].message_key or uuid4()
    for mail in taken:
        mail.message_key = key
        mail.attempts += 1
        mail.leased_until = now + rules.LEASED_FOR
    center = queries.mails.open_center()
    words = rules.words(
        queries.mails.items(taken),
        center_name=center.name,
        slug=center.slug,
        public_url=public_url,
    )
    room = f"{public_url.rstrip('/')}/centers/{center.slug}"
    events = tuple(
        event(
            meeting,
            public_url=public_url,
            link=f"{room}/invitations/{meeting.id}",
            words=f"出欠の回答: {room}/invitations/{meeting.id}",
        )
        for meeting in queries.mails.in_calendars(taken)
    )
    return Envelope(account_id, key, words, events)


def note_sent(key: UUID) -> None:
    for mail in queries.mails.of_message(key):
        mail.sent_at, mail.leased_until, mail.failure = calendar.now(), None, ""


def note_not_now(key: UUID, why: str) -> None:
    """Try again later, or give up after so many times."""
    now = calendar.now()
    for mail in queries.mails.of_message(key):
        mail.failure, mail.leased_until = why, None
        again = rules.tried_again_at(mail.attempts, now)
        if again is None:
            mail.failed_at = now
        else:
            mail.due_at = again


def note_refused(key: UUID, why: str) -> None:
    for mail in queries.mails.of_message(key):
        mail.failure, mail.failed_at, mail.leased_until = why, calendar.now(), None


def note_gone(key: UUID) -> None:
    """Nobody to send it to: the account is not in use any more."""
    for mail in queries.mails.of_message(key):
        mail.dropped, mail.dropped_at = rules.Dropped.GONE.value, calendar.now()
        mail.leased_until = None


def wish_for(chosen: Mapping[str, str]) -> None:
    """Keep how the person at work wishes to be told, of each kind of thing."""
    for about, wish in chosen.items():
        kept = insert(NoticeWish).values(account_id=current_actor_id(), about=about, wish=wish)
        db.session.execute(
            kept.on_conflict_do_update(
                index_elements=["center_id", "account_id", "about"], set_={"wish": wish}
            )
        )
