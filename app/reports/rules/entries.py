"""What people enter by hand for one report, as whole lists. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

MOST_EXAMPLES, MOST_LINES, MOST_FIGURES = 10, 10, 40


@dataclass(frozen=True, slots=True)
class ExampleEntry:
    """相談内容例 of one topic."""

    topic: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure that the system does not count. None in `before`: not known."""

    programme: int
    label: str
    value: int
    before: int | None
    unit: str


def tag(entries: Sequence[ExampleEntry | FigureEntry]) -> str:
    """Names a list as it stands, so that the second of two editors sees that there was a first."""
    written = json.dumps([asdict(each) for each in entries], ensure_ascii=False, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]
