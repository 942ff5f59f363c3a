"""What somebody looks for in the list, as its address says it."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.calendar import Month

OPEN, OVER = "open", "over"
STATES = {OPEN: "対応中", OVER: "終了"}
YES, NO = "yes", "no"
REFERRED = {YES: "つないだ", NO: "つないでいない"}
CODED = ("topics", "channels", "client_types", "outcomes")
"""Filters whose values are codes of the list with the same name."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything that narrows the list. Several codes of one kind mean any of them."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    month: Month | None = None
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    client_types: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    """受付者, by name: what was brought in from a workbook knows no account."""
    owners: tuple[str, ...] = ()
    """担当: who has the case now."""
    state: str | None = None
    referred: str | None = None

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


def removed(filters: Filters, name: str, value: Any) -> Filters:
    """The same without one of the values."""
    chosen = getattr(filters, name)
    left: Any = getattr(Filters(), name)
    if isinstance(chosen, tuple):
        left = tuple(each for each in chosen if each != value)
    return replace(filters, **{name: left})
