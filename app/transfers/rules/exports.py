"""How a list of consultations is written: the headings of the import, one cell one datum."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from app.calendar import CITY_TIME
from app.codes.rules import CodeLists
from app.consultations.rules import number_label
from app.consultations.rules.finding import CHOICES, CODED, Filters, words_of
from app.transfers.rules.fields import LISTS, TITLES, Field
from app.transfers.rules.tables import Cell

PART = 500
"""Rows written in one step. Few, so that even the longest texts fit into little memory."""
SHEET_ROWS = 1_000_000
"""Rows of one sheet, whole parts. Excel has room for 1,048,576 with the heading."""
KEPT_DAYS = 3
"""Days for which a written file may be fetched; that it was written is remembered."""

FORMATS = {
    "xlsx": "Excel(.xlsx)",
    "csv": "CSV(UTF-8)",
    "csv_cp932": "CSV(Shift_JIS)",
}
WORDS = (Field.BODY, Field.RESPONSE)
PERSON = (Field.PERSON_NAME, Field.PERSON_KANA, Field.PERSON_CONTACT)
_BEFORE_TOPICS = (
    Field.REFERENCE,
    Field.RECEIVED_AT,
    Field.CHANNEL,
    Field.CLIENT_TYPE,
    Field.KIND,
)
_AFTER_TOPICS = (
    Field.SUMMARY,
    *WORDS,
    Field.OUTCOME,
    Field.REFERRAL_TARGET,
    *PERSON,
    Field.ORGANIZATION_NAME,
    Field.ACTIVITY_FIELDS,
    Field.MINUTES,
    Field.STAFF_NAME,
)


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


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to take out: which consultations, how, and with whose data."""

    file_format: str
    filters: Filters
    filters_words: str
    with_words: bool = False
    with_person: bool = False
    reason: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns before and after the topics."""
        left_out = (() if self.with_words else WORDS) + (() if self.with_person else PERSON)
        return tuple(field for field in (*_BEFORE_TOPICS, *_AFTER_TOPICS) if field not in left_out)


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
        before = [field for field in self.fields if field in _BEFORE_TOPICS]
        return before, [field for field in self.fields if field not in _BEFORE_TOPICS]


_SPECIAL: dict[Field, Callable[[Record], Cell]] = {
    Field.REFERENCE: Layout.number_of,
    # Without a zone, as a sheet keeps it; to the minute, as it is shown and read.
    Field.RECEIVED_AT: lambda record: record.received_at.astimezone(CITY_TIME).replace(
        tzinfo=None, second=0, microsecond=0
    ),
    Field.STAFF_NAME: lambda record: record.received_by_name,
}


def _reader(field: Field, labels: Mapping[str, Mapping[str, str]]) -> Callable[[Record], Cell]:
    if field in _SPECIAL:
        return _SPECIAL[field]
    read: Callable[[Record], Any] = attrgetter(field.value)
    if field is Field.ACTIVITY_FIELDS:
        names = labels[LISTS[field]]
        return lambda record: "、".join(names.get(code, code) for code in record.activity_fields)
    if field in LISTS:
        names = labels[LISTS[field]]
        return lambda record: names.get(read(record))
    return read


def filters_words(filters: Filters, lists: CodeLists) -> str:
    """What a list was narrowed to, in a line for the log of exports."""
    said = [
        f"「{filters.words}」" if filters.words else "",
        f"{filters.month.year}年{filters.month.label}" if filters.month else "",
        f"{filters.since:%Y/%m/%d}から" if filters.since else "",
        f"{filters.until:%Y/%m/%d}まで" if filters.until else "",
        f"{filters.sent_since:%Y/%m/%d}からつないだ" if filters.sent_since else "",
        f"{filters.sent_until:%Y/%m/%d}までつないだ" if filters.sent_until else "",
        *("・".join(words_of(n, code, lists) for code in getattr(filters, n)) for n in CODED),
        "・".join(filters.staff),
        *(words_of(n, getattr(filters, n) or "", lists) for n in CHOICES),
    ]
    return "、".join(filter(None, said)) or "すべての相談"


def file_name(file_format: str, ordered_on: date, rows: int) -> str:
    kind = "xlsx" if file_format == "xlsx" else "csv"
    return f"相談_{ordered_on:%Y%m%d}_{rows}件.{kind}"
