"""Which papers go into a pack, in which order, and beside which item of the agenda. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from app.meetings.rules.agenda import HANDOUTS
from app.meetings.rules.packs import AgendaLine

AGENDA = "agenda"
STATISTICS = "statistics"
CASES = "cases"
REPORTS = "reports"
STORIES = "stories"
PROMISES = "promises"
REPORTS_TITLE = HANDOUTS[REPORTS]
STORIES_TITLE = HANDOUTS[STORIES]
PROMISES_TITLE = HANDOUTS[PROMISES]
ADDED = "added:"
BROUGHT = "brought:"
"""With the id of the file: one that the convening center added, one that a ward brought."""

STORY = "story:"
"""With the id of a published story, where it is left out."""

LONGEST_TITLE = 60

Direction = Literal["up", "down"]


def added(file_id: UUID) -> str:
    return f"{ADDED}{file_id}"


def brought(file_id: UUID) -> str:
    return f"{BROUGHT}{file_id}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided by hand; nothing of it has to be."""

    order: tuple[str, ...] = ()
    """Keys as they were last seen and moved; what is not named here follows in the usual order."""
    left_out: frozenset[str] = frozenset()
    """Papers, and published stories (`story:` with its id) that a ward picked."""
    story_ids: tuple[UUID, ...] = ()
    """Published stories that the convening center adds to those that wards picked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A paper that may go in."""

    key: str
    title: str
    told: str
    """What is in it, in words."""
    is_empty: bool = False
    """There is nothing in it: it is left out whatever is wished."""
    refusal: str = ""
    """Why it cannot be printed; it is left out then."""
    item_id: UUID | None = None
    """The item of the agenda that somebody named for it."""
    line_ids: frozenset[UUID] = frozenset()
    """Lines of the ward that brought it: an item made of one of them is its item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate in its place."""

    candidate: Candidate
    number: int
    """Of the 資料; 0: it does not go in."""
    chosen: bool
    """Whether somebody wishes it in, as all are wished unless somebody says otherwise."""


@dataclass(slots=True)
class _Numbers:
    last: int = field(default=0)

    def next(self) -> int:
        self.last += 1
        return self.last


def arranged(candidates: Sequence[Candidate], plan: Plan) -> list[Placed]:
    """All candidates in their order, those that go in numbered without a gap."""
    known = {key: place for place, key in enumerate(plan.order)}
    usual = {each.key: place for place, each in enumerate(candidates)}
    ordered = sorted(
        candidates, key=lambda each: (known.get(each.key, len(known)), usual[each.key])
    )
    numbers, placed = _Numbers(), []
    for each in ordered:
        chosen = each.key not in plan.left_out
        goes_in = chosen and not each.is_empty and not each.refusal
        placed.append(
            Placed(candidate=each, number=numbers.next() if goes_in else 0, chosen=chosen)
        )
    return placed


def moved(placed: Sequence[Placed], key: str, direction: Direction) -> tuple[str, ...]:
    """The order with one paper past its neighbor; at either end nothing happens.

    One that goes in passes those that do not: so each move changes its number.

    Raises:
        ValueError: there is no such paper.
    """
    keys = [each.candidate.key for each in placed]
    place, step = keys.index(key), -1 if direction == "up" else 1
    other = place + step
    while placed[place].number and 0 <= other < len(keys) and not placed[other].number:
        other += step
    if 0 <= other < len(keys):
        keys.insert(other, keys.pop(place))
    return tuple(keys)


def beside(papers: Sequence[Candidate], agenda: Sequence[AgendaLine]) -> Mapping[int, int]:
    """Number of a paper → the place of the item it is talked about with, where there is one.

    The item that somebody named for the paper; else one made of a line of the same ward's; else
    the item that says so itself.
    """
    found = {}
    for number, paper in enumerate(papers, start=1):
        place = next(
            (place for wanted in (_named, _made, _usual) for place in wanted(paper, agenda)), None
        )
        if place is not None:
            found[number] = place
    return found


def _named(paper: Candidate, agenda: Sequence[AgendaLine]) -> list[int]:
    return [place for place, line in enumerate(agenda) if line.id == paper.item_id]


def _made(paper: Candidate, agenda: Sequence[AgendaLine]) -> list[int]:
    return [place for place, line in enumerate(agenda) if line.line_id in paper.line_ids]


def _usual(paper: Candidate, agenda: Sequence[AgendaLine]) -> list[int]:
    return [place for place, line in enumerate(agenda) if line.facts.handout == paper.key]
