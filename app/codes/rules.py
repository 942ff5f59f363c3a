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
class Crossing:
    """A step from one year's list to the next: what stood for it `before`, and what does since.

    Nothing is ever moved from one side to the other. A code that is on both sides means
    something else on each: its series breaks there.
    """

    list_name: str
    fiscal_year: int
    """The first year of the list as it is since."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    words: str

    @property
    def broken(self) -> frozenset[str]:
        """Codes whose figures of both sides are not comparable."""
        return frozenset(self.before) & frozenset(self.after)


CROSSINGS: tuple[Crossing, ...] = (
    Crossing(
        "topics",
        2021,
        before=("other",),
        after=("center_functions", "vacant_houses", "other"),
        words="令和3年度に「センターの機能に関する相談」「空家マッチングに関する相談」が加わりました。"
        "それまでの同じ相談は、主に「その他」に入っていたと考えられます。",
    ),
)
"""domain.md 1.3: the lists of 2020 and 2021 are facts, what of その他 went where is inferred."""


def crossed(list_name: str, first_year: int, last_year: int) -> list[Crossing]:
    """The steps that lie between these fiscal years and the year before each."""
    return [
        crossing
        for crossing in CROSSINGS
        if crossing.list_name == list_name and first_year <= crossing.fiscal_year <= last_year
    ]


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
