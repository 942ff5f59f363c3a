"""The consolidated figures: across the city in its scope, of the open center in its own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from app import calendar
from app.calendar import FiscalYear, Month, Period
from app.codes.queries import code_lists
from app.populations.queries import populations
from app.statistics import rules
from app.statistics.models import CityClosing, FigureHistory, MonthClosing, MonthlyFigure
from app.statistics.rules import Counted, Place, Rates, Reported, StatisticsReport
from tenants import CITY, CenterOwned, current_scope, db
from tenants import queries as tenants
from tenants.city import city_view
from tenants.models import Center

WARDS_ALONE = "wards"
"""In an address, beside the slugs: the eighteen wards without the central center."""


def report(
    period: Period, *, centers: Sequence[Center], as_of: date | None = None
) -> StatisticsReport:
    """The figures of `centers` in `period` beside the year before.

    In the city's scope of any centers, in a center's scope of that center alone. With
    `as_of` as they were known at the end of that day, whatever was corrected since.
    """
    places = [place_of(center) for center in centers]
    closed = closed_months(period, [place.id for place in places], as_of)
    figures = _figures(period, as_of)
    counted, counted_at = _counted(figures, period, places)
    sources = rules.Sources(
        counted=counted,
        months=_by_month(figures, period, places),
        closings=closed,
        lists=code_lists(),
        reported=reported_by(places, closed, period, as_of),
        as_of=counted_at,
        known_on=as_of,
        known_since=_known_since(places) if as_of else None,
    )
    return rules.assemble(period, places, sources)


def reported(period: Period) -> Reported:
    """How many of the city's wards closed every month of the period that is over."""
    wards = [place_of(ward) for ward in tenants.wards()]
    return reported_by(wards, closed_months(period, [ward.id for ward in wards]), period)


def reported_by(
    places: Sequence[Place],
    closed: Collection[tuple[UUID, Month]],
    period: Period,
    as_of: date | None = None,
) -> Reported:
    """n/18区: how many of the wards among `places` closed the period."""
    wards = [place for place in places if place.ward_code]
    return rules.reported(wards, closed, period, as_of or calendar.today())


def cities_centers(slug: str | None) -> Sequence[Center]:
    """All centers, the wards alone, or the one asked for; empty when there is no such center."""
    if slug is None:
        return tenants.centers()
    if slug == WARDS_ALONE:
        return tenants.wards()
    return [center for center in tenants.centers() if center.slug == slug]


def open_center() -> Center:
    current = sa.select(Center).where(Center.id == sa.func.wall.current_center())
    return db.session.scalars(current).one()


def rates(report: StatisticsReport) -> Rates:
    """The wards' consultations for each 100,000 people, where the population is known."""
    year = report.period.last.fiscal_year.year
    known = populations((year - 1, year))
    return rules.rates(report, known)


def closings() -> Mapping[Month, MonthClosing]:
    """The months that the open center has closed."""
    standing = sa.select(MonthClosing).where(MonthClosing.withdrawn_at.is_(None))
    return {Month.of(each.month): each for each in db.session.scalars(standing)}


def city_closings() -> Mapping[Month, CityClosing]:
    """The months that the city has closed."""
    standing = sa.select(CityClosing).where(CityClosing.withdrawn_at.is_(None))
    return {Month.of(each.month): each for each in db.session.scalars(standing)}


def every_city_closing() -> Sequence[CityClosing]:
    """Also those that were withdrawn; the latest first."""
    return db.session.scalars(sa.select(CityClosing).order_by(CityClosing.closed_at.desc())).all()


def fiscal_years() -> Sequence[FiscalYear]:
    """Every year that has figures, and this one; the latest first."""
    this = FiscalYear.of(calendar.today())
    figures = seen(MonthlyFigure)
    counted = sa.select(sa.func.min(figures.c.month)).where(figures.c.measure == "consultations")
    first = db.session.scalar(counted)
    start = FiscalYear.of(first).year if first else this.year
    return [FiscalYear(year) for year in range(this.year, min(start, this.year) - 1, -1)]


def seen(model: type[CenterOwned]) -> sa.FromClause:
    """The table as the open scope may read it: the city sees its view, a center its rows."""
    return city_view(model) if current_scope() == CITY else sa.inspect(model).local_table


