"""The life of a referral: which step may follow which, and who takes it.

The database enforces this table (migration 0005, `wall.take_step`); here it only
decides which buttons a page shows. A test keeps the two alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SENT, RECEIVED, ASKED, REPLIED, ANSWERED, RESOLVED, REOPENED, WITHDRAWN = (
    "sent",
    "received",
    "asked",
    "replied",
    "answered",
    "resolved",
    "reopened",
    "withdrawn",
)
OVER = (RESOLVED, WITHDRAWN)
IN_CARE = (RECEIVED, ASKED, REPLIED, ANSWERED, REOPENED)


@dataclass(frozen=True, slots=True)
class Transition:
    by_sender: bool
    follows: tuple[str, ...]


TRANSITIONS = {
    RECEIVED: Transition(by_sender=False, follows=(SENT,)),
    ANSWERED: Transition(by_sender=False, follows=IN_CARE),
    ASKED: Transition(by_sender=False, follows=IN_CARE),
    RESOLVED: Transition(by_sender=True, follows=(ANSWERED,)),
    REPLIED: Transition(by_sender=True, follows=IN_CARE),
    REOPENED: Transition(by_sender=True, follows=(ANSWERED, RESOLVED)),
    WITHDRAWN: Transition(by_sender=True, follows=(SENT, *IN_CARE)),
}

SENDER_KINDS = tuple(kind for kind, step in TRANSITIONS.items() if step.by_sender)
ADDRESSEE_KINDS = tuple(kind for kind, step in TRANSITIONS.items() if not step.by_sender)
NEEDS_WORDS = frozenset({ASKED, REPLIED, ANSWERED, REOPENED})

STATE_LABELS = {
    SENT: "受付待ち",
    RECEIVED: "対応中",
    ASKED: "区に確認中",
    REPLIED: "区から返事あり",
    ANSWERED: "回答済み",
    RESOLVED: "解決",
    REOPENED: "再開",
    WITHDRAWN: "取り下げ",
}
STEP_LABELS = {
    SENT: "推進センターに相談",
    RECEIVED: "受け取りました",
    ASKED: "確認したいこと",
    REPLIED: "区からの返事",
    ANSWERED: "回答",
    RESOLVED: "解決を確認しました",
    REOPENED: "もう一度相談",
    WITHDRAWN: "取り下げました",
}
TONES = {
    SENT: "warn",
    RECEIVED: "info",
    ASKED: "warn",
    REPLIED: "warn",
    ANSWERED: "success",
    RESOLVED: "neutral",
    REOPENED: "warn",
    WITHDRAWN: "neutral",
}
ICONS = {
    SENT: "send",
    RECEIVED: "person",
    ASKED: "help",
    REPLIED: "forum",
    ANSWERED: "check_circle",
    RESOLVED: "check_circle",
    REOPENED: "undo",
    WITHDRAWN: "close",
}
BUTTONS = {
    RECEIVED: "受け取る",
    ASKED: "区に確認する",
    REPLIED: "返事をする",
    ANSWERED: "回答する",
    RESOLVED: "解決した",
    REOPENED: "もう一度相談する",
    WITHDRAWN: "取り下げる",
}
WANTED_LABELS = {
    "advice": "助言がほしい",
    "together": "一緒に対応してほしい",
    "handover": "引き継いでほしい",
}
URGENCY_LABELS = {"normal": "ふつう", "soon": "早めに", "urgent": "至急"}
MANNER_LABELS = {"word": "口頭で", "writing": "書面で"}


def next_kinds(state: str, *, by_sender: bool) -> Sequence[str]:
    """The steps one side may take from `state`."""
    return [
        kind
        for kind, step in TRANSITIONS.items()
        if step.by_sender == by_sender and state in step.follows
    ]
