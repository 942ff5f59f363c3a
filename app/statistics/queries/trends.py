"""The consolidated figures month by month, over some years."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import Month, Period
from app.codes.queries import code_lists
from app.statistics import rules
from app.statistics.models import MonthlyFigure
from app.statistics.queries.figures import (
    among,
    closed_months,
    place_of,
    reported_by,
    seen,
    within,
)
from app.statistics.rules import Past, Trends
from tenants import db
from tenants.models import Center


def trends(period: Period, *, centers: Sequence[Center]) -> Trends:
    """Five years, topics by month and what stands out, of `centers` together and each."""
    today = calendar.today()
    places = [place_of(center) for center in centers]
    ids, span = [place.id for place in places], rules.history_span(period, today)
    told = reported_by(places, closed_months(period, ids), period)
    of_each = _of_each(span, ids, rules.months_looked_at(period, today))
    past = Past(_together(span, ids), of_each, told)
    return rules.trace(period, places, past, code_lists().lists["topics"], today)


def _together(span: Period, centers: Sequence[UUID]) -> rules.History:
    figures = seen(MonthlyFigure)
    columns = figures.c.measure, figures.c.code, figures.c.month
    total = sa.cast(sa.func.sum(figures.c.value), sa.BigInteger)
    summed = sa.select(*columns, total).where(_of(figures, span, centers)).group_by(*columns)
    known = {month.first_day: month for month in span.months}
    history: dict[tuple[str, str], dict[Month, int]] = {}
    for measure, code, day, value in db.session.execute(summed):
        history.setdefault((measure, code), {})[known[day]] = value
    return history


def _of_each(
    span: Period, centers: Sequence[UUID], months: Sequence[Month]
) -> dict[UUID, rules.History]:
    """A row for each center and code, its months side by side, where one could stand out.

    The total of a center is read too: it says for which months it reported anything.
    """
    if len(centers) < 2 or not months:  # noqa: PLR2004  one center is all of them together
        return {}
    figures = seen(MonthlyFigure)
    cell = figures.c.center_id, figures.c.measure, figures.c.code
    looked_at = figures.c.month.in_([month.first_day for month in months])
    largest = sa.func.max(figures.c.value).filter(looked_at)
    side_by_side = (
        sa.select(
            *cell,
            sa.func.array_agg(figures.c.month, type_=sa.ARRAY(sa.Date)),
            sa.func.array_agg(figures.c.value, type_=sa.ARRAY(sa.BigInteger)),
        )
        .where(_of(figures, span, centers))
        .group_by(*cell)
        .having((figures.c.measure == "consultations") | (largest >= rules.LEAST))
    )
    known = {month.first_day: month for month in span.months}
    history: dict[UUID, dict[tuple[str, str], dict[Month, int]]] = {}
    for center, measure, code, days, values in db.session.execute(side_by_side):
        series = dict(zip((known[day] for day in days), values, strict=True))
        history.setdefault(center, {})[measure, code] = series
    return dict(history)


def _of(figures: sa.FromClause, span: Period, centers: Sequence[UUID]) -> sa.ColumnElement[bool]:
    return sa.and_(
        figures.c.measure.in_(("consultations", "topics")),
        within(figures.c.month, span),
        among(figures.c.center_id, centers),
    )
