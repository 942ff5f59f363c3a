"""What a center's desk took in since the demo's first fiscal year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Self

import sqlalchemy as sa

from app.calendar import FiscalYear, Month, Period
from app.cli.demo.hours import Hours
from app.cli.demo.receptions import Place, Reception, first_visit, next_visit
from app.cli.demo.staff import Colleague
from app.cli.demo.wording import chance, material
from app.codes.queries import code_lists
from app.consultations.models import Consultation, ConsultationTopic
from tenants import db
from tenants.models import Center, CenterKind

FIRST_YEAR = FiscalYear(2024)
COMES_AGAIN = 0.16
"""How likely somebody who comes is one of those with whom something was left open."""
COMES_AGAIN_AFTER = timedelta(days=4)
COMES_AGAIN_WITHIN = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Desk:
    slug: str
    place: Place
    hours: Hours

    @classmethod
    def of(cls, center: Center) -> Self:
        central = center.kind == CenterKind.CENTRAL
        return cls(
            center.slug,
            Place(
                "central" if central else "ward", "市内" if central else f"{center.short_name}区"
            ),
            Hours(
                (center.weekday_opens, center.weekday_closes),
                (center.weekend_opens, center.weekend_closes),
            ),
        )

    def receptions(self, until: datetime, *, scale: float) -> list[Reception]:
        """All of them up to `until`, oldest first.

        Months are drawn whole, each by itself: a later day adds to the story and changes
        none of it.
        """
        taken: list[Reception] = []
        for month in self.months(until):
            random = chance(self.slug, month)
            taken += self._of_month(month, taken[-200:], self._number(month, scale, random), random)
        return [reception for reception in taken if reception.received_at <= until]

    @staticmethod
    def months(until: datetime) -> Iterator[Month]:
        return Period(FIRST_YEAR.first, Month.of(until.date())).months

    def _number(self, month: Month, scale: float, random: Random) -> int:
        shares = material("shares")
        months: dict[str, float] = shares["months"]
        growth: dict[str, float] = shares["growth"]
        yearly: float = shares["per_year"][self.place.kind] * shares["size"].get(self.slug, 1)
        yearly *= growth.get(str(month.fiscal_year), max(growth.values()))
        expected = yearly * months[str(month.month)] / sum(months.values())
        return round(scale * expected * random.uniform(0.88, 1.12) + random.random() - 0.5)

    def _of_month(
        self, month: Month, earlier: Sequence[Reception], number: int, random: Random
    ) -> Iterator[Reception]:
        left_open = [each for each in earlier if each.told["outcome"] == "continuing"]
        for at in sorted(self.hours.moment(month, random) for _ in range(number)):
            left_open = [each for each in left_open if at - each.received_at < COMES_AGAIN_WITHIN]
            waiting = [each for each in left_open if at - each.received_at > COMES_AGAIN_AFTER]
            if waiting and random.random() < COMES_AGAIN:
                before = random.choice(waiting)
                left_open.remove(before)
                reception = next_visit(at, before, self.place, random)
            else:
                reception = first_visit(at, self.place, random)
            if reception.told["outcome"] == "continuing":
                left_open.append(reception)
            yield reception


def write_down(receptions: Sequence[Reception], staff: Sequence[Colleague]) -> None:
    """Insert them all, numbered in the order in which they came. Bulk: there are thousands."""
    topics = code_lists()
    records: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    for reception in sorted(receptions, key=lambda each: each.received_at):
        by = staff[reception.id.int % len(staff)]
        records.append({**reception.columns, "received_by_id": by.id, "received_by_name": by.name})
        order = [entry.code for entry in topics.lists["topics"] if entry.code in reception.topics]
        tags.extend(
            {
                "consultation_id": reception.id,
                "topic": topic,
                "position": position,
                "is_primary": topic == reception.topics[0],
            }
            for position, topic in enumerate(order, start=1)
        )
    if records:
        db.session.execute(sa.insert(Consultation), records)
        db.session.execute(sa.insert(ConsultationTopic), tags)