def _figures(period: Period, as_of: date | None) -> sa.FromClause:
    """The figures of the period and of the year before: as they stand, or stood that day."""
    if as_of is None:
        return seen(MonthlyFigure)
    history = seen(FigureHistory)
    cell = (history.c.center_id, history.c.month, history.c.measure, history.c.code)
    known = (
        sa.select(*cell, history.c.value, history.c.consolidated_at)
        .where(_either(history.c.month, period), history.c.known_on <= as_of)
        .ext(distinct_on(*cell))
        .order_by(*cell, history.c.known_on.desc())
        .subquery()
    )
    return sa.select(known).where(known.c.value > 0).subquery()


def _known_since(places: Sequence[Place]) -> date | None:
    history = seen(FigureHistory)
    first = sa.select(sa.func.min(history.c.known_on))
    ids = [place.id for place in places]
    since: date | None = db.session.scalar(first.where(among(history.c.center_id, ids)))
    return since


def _counted(
    figures: sa.FromClause, period: Period, places: Sequence[Place]
) -> tuple[Sequence[Counted], datetime | None]:
    """Every figure of the period and of the year before, and when the latest was counted.

    In one pass: across the city PostgreSQL checks the announced scope for every row.
    """
    total = sa.func.sum(figures.c.value)
    now, before = (within(figures.c.month, each) for each in (period, period.year_before))
    summed = (
        sa.select(
            figures.c.center_id,
            figures.c.measure,
            figures.c.code,
            sa.cast(total.filter(now), sa.BigInteger),
            sa.cast(total.filter(before), sa.BigInteger),
            sa.func.max(figures.c.consolidated_at).filter(now),
        )
        .where(among(figures.c.center_id, [place.id for place in places]), now | before)
        .group_by(figures.c.center_id, figures.c.measure, figures.c.code)
    )
    rows = db.session.execute(summed).all()
    latest = max((row[-1] for row in rows if row[-1]), default=None)
    as_of = latest.astimezone(calendar.CITY_TIME) if latest else None
    return [Counted(*row[:-1]) for row in rows], as_of


def _by_month(
    figures: sa.FromClause, period: Period, places: Sequence[Place]
) -> Mapping[Month, int]:
    summed = (
        sa.select(figures.c.month, sa.cast(sa.func.sum(figures.c.value), sa.BigInteger))
        .where(figures.c.measure == "consultations", _either(figures.c.month, period))
        .where(among(figures.c.center_id, [place.id for place in places]))
        .group_by(figures.c.month)
    )
    return {Month.of(month): value for month, value in db.session.execute(summed)}


def closed_months(
    period: Period, center_ids: Collection[UUID], as_of: date | None = None
) -> set[tuple[UUID, Month]]:
    closed = seen(MonthClosing)
    stands: sa.ColumnElement[bool] = closed.c.withdrawn_at.is_(None)
    if as_of:
        then = calendar.end_of(as_of)
        stands = (closed.c.closed_at < then) & (stands | (closed.c.withdrawn_at >= then))
    found = (
        sa.select(closed.c.center_id, closed.c.month)
        .where(_either(closed.c.month, period), stands)
        .where(among(closed.c.center_id, center_ids))
    )
    return {(center_id, Month.of(month)) for center_id, month in db.session.execute(found)}


def within(column: sa.ColumnElement[date], period: Period) -> sa.ColumnElement[bool]:
    return column.between(period.first.first_day, period.last.first_day)


def among(column: sa.ColumnElement[UUID], center_ids: Collection[UUID]) -> sa.ColumnElement[bool]:
    """Whether a row is of one of the centers; they are written into the statement.

    So PostgreSQL looks each row up by hash, however often the statement has run: with values that
    it does not know yet, it compares one by one.
    """
    known = sa.bindparam(
        None, list(center_ids), sa.Uuid(), expanding=True, literal_execute=True, unique=True
    )
    return column.in_(known)


def _either(column: sa.ColumnElement[date], period: Period) -> sa.ColumnElement[bool]:
    return within(column, period) | within(column, period.year_before)


def place_of(center: Center) -> Place:
    return Place(
        center.id,
        center.slug,
        center.name,
        center.short_name,
        center.ward_code,
        center.opened_on,
    )


def center_choices() -> list[tuple[str, str]]:
    """What the city's figures may be narrowed to: the wards alone, or any one center."""
    each = [(center.slug, center.name) for center in tenants.centers()]
    return [(WARDS_ALONE, "18区だけ"), *each]
