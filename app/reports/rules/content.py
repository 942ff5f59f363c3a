"""What an edition says, as plain values, and the one way in which they are written down.

`canonical` gives the same bytes for the same values for ever: keys sorted, no spaces, UTF-8,
whole numbers only. The hash is of these bytes.
"""

import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside the year before. None in `before`: nothing to compare with."""

    code: str
    label: str
    value: int
    before: int | None


@dataclass(frozen=True, slots=True)
class TopicLine:
    code: str
    label: str
    value: int
    before: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """`month` as 2020-07. None: nothing was reported."""

    month: str
    value: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a programme came to: counted by the system, or entered by hand."""

    key: str
    programme: int
    label: str
    value: int
    before: int | None
    unit: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """All that the system counts, as it was known at the report's moment."""

    consultations: Line
    year_to_date: int
    """Consultations since April, to the end of the report's months."""
    topics: tuple[TopicLine, ...]
    topics_total: int
    topics_total_before: int | None
    months: tuple[MonthLine, ...]
    breakdowns: tuple[Breakdown, ...]
    results: tuple[Result, ...]
    reported: str
    """17/18区, where a figure is of all wards; otherwise empty."""
    since: str
    """Of a first year that is not whole, from which day it counts; otherwise empty."""
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """Minutes of a month (2020-07)."""

    month: str
    available: int
    joint: int
    standalone: int


@dataclass(frozen=True, slots=True)
class Entered:
    """All that people entered by hand, as it stood when the edition was made."""

    spaces: tuple[SpaceLine, ...]
    average: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One of the named texts, as clean HTML."""

    place: str
    html: str


@dataclass(frozen=True, slots=True)
class Example:
    """相談内容例 of one topic, chosen by staff."""

    topic: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    term: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what the 速報 said. None: it was not, or is no longer, there."""

    key: str
    label: str
    was: int | None
    now: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Content:
    kind: str
    stage: str
    number: int
    """Of the edition: 第n版."""
    title: str
    center: str
    first: str
    last: str
    as_of: str
    """The moment whose knowledge the counted figures are, as ISO 8601 in city time."""
    counted: Counted
    entered: Entered
    texts: tuple[Written, ...]
    examples: tuple[Example, ...]
    definitions: tuple[Definition, ...]
    compared_with: int | None
    """The edition of the 速報 that `changes` are from."""
    changes: tuple[Change, ...]

    def text(self, place: str) -> str:
        return next((each.html for each in self.texts if each.place == place), "")


def canonical(value: Any) -> str:
    """One of the values above as JSON, always in the same letters."""
    return json.dumps(asdict(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Hexadecimal SHA-256 of what `canonical` wrote."""
    return sha256(text.encode()).hexdigest()


def reopened(text: str) -> Content:
    """The content from what `canonical` wrote.

    Raises:
        ValueError, KeyError: it wrote something else.
    """
    content: Content = _shaped(Content, json.loads(text))
    return content


def _shaped(shape: Any, value: Any) -> Any:
    if isinstance(shape, type) and is_dataclass(shape):
        hints = get_type_hints(shape)
        return shape(
            **{each.name: _shaped(hints[each.name], value[each.name]) for each in fields(shape)}
        )
    origin = get_origin(shape)
    if origin is tuple:
        return tuple(_shaped(get_args(shape)[0], each) for each in value)
    if origin in {Union, types.UnionType}:
        known = [each for each in get_args(shape) if each is not type(None)]
        return None if value is None else _shaped(known[0], value)
    return shape(value)
