"""What a code list answers, once it is read."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    label: str
    first_fiscal_year: int
    last_fiscal_year: int | None
    is_other: bool = False

    def holds_in(self, fiscal_year: int) -> bool:
        return self.first_fiscal_year <= fiscal_year <= (self.last_fiscal_year or fiscal_year)


@dataclass(frozen=True, slots=True)
class CodeLists:
    """All lists at once, each in the order the city prints it."""

    lists: dict[str, Sequence[Entry]]

    def entries(self, name: str, fiscal_year: int) -> list[Entry]:
        return [entry for entry in self.lists[name] if entry.holds_in(fiscal_year)]

    def choices(self, name: str, fiscal_year: int) -> list[tuple[str, str]]:
        """(code, label) of what may be chosen for a record of that year."""
        return [(entry.code, entry.label) for entry in self.entries(name, fiscal_year)]

    def holds(self, name: str, code: str, fiscal_year: int) -> bool:
        return any(entry.code == code for entry in self.entries(name, fiscal_year))

    @property
    def others(self) -> list[str]:
        """The topics that are その他."""
        return [entry.code for entry in self.lists["topics"] if entry.is_other]

    def label(self, name: str, code: str | None) -> str:
        """The words for a code; nothing for none."""
        return next((entry.label for entry in self.lists[name] if entry.code == code), "")

    def labels(self, name: str, codes: Sequence[str]) -> list[str]:
        return [self.label(name, code) for code in codes]
