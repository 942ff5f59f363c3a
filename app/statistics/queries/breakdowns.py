"""One consolidated figure, center by center."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.calendar import Period
from app.codes.queries import code_lists
from app.errors import NotFoundError
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
from app.statistics.rules import CityFigure
from tenants import db
from tenants.models import Center


def figure(period: Period, measure: str, code: str, centers: Sequence[Center]) -> CityFigure:
    """How the figure is shared among `centers`, beside the year before.

    Raises:
        NotFoundError: there is no such figure, or no center.
    """
    label = rules.label_of(measure, code, code_lists())
    if label is None or not centers:
        raise NotFoundError
    places = [place_of(center) for center in centers]
    ids = [place.id for place in places]
    shares = _shares(period, (measure, code), ids)
    all_figures = _shares(period, ("consultations", "total"), ids)
    closed = closed_months(period, ids)
    shared = rules.share_out(places, shares, all_figures, closed, period)
    unit = rules.UNITS.get((measure, code), "件")
    told = reported_by(places, closed, period)
    return CityFigure(period, measure, code, label, unit, shared, told)


def _shares(period: Period, named: tuple[str, str], centers: Sequence[UUID]) -> rules.Shares:
    figures = seen(MonthlyFigure)
    total = sa.func.sum(figures.c.value)
    now, before = (within(figures.c.month, each) for each in (period, period.year_before))
    summed = (
        sa.select(
            figures.c.center_id,
            sa.cast(total.filter(now), sa.BigInteger),
            sa.cast(total.filter(before), sa.BigInteger),
        )
        .where(sa.tuple_(figures.c.measure, figures.c.code) == sa.tuple_(*named))
        .where(among(figures.c.center_id, centers), now | before)
        .group_by(figures.c.center_id)
    )
    return {center: (this, then) for center, this, then in db.session.execute(summed)}
