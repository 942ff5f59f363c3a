"""What an edition says, as plain values, and the one way in which they are written down.

`canonical` gives the same bytes for the same values for ever: keys sorted, no spaces, UTF-8,
whole numbers only. The hash is of these bytes.
"""

import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.calendar import Month, Period


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside the year before and, in a month's report, the month before.

    None: there is nothing to compare with.
    """

    code: str
    label: str
    value: int
    before: int | None
    previous: int | None


@dataclass(frozen=True, slots=True)
class TopicLine:
    code: str
    label: str
    value: int
    before: int | None
    previous: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """`month` as 2020-07. None: nothing was reported."""

    month: str
    value: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    code: str
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
    """All that the system counts, as it was known at the end of the report's day."""

    first: str
    last: str
    """The months, 2020-04; both ends included."""
    consultations: Line
    to_date: Line
    """Consultations since April, to the end of the last month."""
    others: tuple[Line, ...]
    """Further figures of a month's report."""
    topics: tuple[TopicLine, ...]
    topics_total: Line
    months: tuple[MonthLine, ...]
    breakdowns: tuple[Breakdown, ...]
    results: tuple[Result, ...]
    reported: str
    """17/18区, where a figure is of all wards; otherwise empty."""
    since: str
    """The day (2020-06-29) from which a first period counts that is not whole; otherwise empty."""
    remarks: tuple[str, ...]

    @property
    def period(self) -> Period:
        return Period(Month.parse(self.first), Month.parse(self.last))


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
class Compared:
    """With which issued 速報 the figures were compared, and what differs in its own months."""

    number: int
    first: str
    last: str
    changes: tuple[Change, ...]

    @property
    def period(self) -> Period:
        return Period(Month.parse(self.first), Month.parse(self.last))


@dataclass(frozen=True, slots=True)
class Content:
    kind: str
    stage: str
    number: int
    """Of the edition: 第n版."""
    title: str
    center: str
    as_of: str
    """The day (2021-03-10) at whose end the counted figures were known."""
    made_on: str
    """The day on which the edition was ordered."""
    counted: Counted
    entered: Entered
    texts: tuple[Written, ...]
    examples: tuple[Example, ...]
    stories: tuple[str, ...]
    """Titles of the stories that the center published in the month of a month's report."""
    definitions: tuple[Definition, ...]
    compared: Compared | None

    @property
    def period(self) -> Period:
        return self.counted.period

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
