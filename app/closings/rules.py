"""A month of the whole city: who has submitted it, and whether the city may close it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.calendar import Month, Period, japanese_month
from app.statistics.rules import Place

MONTHS_LISTED = 13
"""This month, and a year before it."""


class Closing(Protocol):
    @property
    def closed_at(self) -> datetime: ...
    @property
    def closed_by_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tile:
    """One ward's month."""

    place: Place
    submitted_at: datetime | None
    reminded_on: date | None
    """The last day on which it was reminded; None: never."""

    @property
    def is_missing(self) -> bool:
        return self.submitted_at is None

    @property
    def label(self) -> str:
        if not self.is_missing:
            return "提出済み"
        return "督促済み" if self.reminded_on else "未提出"


@dataclass(frozen=True, slots=True)
class CityMonth:
    month: Month
    tiles: tuple[Tile, ...]
    closing: Closing | None
    is_over: bool

    @property
    def missing(self) -> list[Tile]:
        return [tile for tile in self.tiles if tile.is_missing]

    @property
    def submitted(self) -> int:
        return len(self.tiles) - len(self.missing)

    @property
    def label(self) -> str:
        """17/18区."""
        return f"{self.submitted}/{len(self.tiles)}区"

    @property
    def closed_at(self) -> datetime | None:
        return self.closing.closed_at if self.closing else None

    def to_remind(self, today: date) -> list[Tile]:
        """Who can be reminded now: nobody before the month is over, and nobody twice a day."""
        if not self.is_over:
            return []
        return [tile for tile in self.missing if tile.reminded_on != today]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one month: when each ward submitted it, when it was last reminded."""

    submitted: Mapping[UUID, datetime]
    reminded: Mapping[UUID, date]
    closing: Closing | None


def city_month(month: Month, wards: Sequence[Place], facts: Facts, today: date) -> CityMonth:
    tiles = tuple(
        Tile(ward, facts.submitted.get(ward.id), facts.reminded.get(ward.id)) for ward in wards
    )
    return CityMonth(month, tiles, facts.closing, is_over(month, today))


def is_over(month: Month, today: date) -> bool:
    """The city closes a month when its last day is past, not on that day."""
    return month.last_day < today


def months_listed(today: date) -> list[Month]:
    """The latest first."""
    month = Month.of(today)
    first = month
    for _ in range(MONTHS_LISTED - 1):
        first = first.previous
    return sorted(Period(first, month).months, reverse=True)


def closing_faults(month: Month, missing: Collection[str], *, confirmed: bool) -> str | None:
    """What is still to be confirmed before the city closes without some wards, by name."""
    if not missing or confirmed:
        return None
    return (
        f"{japanese_month(month)}は{'、'.join(missing)}が提出していません。"
        "このまま締めるときは、確かめて印を付けてください。"
    )
