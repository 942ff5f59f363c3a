"""Everything of a center's that goes into an edition, and the edition that comes of it. Pure."""

from dataclasses import dataclass
from datetime import date

from app.calendar import Period
from app.reports.rules.changes import compared
from app.reports.rules.content import (
    Content,
    Counted,
    Entered,
    Example,
    Written,
)
from app.reports.rules.definitions import definitions
from app.reports.rules.kinds import title_of


@dataclass(frozen=True, slots=True)
class Material:
    """What was read of the report's desk at one moment; its figures are counted apart."""

    kind: str
    stage: str
    number: int
    center: str
    period: Period
    as_of: date
    made_on: date
    entered: Entered
    texts: tuple[Written, ...]
    examples: tuple[Example, ...]
    stories: tuple[str, ...]
    earlier: Content | None
    """The 速報 that was issued last."""
    template: bytes | None
    """The center's own, if it has one."""

    @property
    def to_compare(self) -> Period | None:
        """The months that are counted once more, to be compared with the issued 速報."""
        return self.earlier.period if self.earlier else None


def content_of(material: Material, counted: Counted, again: Counted | None) -> Content:
    """The edition. `again` is counted for `material.to_compare`."""
    earlier = material.earlier
    return Content(
        kind=material.kind,
        stage=material.stage,
        number=material.number,
        title=title_of(material.kind, material.center, material.period, material.stage),
        center=material.center,
        as_of=material.as_of.isoformat(),
        made_on=material.made_on.isoformat(),
        counted=counted,
        entered=material.entered,
        texts=material.texts,
        examples=material.examples,
        stories=material.stories,
        definitions=definitions(material.kind, counted, material.entered),
        compared=(
            compared(earlier, again, material.entered, material.period)
            if earlier and again
            else None
        ),
    )
