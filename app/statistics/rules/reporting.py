"""Who has reported: 「n/18区」. Silence is not zero."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.calendar import Month, Period
from app.statistics.rules.periods import ended


@dataclass(frozen=True, slots=True)
class Place:
    """A center, as a report names it."""

    id: UUID
    slug: str
    name: str
    short_name: str
    ward_code: str | None
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class Reported:
    """How many of the wards closed every month of the period that is over."""

    closed: int
    of: int
    missing: tuple[Place, ...]

    @property
    def label(self) -> str:
        """17/18区."""
        return f"{self.closed}/{self.of}区"


def reported(
    wards: Sequence[Place],
    closings: Collection[tuple[UUID, Month]],
    period: Period,
    today: date,
) -> Reported:
    due = ended(period, today)
    missing = tuple(
        ward for ward in wards if any((ward.id, month) not in closings for month in due)
    )
    return Reported(len(wards) - len(missing), len(wards), missing)
