"""The columns of a list that is taken out, and how a record fills them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from app.calendar import CITY_TIME
from app.codes.rules import CodeLists
from app.consultations.rules import number_label
from app.transfers.rules.exports import BEFORE_TOPICS
from app.transfers.rules.fields import LISTS, TITLES, Field
from app.transfers.rules.tables import Cell

LONGEST_CELL = 30_000
"""Letters. Excel keeps 32,767 in a cell."""


class Record(NamedTuple):
    """What is read of a consultation to be written. The person is there only if asked for."""

    id: UUID
    fiscal_year: int
    number: int
    received_at: datetime
    channel: str
    client_type: str
    kind: str
    summary: str
    body: str
    response: str
    outcome: str | None
    referral_target: str | None
    person_name: str | None
    person_kana: str | None
    person_contact: str | None
    organization_name: str | None
    activity_fields: Sequence[str]
    minutes: int | None
    received_by_name: str
    topics: Sequence[str]
    primary_topic: str | None
    continues: tuple[int, int] | None
    """Fiscal year and number of the consultation that this one goes on from."""
    notes: Sequence["Note"]
    contact: "Known | None"
    contact_group: str | None


class Note(NamedTuple):
    """One entry of 経過, as it was last put right."""

    happened_on: date
    author_name: str
    channel: str
    words: str


class Known(NamedTuple):
    """The person a consultation points at, as the record of contacts has them now."""

    name: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Layout:
    """The columns of one export, in their order."""

    fields: tuple[Field, ...]
    lists: CodeLists

    @property
    def headings(self) -> list[str]:
        """As the import knows them, with a column for each topic there ever was."""
        before, after = self._sides()
        topics = [entry.label for entry in self.lists.lists["topics"]]
        return [*(TITLES[each] for each in before), *topics, *(TITLES[each] for each in after)]

    @property
    def topic_columns(self) -> range:
        """Where the ○ and ◎ stand, counted from 0."""
        first = len(self._sides()[0])
        return range(first, first + len(self.lists.lists["topics"]))

    @staticmethod
    def number_of(record: Record) -> str:
        """受付番号, by which a person finds the row again."""
        return number_label(record.fiscal_year, record.number)

    def writer(self) -> Callable[[Record], list[Cell]]:
        """What makes the cells of a row out of a record; looks everything up only once."""
        labels = {
            name: {entry.code: entry.label for entry in entries}
            for name, entries in self.lists.lists.items()
        }
        before, after = ([_reader(field, labels) for field in side] for side in self._sides())
        topics = [entry.code for entry in self.lists.lists["topics"]]

        def write(record: Record) -> list[Cell]:
            marks = dict.fromkeys(record.topics, "○")
            if record.primary_topic:
                marks[record.primary_topic] = "◎"
            return [
                *(read(record) for read in before),
                *(marks.get(topic) for topic in topics),
                *(read(record) for read in after),
            ]

        return write

    def _sides(self) -> tuple[list[Field], list[Field]]:
        before = [field for field in self.fields if field in BEFORE_TOPICS]
        return before, [field for field in self.fields if field not in BEFORE_TOPICS]


_SPECIAL: dict[Field, Callable[[Record], Cell]] = {
    Field.REFERENCE: Layout.number_of,
    # Without a zone, as a sheet keeps it; to the minute, as it is shown and read.
    Field.RECEIVED_AT: lambda record: record.received_at.astimezone(CITY_TIME).replace(
        tzinfo=None, second=0, microsecond=0
    ),
    Field.STAFF_NAME: lambda record: record.received_by_name,
    Field.CONTINUES: lambda record: number_label(*record.continues) if record.continues else None,
    Field.CONTACT_NAME: lambda record: record.contact.name if record.contact else None,
    Field.CONTACT_LINES: lambda record: "、".join(record.contact.lines) if record.contact else None,
}


def _reader(field: Field, labels: Mapping[str, Mapping[str, str]]) -> Callable[[Record], Cell]:
    if field in _SPECIAL:
        return _SPECIAL[field]
    if field is Field.FOLLOW_UPS:
        return lambda record: told(record.notes, labels["channels"])
    read: Callable[[Record], Any] = attrgetter(field.value)
    if field is Field.ACTIVITY_FIELDS:
        names = labels[LISTS[field]]
        return lambda record: "、".join(names.get(code, code) for code in record.activity_fields)
    if field in LISTS:
        names = labels[LISTS[field]]
        return lambda record: names.get(read(record))
    return read


def told(notes: Sequence[Note], channels: Mapping[str, str]) -> str:
    """A line or more for each note; what finds no room is said, not dropped in silence."""
    written = ""
    for place, note in enumerate(notes):
        channel = channels.get(note.channel, note.channel)
        head = f"{note.happened_on:%Y-%m-%d} {note.author_name}({channel}): "
        line = f"{head}{note.words}\n"
        left = f"(ほか{len(notes) - place}件は画面でご覧ください)"
        if len(written) + len(line) + len(left) > LONGEST_CELL:
            return written + left
        written += line
    return written.removesuffix("\n")
