"""What a call for topics asks, when who is reminded, and how a ward stands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from app.calendar import CITY_TIME
from app.meetings.rules.agenda import ItemFacts

MOST_LINES = 5
MOST_FILES = 10
LONGEST_LINE = 200
MOST_REMIND_BEFORE = 10
"""Open days."""
USUAL_REMIND_BEFORE = 2

REPORT = "report"
TOPIC = "topic"
LINE_KINDS = {REPORT: "報告", TOPIC: "議題"}
ON_AGENDA = {REPORT: ("report", 2), TOPIC: ("discussion", 15)}
"""Kind of line → the kind of agenda item it becomes, and how many minutes it begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What the convening center decides about a call."""

    words: str
    due_on: date
    remind_before: int
    """Open days before the deadline; 0: nobody is reminded by itself."""


class Line(NamedTuple):
    """One line that a ward brings."""

    kind: str
    words: str


def why_not_due_on(due_on: date, *, today: date, held_on: date) -> str | None:
    """What is wrong with a deadline, in words; None when nothing is."""
    if due_on < today:
        return "締切は、今日かそれより後の日にしてください。"
    if due_on > held_on:
        return "締切は、会議の日かそれより前にしてください。"
    return None


class Standing(NamedTuple):
    """How a ward stands with a call, as its tile says it."""

    label: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class WardTile:
    """One ward of the board."""

    ward_id: UUID
    slug: str
    name: str
    submitted_at: datetime | None
    reminded_at: datetime | None
    due_on: date

    @property
    def is_late(self) -> bool:
        at = self.submitted_at
        return at is not None and at.astimezone(CITY_TIME).date() > self.due_on

    @property
    def standing(self) -> Standing:
        if self.submitted_at:
            label = "提出済（締切後）" if self.is_late else "提出済"
            return Standing(label, "success", "check_circle")
        if self.reminded_at:
            return Standing("督促済", "warn", "mail")
        return Standing("未提出", "neutral", "hourglass_top")


def not_yet(tiles: Sequence[WardTile]) -> list[WardTile]:
    """The wards that have brought nothing yet."""
    return [tile for tile in tiles if tile.submitted_at is None]


def may_be_reminded(tile: WardTile, now: datetime) -> bool:
    """Whether a ward is asked again: not who has submitted, and nobody twice on one day."""
    if tile.submitted_at:
        return False
    return may_ask_again(tile.reminded_at, now)


def may_ask_again(last: datetime | None, now: datetime) -> bool:
    """Nobody is asked twice on one day."""
    return last is None or last.astimezone(CITY_TIME).date() < now.astimezone(CITY_TIME).date()


def agenda_item(line: Line, *, presenter: str) -> ItemFacts:
    """The item that a line becomes: of its kind, with the usual minutes, presented by the ward."""
    kind, minutes = ON_AGENDA[line.kind]
    return ItemFacts(title=line.words, kind=kind, presenter=presenter, minutes=minutes)
