"""When something is told by mail, what the mail says, and why one was not sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from app.calendar import CITY_TIME
from app.notifications.rules.notices import (
    ABOUT_FIGURES,
    ABOUT_MEETINGS,
    ABOUT_STORIES,
    Source,
)


class About(StrEnum):
    """What a person may wish to be told of, each in their own way."""

    REFERRAL = "referral"
    STORY = "story"
    FIGURES = "figures"
    MEETING = "meeting"


def about_of(source: str) -> About:
    if source in ABOUT_FIGURES:
        return About.FIGURES
    if source in ABOUT_MEETINGS:
        return About.MEETING
    return About.STORY if source in ABOUT_STORIES else About.REFERRAL


class Wish(StrEnum):
    AT_ONCE = "at_once"
    DIGEST = "digest"
    NONE = "none"


class Dropped(StrEnum):
    """Why a mail was not sent, and will not be."""

    UNWANTED = "unwanted"
    READ = "read"
    STALE = "stale"
    GONE = "gone"


ABOUT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        About.REFERRAL: "推進センターとのやりとり",
        About.STORY: "事例の提案と承認",
        About.FIGURES: "月の提出の督促と、数字の訂正(管理者の方)",
        About.MEETING: "ネットワーク会議",
    }
)
WISH_LABELS: Mapping[str, str] = MappingProxyType(
    {
        Wish.AT_ONCE: "そのつど送る",
        Wish.DIGEST: "1日1回、まとめて送る（朝8時30分）",
        Wish.NONE: "メールは送らない（画面のお知らせだけ）",
    }
)
UNLESS_CHOSEN = Wish.AT_ONCE

LOOKED_BACK = timedelta(days=7)
"""A worker that was away so long tells by mail no more what happened before: the app still does."""

STALE_AFTER = timedelta(days=3)
"""Old news is not mailed: what could not be sent for so long is told in the app alone."""

LEASED_FOR = timedelta(minutes=10)
"""A worker that dies in the middle of a mail keeps it from the others no longer than this."""

TRIES_AGAIN_AFTER = tuple(timedelta(minutes=each) for each in (5, 15, 60, 240, 720))
DIGEST_AT = time(8, 30)

PRODUCT = "市民活動支援ネットワーク"


def due_at(wish: str, now: datetime) -> datetime:
    """When a mail is to go out: now, or with the next morning's digest."""
    if wish != Wish.DIGEST:
        return now
    today = datetime.combine(now.astimezone(CITY_TIME).date(), DIGEST_AT, CITY_TIME)
    return today if today > now else today + timedelta(days=1)


def tried_again_at(attempts: int, now: datetime) -> datetime | None:
    """When the next try is made after so many; None: never."""
    if attempts > len(TRIES_AGAIN_AFTER):
        return None
    return now + TRIES_AGAIN_AFTER[attempts - 1]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a mail tells of: what, where, and under which name both sides know it."""

    headline: str
    from_name: str
    reference: str
    """As `named` says it."""
    at: datetime
    path: str
    is_numbered: bool = True
    """Whether the reference is the number of a letter."""


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    body: str


def words(items: Sequence[Item], *, center_name: str, slug: str, public_url: str) -> Words:
    """The mail, without a word of what was said and of whom: that stays behind the sign-in."""
    room = f"{public_url.rstrip('/')}/centers/{slug}"
    said = "\n".join(_lines(item, room) for item in items)
    first = items[0]
    subject = (
        f"{first.headline}（{first.reference}）" if len(items) == 1 else f"お知らせ {len(items)}件"
    )
    return Words(
        f"【{PRODUCT}】{subject}",
        f"{center_name}で働くあなたへのお知らせです。\n\n{said}\n"
        "相談の内容や氏名は、メールには書きません。リンクを開き、サインインしてご覧ください。\n"
        f"このメールの受け取り方は、ここで変えられます。\n{room}/notifications/settings\n",
    )


def _lines(item: Item, room: str) -> str:
    at = item.at.astimezone(CITY_TIME).strftime("%Y/%m/%d %H:%M")
    number = "整理番号 " if item.is_numbered else ""
    return (
        f"・{item.headline}\n  {item.from_name} {at} {number}{item.reference}\n"
        f"  {room}{item.path}\n"
    )


class Subject(Protocol):
    """What a mail is about."""

    @property
    def referral_id(self) -> UUID | None: ...
    @property
    def source(self) -> str: ...
    @property
    def subject_id(self) -> UUID | None: ...
    @property
    def month(self) -> date | None: ...


ROOMS: Mapping[str, str] = MappingProxyType(
    {
        Source.CORRECTION: "corrections",
        Source.ANSWER: "corrections",
        Source.CALL: "calls",
        Source.ACTION: "actions",
        Source.INVITATION: "invitations",
        Source.MINUTES: "minutes/editions",
        Source.HANDOUTS: "meetings",
    }
)
"""Where the page of a subject is, by where the fact stands that is told of."""


def path(subject: Subject) -> str:
    """The page in the center's rooms that a mail leads to."""
    if room := ROOMS.get(subject.source):
        return f"/{room}/{subject.subject_id}"
    if subject.referral_id is None:
        return f"/statistics/closings/{subject.month:%Y-%m}"
    return f"/referrals/{subject.referral_id}"


class Mail(Protocol):
    """What is known about one mail to one person about one fact."""

    @property
    def wish(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def attempts(self) -> int: ...
    @property
    def sent_at(self) -> datetime | None: ...
    @property
    def dropped(self) -> str | None: ...
    @property
    def failed_at(self) -> datetime | None: ...
    @property
    def failure(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mail stands, and why."""

    label: str
    tone: str
    why: str


WHY_DROPPED: Mapping[str, str] = MappingProxyType(
    {
        Dropped.UNWANTED: "この種類のお知らせをメールで受け取らない設定だったからです。"
        "設定は「メールの受け取り方」で変えられます。",
        Dropped.READ: "送る前に、画面で読まれていたからです。",
        Dropped.STALE: f"{STALE_AFTER.days}日のあいだ送ることができず、古くなったからです。"
        "画面のお知らせには残っています。",
        Dropped.GONE: "この人のアカウントが、いまは使われていないからです。",
    }
)


def standing(mail: Mail, *, can_send: bool) -> Standing:
    if mail.sent_at:
        return Standing(
            "送信済み", "success", "メールのサーバーが受け取りました。あて先はこの人一人だけです。"
        )
    if mail.failed_at:
        return Standing(
            "送れませんでした",
            "error",
            f"{mail.attempts}回試しましたが、送れませんでした（{mail.failure}）。"
            "画面のお知らせには残っています。",
        )
    if mail.dropped:
        return Standing("送りません", "neutral", WHY_DROPPED[mail.dropped])
    if not can_send:
        return Standing(
            "未送信",
            "warn",
            "このシステムには、メールを送るための設定がまだないからです。"
            "設定されても、3日より古いものは送りません。",
        )
    return _waiting(mail)


def _waiting(mail: Mail) -> Standing:
    at = mail.due_at.astimezone(CITY_TIME).strftime("%m/%d %H:%M")
    if mail.attempts:
        return Standing(
            "もう一度送ります",
            "warn",
            f"一度送れなかった（{mail.failure}）ので、{at}ごろにもう一度送ります。",
        )
    if mail.wish == Wish.DIGEST:
        return Standing("まとめて送ります", "info", f"1日1回まとめる設定なので、{at}に送ります。")
    return Standing("まもなく送ります", "info", "数秒おきに、新しいものから順に送っています。")
