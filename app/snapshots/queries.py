"""Published figures, the figures of today beside them, and why they differ."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import undefer

from app.calendar import CITY_TIME, Month, Period, end_of
from app.corrections import queries as corrections
from app.errors import NotFoundError
from app.snapshots import rules
from app.snapshots.models import Snapshot
from app.statistics.models import CityClosing, FigureHistory, MonthClosing, MonthlyFigure
from app.statistics.queries import among, city_closings, open_center, place_of, seen
from app.statistics.rules import Place
from tenants import CITY, current_scope, db
from tenants import queries as tenants
from tenants.models import Center


def snapshots() -> Sequence[Snapshot]:
    """The open center's, the latest first."""
    latest = sa.select(Snapshot).order_by(Snapshot.ordered_at.desc(), Snapshot.id.desc())
    return db.session.scalars(latest).all()


def snapshot(snapshot_id: UUID) -> Snapshot:
    """One of the open center's, with what was frozen.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    whole = (undefer(Snapshot.content), undefer(Snapshot.cells))
    asked = sa.select(Snapshot).where(Snapshot.id == snapshot_id).options(*whole)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの公表版は見つかりませんでした。")
    return found


class Waiting(NamedTuple):
    center_id: UUID
    snapshot_id: UUID


def waiting() -> Sequence[Waiting]:
    """Asked as the platform: what was ordered and is not frozen, the oldest first."""
    ordered = (
        sa.select(Snapshot.center_id, Snapshot.id)
        .where(Snapshot.frozen_at.is_(None), Snapshot.failed_at.is_(None))
        .order_by(Snapshot.ordered_at)
    )
    return [Waiting(*row) for row in db.session.execute(ordered)]


def figures(
    period: Period, places: Sequence[Place], known_on: date | None
) -> dict[rules.Cell, int]:
    """Every figure of every month of `places`: as they stand, or stood at the end of a day."""
    kept = seen(FigureHistory if known_on else MonthlyFigure)
    cell = (kept.c.center_id, kept.c.month, kept.c.measure, kept.c.code)
    asked = (
        sa.select(*cell, kept.c.value)
        .where(kept.c.month.between(period.first.first_day, period.last.first_day))
        .where(among(kept.c.center_id, [place.id for place in places]))
    )
    if known_on:
        asked = asked.where(kept.c.known_on <= known_on).ext(distinct_on(*cell))
        asked = asked.order_by(*cell, kept.c.known_on.desc())
    slugs = {place.id: place.slug for place in places}
    return {
        (slugs[center], Month.of(month), measure, code): value
        for center, month, measure, code, value in db.session.execute(asked)
        if value
    }


class Event(NamedTuple):
    """Something that was said about a month since: submitted, taken back, closed, opened."""

    at: datetime
    name: str
    month: Month
    words: str


class Changed(NamedTuple):
    """差分: what was published beside what stands, and what happened in between."""

    id: UUID
    period: Period
    of_city: bool
    frozen_at: datetime
    totals: list[rules.Total]
    differences: list[rules.Difference]
    names: dict[str, str]
    corrections: Sequence[corrections.Mark]
    events: list[Event]


def changed(snapshot_id: UUID) -> Changed:
    """What has changed since. Of the city's figures it is asked in the city's scope.

    Raises:
        NotFoundError: there is no such snapshot, it is not frozen yet, or not of this scope.
    """
    row = _row(snapshot_id)
    period = Period(Month.of(row.first_month), Month.of(row.last_month))
    places = [place_of(each) for each in _centers(of_city=row.of_city)]
    frozen = rules.from_cells(row.cells)
    now = figures(period, places, None)
    marks = [mark for mark in corrections.marks(period, places) if mark.at > row.frozen_at]
    return Changed(
        row.id,
        period,
        row.of_city,
        row.frozen_at,
        rules.totals(frozen, now),
        rules.differences(frozen, now, _corrected(marks, places)),
        {place.slug: place.short_name for place in places},
        marks,
        _events(period, places, row.frozen_at),
    )


def _row(snapshot_id: UUID) -> Any:
    kept = seen(Snapshot)
    row = db.session.execute(sa.select(kept).where(kept.c.id == snapshot_id)).one_or_none()
    of_this_scope = row is not None and row.of_city == (current_scope() == CITY)
    if row is None or row.frozen_at is None or not of_this_scope:
        raise NotFoundError("お探しの公表版は見つかりませんでした。")
    return row


def _centers(*, of_city: bool) -> Sequence[Center]:
    if of_city:
        return tenants.centers()
    here = sa.select(Center).where(Center.id == sa.func.wall.current_center())
    return db.session.scalars(here).all()


def _corrected(marks: Sequence[corrections.Mark], places: Sequence[Place]) -> dict[rules.Cell, int]:
    slugs = {place.id: place.slug for place in places}
    sums: dict[rules.Cell, int] = {}
    for mark in marks:
        for change in mark.changes:
            cell = (slugs[mark.center_id], change.month, change.measure, change.code)
            sums[cell] = sums.get(cell, 0) + change.after - change.before
    return sums


def _events(period: Period, places: Sequence[Place], since: datetime) -> list[Event]:
    names = {place.id: place.short_name for place in places}
    own = seen(MonthClosing)
    in_period = own.c.month.between(period.first.first_day, period.last.first_day)
    of_wards = sa.select(own.c.center_id, own.c.month, own.c.closed_at, own.c.withdrawn_at).where(
        in_period, own.c.center_id.in_(names)
    )
    of_city = sa.select(CityClosing).where(
        CityClosing.month.between(period.first.first_day, period.last.first_day)
    )
    found = [
        Event(at, names[center], Month.of(month), words)
        for center, month, closed, withdrawn in db.session.execute(of_wards)
        for at, words in ((closed, "提出"), (withdrawn, "提出の取り消し"))
        if at and at > since
    ]
    found += [
        Event(at, "全市", Month.of(closing.month), words)
        for closing in db.session.scalars(of_city)
        for at, words in (
            (closing.closed_at, "全市の締め"),
            (closing.withdrawn_at, "全市の締めの取り消し"),
        )
        if at and at > since
    ]
    return sorted(found, reverse=True)


def broken() -> Sequence[Snapshot]:
    """The open center's snapshots whose content is not what was frozen."""
    whole = (undefer(Snapshot.content), undefer(Snapshot.cells))
    frozen = sa.select(Snapshot).where(Snapshot.frozen_at.is_not(None)).options(*whole)
    return [each for each in db.session.scalars(frozen) if not is_intact(each)]


