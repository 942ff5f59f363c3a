"""Which step may follow which state of a referral, and who takes it.

The database enforces this table (`wall.take_step`); here it only decides which buttons a
page shows. A test keeps the two alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

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
DECLINED, PASSED_ON = "declined", "passed_on"
HANDED_OVER, NOTED, THANKED, FOUND_USEFUL = "handed_over", "noted", "thanked", "found_useful"

OVER = (RESOLVED, WITHDRAWN)
IN_CARE = (RECEIVED, ASKED, REPLIED, ANSWERED, REOPENED)
GIVEN_BACK = (DECLINED, PASSED_ON)
"""The central center has done its part and the ward goes on by itself."""
BLOCKING = (SENT, *IN_CARE)
"""While a letter is here, no second one is sent about the same consultation."""
WARD_MOVES = frozenset({ASKED, ANSWERED, DECLINED, PASSED_ON})
"""States in which the next step is the ward's."""
REMARKS = frozenset({HANDED_OVER, NOTED, THANKED, FOUND_USEFUL})
"""Steps after which nobody's turn changes: the state stays."""
KINDNESS = (THANKED, FOUND_USEFUL)
OF_AN_OWNER = (RECEIVED, HANDED_OVER)
"""Steps that say whose case it is at the central center."""
MOVES_ON = (HANDED_OVER, PASSED_ON)
"""Steps that name somebody."""


@dataclass(frozen=True, slots=True)
class Transition:
    by_sender: bool | None
    """Who takes the step; None: either side."""
    follows: tuple[str, ...]


TRANSITIONS = {
    RECEIVED: Transition(by_sender=False, follows=(SENT,)),
    ANSWERED: Transition(by_sender=False, follows=IN_CARE),
    ASKED: Transition(by_sender=False, follows=IN_CARE),
    HANDED_OVER: Transition(by_sender=False, follows=IN_CARE),
    PASSED_ON: Transition(by_sender=False, follows=IN_CARE),
    DECLINED: Transition(by_sender=False, follows=IN_CARE),
    RESOLVED: Transition(by_sender=True, follows=(ANSWERED, *GIVEN_BACK)),
    REPLIED: Transition(by_sender=True, follows=IN_CARE),
    REOPENED: Transition(by_sender=True, follows=(ANSWERED, RESOLVED, *GIVEN_BACK)),
    NOTED: Transition(by_sender=None, follows=(SENT, *IN_CARE, *GIVEN_BACK)),
    WITHDRAWN: Transition(by_sender=True, follows=(SENT, *IN_CARE, *GIVEN_BACK)),
    THANKED: Transition(by_sender=True, follows=(ANSWERED, RESOLVED)),
    FOUND_USEFUL: Transition(by_sender=True, follows=(ANSWERED, RESOLVED)),
}

SENDER_KINDS = tuple(kind for kind, step in TRANSITIONS.items() if step.by_sender is not False)
ADDRESSEE_KINDS = tuple(kind for kind, step in TRANSITIONS.items() if not step.by_sender)
NEEDS_WORDS = frozenset({ASKED, REPLIED, ANSWERED, REOPENED, DECLINED, PASSED_ON})

STATE_LABELS = {
    SENT: "受付待ち",
    RECEIVED: "対応中",
    ASKED: "区に確認中",
    REPLIED: "区から返事あり",
    ANSWERED: "回答済み",
    RESOLVED: "解決",
    REOPENED: "再開",
    WITHDRAWN: "取り下げ",
    DECLINED: "区で対応",
    PASSED_ON: "ほかを紹介",
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
    DECLINED: "お受けできません",
    PASSED_ON: "ほかの相談先を紹介",
    HANDED_OVER: "担当を替えました",
    NOTED: "補足",
    THANKED: "ありがとう",
    FOUND_USEFUL: "役に立った",
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
    DECLINED: "warn",
    PASSED_ON: "warn",
    HANDED_OVER: "info",
    NOTED: "neutral",
    THANKED: "success",
    FOUND_USEFUL: "success",
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
    DECLINED: "undo",
    PASSED_ON: "arrow_forward",
    HANDED_OVER: "group",
    NOTED: "add",
    THANKED: "star",
    FOUND_USEFUL: "star",
}
BUTTONS = {
    RECEIVED: "受け取る",
    ASKED: "区に確認する",
    REPLIED: "返事をする",
    ANSWERED: "回答する",
    RESOLVED: "解決した",
    REOPENED: "もう一度相談する",
    WITHDRAWN: "取り下げる",
    DECLINED: "お断りする",
    PASSED_ON: "ほかの相談先を紹介する",
    HANDED_OVER: "担当を替える",
    NOTED: "補足する",
    THANKED: "ありがとう",
    FOUND_USEFUL: "役に立った",
}
WANTED_LABELS = {
    "advice": "助言がほしい",
    "together": "一緒に対応してほしい",
    "handover": "引き継いでほしい",
}
URGENCY_LABELS = {"normal": "ふつう", "soon": "早めに", "urgent": "至急"}

COLLEAGUE, WARD, DIVISION, SPECIALIST = "colleague", "ward", "division", "specialist"
TARGET_LABELS = {
    WARD: "ほかの区の区民活動支援センター",
    DIVISION: "市・区の担当課",
    SPECIALIST: "専門家",
}
"""To whom a case may be passed on."""


class Step(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...


def state_after(steps: Sequence[Step]) -> str:
    """Where the life of a letter stands after all its steps."""
    return steps[-1].state if steps else SENT


def next_kinds(state: str, *, by_sender: bool, steps: Iterable[Step] = ()) -> Sequence[str]:
    """The steps one side may take from `state`; one answer is thanked for once."""
    said: set[str] = set()
    for step in steps:
        said = set() if step.kind == ANSWERED else said | {step.kind}
    return [
        kind
        for kind, step in TRANSITIONS.items()
        if step.by_sender in {by_sender, None}
        and state in step.follows
        and not (kind in KINDNESS and kind in said)
    ]
