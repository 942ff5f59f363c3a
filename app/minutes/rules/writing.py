"""How versions of one thing hang together, and where a meeting is. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

NOTE = "note"
DECISION = "decision"
ATTENDANCE = "attendance"
KINDS = {NOTE: "記録", DECISION: "決定"}
"""What is typed about an item; attendance has no item."""

PRESENT = "present"
ABSENT = "absent"
OBSERVER = "observer"
STATES = {PRESENT: "出席", ABSENT: "欠席", OBSERVER: "オブザーバー"}
AS_ANSWERED = {"attends": PRESENT, "absent": ABSENT, "observes": OBSERVER}
"""What was answered to the invitation → what is written down when it came true."""

LONGEST = 4000
LONGEST_NAMES = 300


class Entry(Protocol):
    """A version, as it is kept."""

    @property
    def id(self) -> UUID: ...
    @property
    def thread_id(self) -> UUID: ...
    @property
    def item_id(self) -> UUID | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str | None: ...
    @property
    def words(self) -> str: ...
    @property
    def substitutes(self) -> str: ...
    @property
    def follows(self) -> Sequence[UUID]: ...
    @property
    def author_name(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What somebody types, by form or by API."""

    id: UUID
    kind: str
    words: str = ""
    item_id: UUID | None = None
    attendee: str | None = None
    """The slug of the center that came, or did not."""
    state: str | None = None
    substitutes: str = ""
    follows: Sequence[UUID] = ()
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """One thing that was written down, with all that became of it."""

    versions: Sequence[Entry]
    """In the order they came."""

    @property
    def heads(self) -> Sequence[Entry]:
        """The versions that none follows: one, or several that somebody has to choose from."""
        followed = {each for version in self.versions for each in version.follows}
        return [version for version in self.versions if version.id not in followed]

    @property
    def first(self) -> Entry:
        return self.versions[0]

    @property
    def is_open(self) -> bool:
        """Whether two changed the same version, and nobody has chosen yet."""
        return len({(head.words, head.state, head.substitutes) for head in self.heads}) > 1

    @property
    def is_gone(self) -> bool:
        return self.first.kind != ATTENDANCE and not any(head.words for head in self.heads)

    @property
    def last(self) -> Entry:
        return self.heads[-1]

    @property
    def follows(self) -> str:
        """What the next version names: every head, so that it is the only one."""
        return " ".join(str(head.id) for head in self.heads)


def threads(entries: Sequence[Entry]) -> list[Thread]:
    """Everything that was written and not taken back, in the order in which it was begun."""
    versions: dict[UUID, list[Entry]] = {}
    for entry in entries:
        versions.setdefault(entry.thread_id, []).append(entry)
    begun = sorted(versions.values(), key=lambda each: (each[0].written_at, each[0].id))
    return [thread for thread in map(Thread, begun) if not thread.is_gone]


class Placed(NamedTuple):
    """What was written about one item of the agenda; under None, what is about none of them."""

    item_id: UUID | None
    threads: Sequence[Thread]


def placed(found: Sequence[Thread], items: Sequence[UUID]) -> Iterator[Placed]:
    """By item in their order; at the end what belongs to no item, or to one that has gone."""
    written = [thread for thread in found if thread.first.kind != ATTENDANCE]
    for item_id in items:
        yield Placed(item_id, [each for each in written if each.last.item_id == item_id])
    yield Placed(None, [each for each in written if each.last.item_id not in set(items)])


def attendance(found: Sequence[Thread]) -> dict[UUID, Thread]:
    """By center."""
    return {each.first.thread_id: each for each in found if each.first.kind == ATTENDANCE}


class Item(Protocol):
    """A line of the agenda."""

    @property
    def id(self) -> UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def presenter(self) -> str: ...
    @property
    def minutes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the meeting is. Clocks run in the browser, from these moments of the server's."""

    now: datetime
    begins_at: datetime
    ends_at: datetime
    current: Item | None
    begun_at: datetime | None
    next: Item | None
    is_over: bool

    @property
    def item_ends_at(self) -> datetime | None:
        if self.current is None or self.begun_at is None:
            return None
        return self.begun_at + timedelta(minutes=self.current.minutes)


def beside(items: Sequence[Item], current: UUID | None) -> tuple[Item | None, Item | None]:
    """The items before and after; before the meeting has begun, the first comes next."""
    places = [item.id for item in items]
    if current not in places:
        return None, items[0] if items else None
    place = places.index(current)
    after = items[place + 1] if place + 1 < len(items) else None
    return (items[place - 1] if place else None), after
