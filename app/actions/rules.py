"""How a promise stands, who may do what about it, and when its owner is reminded. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from app.calendar import OpenDays, japanese_day, open_days_before

PROMISED = "promised"
BEGUN = "begun"
DONE = "done"
ASKED = "asked"
PROLONGED = "prolonged"
WITHDRAWN = "withdrawn"
NEAR = "near"
OVERDUE = "overdue"

OPEN = (PROMISED, BEGUN, ASKED)
STATE_LABELS = MappingProxyType(
    {
        PROMISED: "これから",
        BEGUN: "着手",
        ASKED: "相談中",
        DONE: "完了",
        WITHDRAWN: "取り下げ",
    }
)
TONES = MappingProxyType(
    {PROMISED: "neutral", BEGUN: "info", ASKED: "warn", DONE: "success", WITHDRAWN: "neutral"}
)
ICONS = MappingProxyType(
    {
        PROMISED: "hourglass_top",
        BEGUN: "edit",
        ASKED: "help",
        DONE: "check_circle",
        PROLONGED: "schedule",
        WITHDRAWN: "undo",
    }
)
STEP_LABELS = MappingProxyType(
    {
        BEGUN: "着手しました",
        DONE: "完了しました",
        ASKED: "できない・期限を延ばしたいと伝えました",
        PROLONGED: "期限を変えました",
        WITHDRAWN: "取り下げました",
    }
)

BY_OWNER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {PROMISED: (BEGUN, DONE, ASKED), BEGUN: (DONE, ASKED), ASKED: (BEGUN, DONE), DONE: (BEGUN,)}
)
BY_CONVENER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(OPEN, (PROLONGED, WITHDRAWN))
)
"""State → what each of the two may do. The database holds to the same (migration 0048)."""

OWNER_KINDS = (BEGUN, DONE, ASKED)
CONVENER_KINDS = (PROLONGED, WITHDRAWN)
WITH_WORDS = (ASKED, WITHDRAWN)
"""What is not done without saying why."""

REMIND_BEFORE = 3
"""Open days of the owner before the date."""


def step_title(kind: str, due_on: date | None) -> str:
    """What was done, with the date that goes along."""
    if due_on is None:
        return STEP_LABELS[kind]
    wished = "希望する期限" if kind == ASKED else "新しい期限"
    return f"{STEP_LABELS[kind]}（{wished}: {japanese_day(due_on)}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is written down of a promise."""

    what: str
    owner_id: UUID
    person: str
    due_on: date
    for_all: bool


class Standing(NamedTuple):
    """How a promise stands, as a list says it."""

    label: str
    tone: str
    icon: str


def is_overdue(state: str, due_on: date, today: date) -> bool:
    return state in OPEN and due_on < today


def standing(state: str, due_on: date, today: date) -> Standing:
    """Of an open one whose date has passed, that comes first."""
    if is_overdue(state, due_on, today):
        return Standing(f"期限切れ（{STATE_LABELS[state]}）", "error", "schedule")
    return Standing(STATE_LABELS[state], TONES[state], ICONS[state])


SHOWN = MappingProxyType(
    {"open": "終わっていないもの", "overdue": "期限切れ", "done": "完了", "all": "すべて"}
)


def is_shown(wanted: str, state: str, due_on: date, today: date) -> bool:
    """Whether a promise is one of those that a list was asked for."""
    return {
        "open": state in OPEN,
        "overdue": is_overdue(state, due_on, today),
        "done": state == DONE,
        "all": True,
    }[wanted]


def reminder_due(
    state: str, due_on: date, *, known_on: date, today: date, days: OpenDays
) -> str | None:
    """Which reminder it is time for; None when it is none.

    `known_on`: the day on which the owner learned of that date. Who learned of it when it was
    near already is not told of it twice. One who has asked for more time waits for an answer.
    """
    if state not in (PROMISED, BEGUN):
        return None
    if today > due_on:
        return OVERDUE
    near = open_days_before(due_on, REMIND_BEFORE, days, today=known_on)
    return NEAR if near and near <= today else None


def why_not_due_on(due_on: date, *, held_on: date) -> str | None:
    """What is wrong with the date of a promise, in words; None when nothing is.

    It may be past: minutes are written up days after the meeting.
    """
    return "期限は、会議の日かそれより後の日にしてください。" if due_on < held_on else None


def why_not_prolonged_to(due_on: date, *, today: date) -> str | None:
    """What is wrong with a new date, in words; None when nothing is."""
    return "新しい期限は、今日かそれより後の日にしてください。" if due_on < today else None


def how_many(states: Sequence[tuple[str, date]], today: date) -> dict[str, int]:
    """How many promises each list would show."""
    return {
        wanted: sum(is_shown(wanted, state, due_on, today) for state, due_on in states)
        for wanted in SHOWN
    }
