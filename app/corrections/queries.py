"""Corrections: those of the open center, and those that are addressed to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from app import calendar
from app.calendar import Period
from app.codes.queries import code_lists
from app.corrections import rules
from app.corrections.models import Correction, CorrectionStep, HeldChange
from app.errors import NotFoundError
from app.paging import PAGE_SIZE, Cursor, Page
from app.statistics.queries import seen
from app.statistics.rules import Place, StatisticsReport
from tenants import CITY, current_scope, db
from tenants.models import Center


class Line(NamedTuple):
    """A correction with whose it is and where it stands."""

    correction: Correction
    center: Center
    state: str

    @property
    def id(self) -> UUID:
        return self.correction.id

    @property
    def changes(self) -> list[rules.FigureChange]:
        return rules.from_effect(self.correction.effect)


def page(*, after: Cursor | None = None, limit: int = PAGE_SIZE) -> Page[Line]:
    """The latest first: own ones, and at the central center everybody's."""
    shown = sa.select(Correction, Center).join(Center, Center.id == Correction.center_id)
    if after:
        before = sa.tuple_(Correction.proposed_at, Correction.id) < sa.tuple_(
            sa.literal(after.at), sa.literal(after.id)
        )
        shown = shown.where(before)
    latest = shown.order_by(Correction.proposed_at.desc(), Correction.id.desc()).limit(limit + 1)
    found = db.session.execute(latest).all()
    kinds = _kinds([correction.id for correction, _ in found])
    lines = [
        Line(correction, center, rules.state(correction, kinds.get(correction.id, ())))
        for correction, center in found[:limit]
    ]
    last = lines[-1].correction if lines else None
    more = len(found) > limit
    return Page(lines, Cursor(last.proposed_at, last.id) if more and last else None)


def line(correction_id: UUID) -> Line:
    """One correction.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    asked = sa.select(Correction, Center).join(Center, Center.id == Correction.center_id)
    row = db.session.execute(asked.where(Correction.id == correction_id)).one_or_none()
    if row is None:
        raise NotFoundError("お探しの訂正は見つかりませんでした。")
    correction, center = row
    kinds = [step.kind for step in steps(correction)]
    return Line(correction, center, rules.state(correction, kinds))


def steps(correction: Correction) -> Sequence[CorrectionStep]:
    """What became of it, in order."""
    of_it = sa.select(CorrectionStep).where(CorrectionStep.correction_id == correction.id)
    return db.session.scalars(of_it.order_by(CorrectionStep.at)).all()


def held(correction: Correction, *, locked: bool = False) -> HeldChange | None:
    """What is to be done, in the center that wishes it."""
    kept = sa.select(HeldChange).where(HeldChange.correction_id == correction.id)
    if locked:
        kept = kept.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(kept).one_or_none()


def is_own(correction: Correction) -> bool:
    return correction.center_id == _here()


def is_addressed_here(correction: Correction) -> bool:
    return correction.to_center_id == _here()


def _here() -> UUID | None:
    return db.session.scalar(sa.select(sa.func.wall.current_center()))


def _kinds(ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    taken = sa.select(CorrectionStep.correction_id, CorrectionStep.kind).where(
        CorrectionStep.correction_id.in_(ids)
    )
    found: dict[UUID, list[str]] = {}
    for correction_id, kind in db.session.execute(taken):
        found.setdefault(correction_id, []).append(kind)
    return found


class Waiting(NamedTuple):
    """An accepted proposal that is not applied yet: whose, which, and who asked for it."""

    center_id: UUID
    correction_id: UUID
    actor_id: UUID | None


def waiting() -> Sequence[Waiting]:
    """Asked as the platform; the longest accepted first."""
    ended = aliased(CorrectionStep)
    accepted = (
        sa.select(Correction.center_id, Correction.id, Correction.proposed_by_id)
        .join(CorrectionStep, CorrectionStep.correction_id == Correction.id)
        .where(CorrectionStep.kind == rules.ACCEPTED)
        .where(
            ~sa.select(ended.id)
            .where(
                ended.correction_id == Correction.id,
                ended.kind.in_((rules.APPLIED, rules.FAILED)),
            )
            .exists()
        )
        .order_by(CorrectionStep.at)
    )
    return [Waiting(*row) for row in db.session.execute(accepted)]


def with_marks(report: StatisticsReport) -> StatisticsReport:
    """The report, saying in its remarks what was corrected after a month had been closed.

    As of a day, what had been corrected by then.
    """
    lists, names = code_lists(), {place.id: place.short_name for place in report.places}
    until = calendar.end_of(report.known_on) if report.known_on else calendar.now()
    told = [
        f"訂正あり: {names[mark.center_id]} {rules.headline(mark.changes, lists)}({mark.label})"
        for mark in marks(report.period, report.places)
        if mark.at < until
    ]
    return replace(report, remarks=(*report.remarks, *told))


class Mark(NamedTuple):
    """訂正あり: a correction that holds, in a month of a period."""

    center_id: UUID
    kind: str
    changes: list[rules.FigureChange]
    at: datetime

    @property
    def label(self) -> str:
        return rules.KIND_LABELS[self.kind]


def marks(period: Period, places: Sequence[Place]) -> Sequence[Mark]:
    """The corrections of `places` that changed figures of the period, the latest first.

    In the city's scope of any centers, in a center's of itself.
    """
    written, taken = seen(Correction), seen(CorrectionStep)
    applied = (
        sa.select(taken.c.at)
        .where(taken.c.correction_id == written.c.id, taken.c.kind == rules.APPLIED)
        .scalar_subquery()
    )
    months = [month.first_day for month in period.months]
    holds = sa.case((written.c.is_proposal, applied), else_=written.c.proposed_at)
    found = (
        sa.select(written.c.center_id, written.c.kind, written.c.effect, holds.label("at"))
        .where(written.c.months.overlap(sa.literal(months, ARRAY(sa.Date))))
        .where(written.c.center_id.in_([place.id for place in places]), holds.is_not(None))
        .order_by(sa.literal_column("at").desc())
    )
    if current_scope() != CITY:
        found = found.where(written.c.center_id == sa.func.wall.current_center())
    within = set(period.months)
    return [
        Mark(
            row.center_id,
            row.kind,
            [change for change in rules.from_effect(row.effect) if change.month in within],
            row.at,
        )
        for row in db.session.execute(found)
    ]
