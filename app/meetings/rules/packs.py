"""What goes into a pack of handouts, and what comes out. Pure values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.calendar import Month, Period
from app.meetings.rules.agenda import HANDOUTS, ItemFacts, MeetingFacts

FileFormat = Literal["docx", "pdf"]

TITLES = ("次第", *HANDOUTS.values())
"""Of the papers, by number."""

STEPS = (
    "会議の内容を読んでいます",
    "相談の件数を集計しています",
    *(f"「{title}」を作っています" for title in TITLES),
    "全体を一つのPDFにまとめています",
    "でき上がった資料を保存しています",
)
"""What the worker does, in order, as the page says it while it waits."""


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
class Material:
    """Everything of the convening center's that goes into a pack, read at one moment."""

    meeting: MeetingFacts
    agenda: tuple[ItemFacts, ...]
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


def paper_label(number: int) -> str:
    """資料1, 資料2, …; the agenda carries no number."""
    return f"資料{number}" if number else ""


def file_name(material: Material, words: str, file_format: FileFormat) -> str:
    """20261210_資料1_相談統計_第2版.pdf: sorts by day, and no edition hides another."""
    edition = f"_第{material.edition}版" if material.edition > 1 else ""
    return f"{material.meeting.held_on:%Y%m%d}_{words}{edition}.{file_format}"
