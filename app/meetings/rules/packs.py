"""What goes into a pack of handouts, and what comes out. Pure values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from app.calendar import Month, Period
from app.meetings.rules.agenda import ItemFacts, MeetingFacts

FileFormat = Literal["docx", "pdf", "xlsx", "pptx"]

AGENDA = "次第"
LONGEST_NAME = 80
"""Letters of a file's name that its paper gives."""
_UNNAMABLE = re.compile(r'[\\/:*?"<>|\s]+')


def steps(titles: Sequence[str] = (AGENDA,)) -> Sequence[str]:
    """What the worker does for these papers, in order, as the page says it while it waits."""
    return (
        "会議の内容を読んでいます",
        "相談の件数を集計しています",
        *(f"「{title}」を作っています" for title in titles),
        "全体を一つのPDFにまとめています",
        "でき上がった資料を保存しています",
    )


@dataclass(frozen=True, slots=True)
class Case:
    """A letter from a ward as the handout tells it: no person, no group, no body."""

    ward: str
    month: Month
    topics: tuple[str, ...]
    summary: str
    wanted: str
    state: str


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of the agenda, and the line of a ward's that it was made of, if any."""

    id: UUID
    line_id: UUID | None
    facts: ItemFacts


@dataclass(frozen=True, slots=True)
class Material:
    """What a pack says of the meeting itself, read at one moment."""

    meeting: MeetingFacts
    agenda: tuple[AgendaLine, ...]
    cases: tuple[Case, ...]
    edition: int
    requested_at: datetime

    @property
    def period(self) -> Period:
        return Period(self.meeting.first_month, self.meeting.last_month)


@dataclass(frozen=True, slots=True)
class Paper:
    """One finished file of a pack."""

    number: int
    """Of the 資料; 0 is the agenda itself."""
    title: str
    file_format: FileFormat
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper of a pack, whatever files it is printed in."""

    number: int
    key: str
    """What it is, from edition to edition: see `app.handouts.rules.papers`."""
    title: str
    digest: str
    """Of everything it says, but for its number and its date."""
    document: dict[str, Any] | None
    """What a screen shows of it (`app.documents.plain`); None for pages that came as a PDF."""


def paper_label(number: int) -> str:
    """資料1, 資料2, …; the agenda carries no number."""
    return f"資料{number}" if number else ""


def paper_name(number: int, title: str) -> str:
    """資料1 相談統計; the agenda is called by its title alone."""
    return f"{paper_label(number)} {title}" if number else title


def file_name(material: Material, words: str, file_format: FileFormat) -> str:
    """20261210_資料1_相談統計_第2版.pdf: sorts by day, and no edition hides another."""
    edition = f"_第{material.edition}版" if material.edition > 1 else ""
    plain = _UNNAMABLE.sub("_", words)[:LONGEST_NAME].strip("_.")
    return f"{material.meeting.held_on:%Y%m%d}_{plain}{edition}.{file_format}"
