"""What a notice says, and why somebody is told. Words come from the rooms that took the step."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from app.actions import rules as actions
from app.calendar import Month, japanese_month
from app.corrections.rules import ACCEPTED, DECLINED, FAILED
from app.invitations.rules import CANCELLED, CHANGED, DEADLINE, EVE
from app.invitations.rules import HEADLINES as INVITATION_LABELS
from app.knowledge.rules import APPROVED, DECISION_LABELS, PROPOSED_LABEL
from app.minutes.rules.content import CORRECTION, DRAFT, FINAL
from app.referrals.rules import (
    CONSENT_ICONS,
    CONSENT_LABELS,
    HANDED_OVER,
    ICONS,
    SENT,
    STEP_LABELS,
    TONES,
)

SHOWN_FOR = timedelta(days=90)
"""Older notices are no news: their letters tell the whole story."""

MOST_COUNTED = 99
"""More unread notices than this are told as 「99+」."""


class Source(StrEnum):
    """Where the fact stands that a notice tells of."""

    LETTER = "letter"
    STEP = "step"
    CONSENT = "consent"
    PROPOSAL = "proposal"
    DECISION = "decision"
    REMINDER = "reminder"
    CORRECTION = "correction"
    ANSWER = "answer"
    CALL = "call"
    ACTION = "action"
    INVITATION = "invitation"
    MINUTES = "minutes"
    HANDOUTS = "handouts"


SOURCES = ", ".join(Source)


class Reason(StrEnum):
    """Why a person is told; the first that holds."""

    HANDED_TO_YOU = "handed_to_you"
    SENT_BY_YOU = "sent_by_you"
    TOOK_PART = "took_part"
    NOBODY_YET = "nobody_yet"
    ANSWERS_FOR_FIGURES = "answers_for_figures"
    PROPOSED_BY_YOU = "proposed_by_you"
    CALLED = "called"
    PROMISED = "promised"
    INVITED = "invited"
    MINUTES = "minutes"
    HANDOUTS = "handouts"
    CENTER = "center"


WHY: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.HANDED_TO_YOU: "この相談の担当が、あなたに替わったからです。",
        Reason.SENT_BY_YOU: "あなたが推進センターに送った相談だからです。",
        Reason.TOOK_PART: "あなたがこの相談を受け取った、または返事を書いたことがあるからです。",
        Reason.NOBODY_YET: "担当する人がまだいないので、センターの全員に知らせています。",
        Reason.ANSWERS_FOR_FIGURES: "あなたが、センターの数字に責任を持つ管理者だからです。",
        Reason.PROPOSED_BY_YOU: "あなたが申し出た訂正だからです。",
        Reason.CALLED: "ネットワーク会議の前に、すべての区にたずねているからです。"
        "あなたのセンターが提出すると、未読の数には入らなくなります。",
        Reason.PROMISED: "あなたのセンターに関わる、ネットワーク会議の宿題だからです。"
        "センターのだれかが次に進めると、未読の数には入らなくなります。",
        Reason.INVITED: "あなたのセンターが、ネットワーク会議に招待されているからです。"
        "出欠を答えると、未読の数には入らなくなります(変更と中止、前日のお知らせは残ります)。",
        Reason.MINUTES: "ネットワーク会議の議事録のやりとりだからです。"
        "センターの全員に知らせています。",
        Reason.HANDOUTS: "ネットワーク会議の資料は、すべての区に公開されるからです。",
        Reason.CENTER: "あなたのセンターに関わる相談だからです。担当はほかの人なので、"
        "「あなたへ」と未読の数には入りません。",
    }
)

PROPOSED = "proposed"
OPENED = "opened"
REMINDED = "reminded"
ADDED = "added"
PUBLISHED = "published"
ABOUT_STORIES = (Source.PROPOSAL, Source.DECISION)
ABOUT_FIGURES = (Source.REMINDER, Source.CORRECTION, Source.ANSWER)
ABOUT_MEETINGS = (Source.CALL, Source.ACTION, Source.INVITATION, Source.MINUTES, Source.HANDOUTS)
NAME_THEIR_MEETING = (Source.INVITATION, Source.HANDOUTS)
"""Whose subject is the meeting itself."""
URGENT = (
    *(REMINDED, actions.ASKED, actions.NEAR, actions.OVERDUE),
    *(CHANGED, CANCELLED, DEADLINE, EVE, CORRECTION),
)
"""Of what is told about meetings: somebody waits."""
UNKNOWN = "動きがありました"
LABELS: Mapping[Source, Mapping[str, str]] = MappingProxyType(
    {
        Source.LETTER: STEP_LABELS,
        Source.STEP: STEP_LABELS,
        Source.CONSENT: CONSENT_LABELS,
        Source.PROPOSAL: {PROPOSED: PROPOSED_LABEL},
        Source.DECISION: DECISION_LABELS,
        Source.REMINDER: {REMINDED: "月の提出をお待ちしています"},
        Source.CORRECTION: {PROPOSED: "訂正の申し出がありました"},
        Source.ANSWER: {
            ACCEPTED: "訂正が認められました",
            DECLINED: "訂正は認められませんでした",
            FAILED: "訂正を反映できませんでした",
        },
        Source.CALL: {
            OPENED: "会議の報告・議題を募集しています",
            REMINDED: "会議の報告・議題の提出をお願いします（督促）",
        },
        Source.ACTION: {
            actions.PROMISED: "会議の宿題が届きました",
            actions.BEGUN: "会議の宿題に着手しました",
            actions.DONE: "会議の宿題が完了しました",
            actions.ASKED: "会議の宿題について、できない・延ばしたいと連絡がありました",
            actions.PROLONGED: "会議の宿題の期限が変わりました",
            actions.WITHDRAWN: "会議の宿題が取り下げられました",
            actions.NEAR: "会議の宿題の期限が近づいています",
            actions.OVERDUE: "会議の宿題の期限が過ぎています",
        },
        Source.INVITATION: INVITATION_LABELS,
        Source.MINUTES: {
            DRAFT: "議事録案の確認をお願いします",
            REMINDED: "議事録案の確認をお願いします（督促）",
            FINAL: "議事録が公開されました",
            CORRECTION: "議事録の訂正のお願いが届きました",
        },
        Source.HANDOUTS: {
            PUBLISHED: "会議の資料が公開されました",
            ADDED: "会議の資料が追加されました",
        },
    }
)
HEADLINES = MappingProxyType(
    {
        (Source.LETTER, SENT): "新しい相談が届きました",
        (Source.STEP, HANDED_OVER): STEP_LABELS[HANDED_OVER],
    }
)


def headline(source: str, kind: str) -> str:
    """What happened, in the words of the room where it happened."""
    place = Source(source)
    return HEADLINES.get((place, kind)) or LABELS[place].get(kind, UNKNOWN)


def icon(source: str, kind: str) -> str:
    if source in ABOUT_STORIES:
        return "star"
    if source in ABOUT_FIGURES:
        return "bar_chart"
    if source in ABOUT_MEETINGS:
        return "groups"
    icons = CONSENT_ICONS if source == Source.CONSENT else ICONS
    return icons.get(kind, "info")


def tone(source: str, kind: str) -> str:
    if source in ABOUT_STORIES:
        return "success" if kind == APPROVED else "warn" if kind == PROPOSED else "neutral"
    if source in ABOUT_FIGURES:
        return "success" if kind == ACCEPTED else "warn"
    if source in ABOUT_MEETINGS:
        return "warn" if kind in URGENT else "info"
    return "neutral" if source == Source.CONSENT else TONES.get(kind, "neutral")


def counted(unread: int) -> str:
    return f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread)


def named(
    sender: str | None, referral_id: UUID | None, month: date | None, title: str | None
) -> str:
    """What it is about: a letter by its short name, figures by their month, else its title."""
    if referral_id is None:
        return japanese_month(Month.of(month)) if month else title or ""
    return reference(sender or "", referral_id)


def reference(sender: str, referral_id: UUID) -> str:
    """A short name for a letter that says nothing about anybody: 港北-3F2A91.

    The end of a UUID, which is random; its beginning is a time.
    """
    return f"{sender}-{referral_id.hex[-6:].upper()}"
