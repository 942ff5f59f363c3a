"""What an invitation says, how an answer reads, and when somebody is asked again. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from app.calendar import CITY_TIME, japanese_day

ATTENDANCES = {"attends": "出席", "absent": "欠席", "observes": "オブザーバー"}
GUEST_KINDS = {"city": "市役所", "guest": "ゲスト"}

INVITED, CHANGED, CANCELLED, DEADLINE, EVE = "invited", "changed", "cancelled", "deadline", "eve"
WITHDRAWN = "withdrawn"
"""One guest is asked no more; the meeting takes place."""
HEADLINES = {
    INVITED: "ネットワーク会議の招待が届きました",
    CHANGED: "ネットワーク会議の日時や会場が変わりました",
    CANCELLED: "ネットワーク会議が中止になりました",
    DEADLINE: "ネットワーク会議の出欠の回答をお願いします",
    EVE: "明日は、ネットワーク会議です",
    WITHDRAWN: "ネットワーク会議のご案内を取り消しました",
}
"""Why somebody is written to → how it is said."""

IN_CALENDARS = (INVITED, CHANGED, CANCELLED, WITHDRAWN)
"""Those with which a calendar file goes along."""

ADDRESS_KEPT_FOR = timedelta(days=90)
"""After a meeting the addresses of its guests have served: they go, and with them the links."""
REMIND_BEFORE = 2
"""Open days before the day until which an answer is asked for."""
LEASED_FOR = timedelta(minutes=10)
TRIES_AGAIN_AFTER = tuple(timedelta(minutes=each) for each in (5, 15, 60, 240, 720))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFacts:
    """What the convening center decides about an invitation."""

    words: str
    reply_by: date
    ward_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts:
    """Whether a center comes, and who."""

    attendance: str
    names: str
    substitute: str
    remarks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestFacts:
    kind: str
    name: str
    belongs_to: str
    email: str


class Convened(Protocol):
    """A meeting, as far as whoever is invited has to know it."""

    @property
    def title(self) -> str: ...
    @property
    def held_on(self) -> date: ...
    @property
    def begins_at(self) -> time: ...
    @property
    def ends_at(self) -> time: ...
    @property
    def place(self) -> str: ...
    @property
    def online_address(self) -> str: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


def begins(meeting: Convened) -> datetime:
    return datetime.combine(meeting.held_on, meeting.begins_at, CITY_TIME)


def ends(meeting: Convened) -> datetime:
    return datetime.combine(meeting.held_on, meeting.ends_at, CITY_TIME)


def is_answerable(meeting: Convened, now: datetime) -> bool:
    """Answers are taken until the meeting begins, unless it was cancelled."""
    return meeting.cancelled_at is None and now < begins(meeting)


def usual_reply_by(held_on: date, *, today: date) -> date:
    """A week before the meeting; where that is past, the day before it, at the earliest today."""
    a_week = held_on - timedelta(days=7)
    return a_week if a_week > today else max(today, held_on - timedelta(days=1))


def why_not_reply_by(reply_by: date, *, today: date, held_on: date) -> str | None:
    """What is wrong with the day until which an answer is asked for, in words."""
    if reply_by < today:
        return "回答の期限は、今日かそれより後の日にしてください。"
    if reply_by > held_on:
        return "回答の期限は、会議の日かそれより前にしてください。"
    return None


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When a mail is tried again after so many attempts; None: never."""
    if attempts > len(TRIES_AGAIN_AFTER):
        return None
    return now + TRIES_AGAIN_AFTER[attempts - 1]


class Answer(NamedTuple):
    """How one of those invited stands. `ward_id`: of a ward's center; None for everybody else."""

    ward_id: UUID | None
    guest_id: UUID | None
    slug: str
    name: str
    kind: str
    """ward, city, guest."""
    belongs_to: str
    attendance: str | None
    """attends, absent, observes; None: no answer yet."""
    names: str
    substitute: str
    remarks: str
    at: datetime | None
    by_name: str | None

    @property
    def label(self) -> str:
        return ATTENDANCES[self.attendance] if self.attendance else "未回答"

    @property
    def tone(self) -> str:
        tones = {"attends": "success", "observes": "info", "absent": "warn"}
        return tones.get(self.attendance or "", "neutral")

    @property
    def icon(self) -> str:
        icons = {"attends": "check_circle", "observes": "visibility", "absent": "close"}
        return icons.get(self.attendance or "", "hourglass_top")


def summed(answers: Iterable[Answer]) -> str:
    """出席 12・欠席 1・オブザーバー 0・未回答 5."""
    given = [answer.label for answer in answers]
    labels = [*ATTENDANCES.values(), "未回答"]
    return "・".join(f"{label} {given.count(label)}" for label in labels)


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


class GuestLetter(NamedTuple):
    """What a mail to a guest says beside the meeting."""

    name: str
    words: str
    reply_by: date
    link: str
    sender: str


def guest_words(kind: str, meeting: Convened, letter: GuestLetter) -> Words:
    """A mail to one guest: what, when and where, and the link that answers."""
    place = "、".join(filter(None, [meeting.place, meeting.online_address]))
    hours = f"{meeting.begins_at:%H:%M}～{meeting.ends_at:%H:%M}"
    lines = [f"{letter.name} 様", "", f"{HEADLINES[kind]}。", ""]
    lines += [meeting.title, f"日時　{japanese_day(meeting.held_on)} {hours}", f"場所　{place}"]
    if letter.words and kind == INVITED:
        lines += ["", letter.words]
    if kind == WITHDRAWN:
        lines += ["", "添付のファイルを開くと、予定表からこの会議が消えます。"]
    elif kind != CANCELLED:
        until = japanese_day(letter.reply_by)
        lines += ["", f"出欠は、{until}までに、次のページでお答えください。"]
        lines += ["会議が始まるまで、何度でも直せます。", letter.link]
        lines += ["このページは、あなただけのものです。ほかの方に転送しないでください。"]
    subject = f"【{letter.sender}】{HEADLINES[kind]}"
    return Words(subject, "\n".join([*lines, "", letter.sender, ""]))
