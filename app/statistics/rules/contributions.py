"""What one consultation adds to the figures of its month: `recount.sql`, said of a single record.

Used to show the effect of a change before it is made. A property test compares it with the
recount itself, so that the two cannot part.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.calendar import Month

NO_OUTCOME = "none"


@dataclass(frozen=True, slots=True)
class CountedRecord:
    """All that is counted of a consultation."""

    month: Month
    channel: str
    client_type: str
    kind: str
    outcome: str | None
    minutes: int | None
    is_continued: bool
    topics: tuple[str, ...]
    primary_topic: str | None
    fields: tuple[str, ...] = ()
    """活動分野, any number of them."""
    is_linked: bool = False
    """Logged for a letter, so that ward and central center both count the case."""


Figure = tuple[Month, str, str]
"""Month, measure and code."""


def contribution(record: CountedRecord) -> Mapping[Figure, int]:
    """How much the record adds to each figure; figures that it does not touch are left out."""
    counted = [
        ("consultations", "total"),
        *(("topics", topic) for topic in record.topics),
        *(("topic_tags", "total") for _ in record.topics),
        ("channels", record.channel),
        ("client_types", record.client_type),
        ("kinds", record.kind),
        ("outcomes", record.outcome or NO_OUTCOME),
        *(("fields", field) for field in record.fields),
        ("continued", "continued" if record.is_continued else "new"),
    ]
    if record.primary_topic:
        counted.append(("primary_topics", record.primary_topic))
    if record.minutes is not None:
        counted.append(("minutes", "recorded"))
    if record.is_linked:
        counted.append(("referrals", "recorded"))
    figures = Counter((record.month, measure, code) for measure, code in counted)
    if record.minutes:
        figures[record.month, "minutes", "total"] = record.minutes
    return figures


def effect(before: Iterable[CountedRecord], after: Iterable[CountedRecord]) -> Mapping[Figure, int]:
    """By how much each figure changes when the records `before` become those `after`."""
    changed: Counter[Figure] = Counter()
    for record in after:
        changed.update(contribution(record))
    for record in before:
        changed.subtract(contribution(record))
    return {figure: change for figure, change in changed.items() if change}
