"""How a word finds the meetings at which it was said. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.consultations.rules.search import fold

MOST_SHOWN = 4
"""Of one meeting; how many more there are is said."""


class Place(StrEnum):
    """Where in a meeting's papers a text stands."""

    TITLE = "title"
    AGENDA = "agenda"
    HANDOUT = "handout"
    MINUTES = "minutes"
    ACTION = "action"

    @property
    def label(self) -> str:
        return PLACE_LABELS[self]


PLACE_LABELS = {
    Place.TITLE: "会議名・会場",
    Place.AGENDA: "議題",
    Place.HANDOUT: "資料",
    Place.MINUTES: "議事録",
    Place.ACTION: "宿題",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a meeting that the open center may read."""

    place: Place
    words: str


def hits(texts: Iterable[Text], sought: Sequence[Sequence[str]]) -> list[Text] | None:
    """The texts of one meeting in which something sought stands; None where a word is missing.

    All words must stand somewhere in the meeting, each in any of its ways, not all in one text.
    """
    folded = [(text, fold(text.words)) for text in texts]
    found: list[Text] = []
    for ways in sought:
        holding = [text for text, words in folded if any(way in words for way in ways)]
        if not holding:
            return None
        found.extend(text for text in holding if text not in found)
    return sorted(found, key=lambda text: list(Place).index(text.place))
