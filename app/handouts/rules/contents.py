"""What a pack is made of, read at one moment. Pure values."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.handouts.rules.papers import Candidate, Plan
from app.meetings.rules.packs import Material


@dataclass(frozen=True, slots=True)
class WardShare:
    """What one ward brought in lines. Nothing in both: it said that there is nothing."""

    ward: str
    reports: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.reports and not self.topics


@dataclass(frozen=True, slots=True)
class StoryTold:
    """A published story, with the ward's name only where the ward wishes it."""

    id: UUID
    title: str
    topics: tuple[str, ...]
    situation: str
    response: str
    lesson: str
    ward: str | None


@dataclass(frozen=True, slots=True)
class PromiseOpen:
    """宿題 of an earlier meeting that is not done yet, and is for every ward to know."""

    meeting: str
    what: str
    who: str
    due_on: date


@dataclass(frozen=True, slots=True)
class FileBrought:
    """A file as it came; the center it came from, or none for the convening center's own."""

    key: str
    title: str
    name: str
    from_name: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    material: Material
    candidates: tuple[Candidate, ...]
    plan: Plan
    shares: tuple[WardShare, ...]
    not_submitted: tuple[str, ...]
    """Wards that submitted nothing, by name."""
    stories: tuple[StoryTold, ...]
    promises: tuple[PromiseOpen, ...]
    """The earliest date first."""
    files: tuple[FileBrought, ...]
    """Those that go in."""
