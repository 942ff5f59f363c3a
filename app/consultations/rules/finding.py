"""What somebody looks for in the list, as its address says it."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.calendar import Month
from app.codes.rules import CodeLists

OPEN, OVER = "open", "over"
STATES = {OPEN: "対応中", OVER: "終了"}
YES, NO = "yes", "no"
REFERRED = {YES: "つないだ", NO: "つないでいない"}
CONTINUED = {"new": "新規の相談", "continued": "継続の相談"}
TIMED = {YES: "記した"}
LINKED = {YES: "記録した"}
NO_OUTCOME = "none"
"""Among outcomes: nothing was chosen."""
CHOICES = {
    "state": STATES,
    "referred": REFERRED,
    "continued": CONTINUED,
    "timed": TIMED,
    "linked": LINKED,
}
"""Filters that choose one of a few."""
CODED = {
    "topics": "topics",
    "primary_topics": "topics",
    "channels": "channels",
    "client_types": "client_types",
    "kinds": "kinds",
    "outcomes": "outcomes",
    "activity_fields": "activity_fields",
}
"""Filters whose values are codes, and the list that these are in."""
DAYS = ("since", "until", "sent_since", "sent_until")


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything that narrows the list. Several codes of one kind mean any of them."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    month: Month | None = None
    topics: tuple[str, ...] = ()
    primary_topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    client_types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    activity_fields: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    """受付者, by name: what was brought in from a workbook knows no account."""
    owners: tuple[str, ...] = ()
    """担当: who has the case now."""
    state: str | None = None
    referred: str | None = None
    continued: str | None = None
    timed: str | None = None
    """所要時間: whether minutes were written down."""
    linked: str | None = None
    """Logged for a letter, so that the ward and this center both count the case."""
    sent_since: date | None = None
    """When the letter about it was sent."""
    sent_until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.asked)

    @property
    def asked(self) -> dict[str, Any]:
        """Only what narrows: the name of a filter and its value."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    @property
    def address(self) -> dict[str, Any]:
        """The same as arguments of an address, to be read again by `ConsultationFilters`."""
        return {
            name: list(value) if isinstance(value, tuple) else str(value)
            for name, value in self.asked.items()
        }


def words_of(name: str, value: str, lists: CodeLists) -> str:
    """A chosen value in words; of a name or a word it is the value itself."""
    if name == "outcomes" and value == NO_OUTCOME:
        return "結果の記入なし"
    if name in CODED:
        return lists.label(CODED[name], value) or value
    return CHOICES.get(name, {}).get(value, value)


def removed(filters: Filters, name: str, value: Any) -> Filters:
    """The same without one of the values."""
    chosen = getattr(filters, name)
    left: Any = getattr(Filters(), name)
    if isinstance(chosen, tuple):
        left = tuple(each for each in chosen if each != value)
    return replace(filters, **{name: left})
