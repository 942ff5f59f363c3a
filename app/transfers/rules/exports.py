"""How a list of consultations is written: the headings of the import, one cell one datum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.codes.rules import CodeLists
from app.consultations.rules.finding import CHOICES, CODED, Filters, words_of
from app.transfers.rules.fields import Field

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
WORDS = (Field.BODY, Field.RESPONSE, Field.FOLLOW_UPS)
PERSON = (
    Field.PERSON_NAME,
    Field.PERSON_KANA,
    Field.PERSON_CONTACT,
    Field.CONTACT_NAME,
    Field.CONTACT_LINES,
    Field.CONTACT_GROUP,
)
BEFORE_TOPICS = (
    Field.REFERENCE,
    Field.RECEIVED_AT,
    Field.CHANNEL,
    Field.CLIENT_TYPE,
    Field.KIND,
    Field.CONTINUES,
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
        return tuple(field for field in (*BEFORE_TOPICS, *_AFTER_TOPICS) if field not in left_out)


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
        _names("受付者", filters.staff),
        _names("担当", filters.owners),
        *(words_of(n, getattr(filters, n) or "", lists) for n in CHOICES),
    ]
    return "、".join(filter(None, said)) or "すべての相談"


def _names(role: str, names: Sequence[str]) -> str:
    return f"{role} {'・'.join(names)}" if names else ""


def file_name(file_format: str, ordered_on: date, rows: int) -> str:
    kind = "xlsx" if file_format == "xlsx" else "csv"
    return f"相談_{ordered_on:%Y%m%d}_{rows}件.{kind}"
