from collections.abc import Sequence

import sqlalchemy as sa

from app.calendar import FiscalYear, Month
from app.reports.models import SpaceMonth
from app.reports.rules import spaces
from tenants import db


def space_months(year: FiscalYear) -> Sequence[SpaceMonth]:
    """What the open center entered for the months of a fiscal year, in their order."""
    within = SpaceMonth.month.between(year.first.first_day, year.last.first_day)
    return db.session.scalars(sa.select(SpaceMonth).where(within).order_by(SpaceMonth.month)).all()


def utilization(
    months: Sequence[SpaceMonth], *, average: str = spaces.POOLED
) -> spaces.UtilizationTable:
    """The table of 稼働率 from what was entered."""
    entered = [
        spaces.SpaceMonth(
            Month.of(each.month),
            each.available_minutes,
            each.joint_minutes,
            each.standalone_minutes,
        )
        for each in months
    ]
    return spaces.utilization(entered, average=average)
