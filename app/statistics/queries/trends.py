"""The consolidated figures month by month, over some years."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import Month, Period
from app.codes.queries import code_lists
from app.statistics import rules
from app.statistics.models import MonthlyFigure
from app.statistics.queries.figures import place_of, seen, within
from app.statistics.rules import Past, Trends
from tenants import db
from tenants.models import Center


def trends(period: Period, *, centers: Sequence[Center]) -> Trends:
    """Five years, topics by month and what stands out, of `centers` together and each."""
    today = calendar.today()
    places = [place_of(center) for center in centers]
    past = _past(rules.history_span(period, today), [place.id for place in places])
    return rules.trace(period, places, past, code_lists().lists["topics"], today)


def _past(span: Period, centers: Sequence[UUID]) -> Past:
    """A row for each center and code, with its months side by side: few rows to fetch."""
    figures = seen(MonthlyFigure)
    side_by_side = (
        sa.select(
            figures.c.center_id,
            figures.c.measure,
            figures.c.code,
            sa.func.array_agg(figures.c.month, type_=sa.ARRAY(sa.Date)),
            sa.func.array_agg(figures.c.value, type_=sa.ARRAY(sa.BigInteger)),
        )
        .where(figures.c.measure.in_(("consultations", "topics")), within(figures.c.month, span))
        .where(figures.c.center_id.in_(centers))
        .group_by(figures.c.center_id, figures.c.measure, figures.c.code)
    )
    together: dict[tuple[str, str], dict[Month, int]] = {}
    of_centers: dict[UUID, dict[tuple[str, str], dict[Month, int]]] = {}
    known = {month.first_day: month for month in span.months}
    for center, measure, code, days, values in db.session.execute(side_by_side):
        months = [known[day] for day in days]
        series = dict(zip(months, values, strict=True))
        of_centers.setdefault(center, {})[measure, code] = series
        sums = together.setdefault((measure, code), {})
        for month, value in series.items():
            sums[month] = sums.get(month, 0) + value
    return Past(together, of_centers)