def is_intact(snapshot: Snapshot) -> bool:
    return rules.fingerprint(snapshot.content, snapshot.cells) == snapshot.sha256


def unexplained() -> Iterator[rules.Difference]:
    """Figures of closed months that changed otherwise than by a correction or an outcome.

    In the open center's scope, for the city's closings that stand: what was known at the end
    of the day of the closing beside what stands, less the corrections since. None is meant to
    be found: the database lets nothing else through.
    """
    place = place_of(open_center())
    since = db.session.scalar(sa.select(sa.func.min(FigureHistory.known_on)))
    for month, closing in city_closings().items():
        day = closing.closed_at.astimezone(CITY_TIME).date()
        if since is None or since > day:
            continue
        period = Period(month, month)
        marks = [mark for mark in corrections.marks(period, [place]) if mark.at >= end_of(day)]
        then, now = figures(period, [place], day), figures(period, [place], None)
        counted = _measures_counted(day)
        for found in rules.differences(then, now, _corrected(marks, [place])):
            if found.other and found.measure in counted and found.measure != "outcomes":
                yield found


def _measures_counted(day: date) -> set[str]:
    """What was counted by then: a measure that came later says nothing about the past."""
    counted = sa.select(FigureHistory.measure).where(FigureHistory.known_on <= day)
    return set(db.session.scalars(counted.distinct()))
