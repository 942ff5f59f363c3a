from collections.abc import Sequence

import sqlalchemy as sa

from app.calendar import FiscalYear
from app.codes.models import CODE_LISTS, CodeListEntry, Topic
from tenants import db


def entries(name: str, year: FiscalYear) -> Sequence[CodeListEntry]:
    """The entries of list `name` that hold in `year`, in the order the city prints them."""
    model = CODE_LISTS[name]
    held = (
        sa.select(model)
        .where(model.first_fiscal_year <= year.year)
        .where(sa.func.coalesce(model.last_fiscal_year, year.year) >= year.year)
        .order_by(model.position)
    )
    return db.session.scalars(held).all()


def labels(name: str) -> dict[str, str]:
    """Every label the list ever had, by code, in printing order."""
    model = CODE_LISTS[name]
    return {
        entry.code: entry.label
        for entry in db.session.scalars(sa.select(model).order_by(model.position))
    }


def topics() -> Sequence[Topic]:
    return db.session.scalars(sa.select(Topic).order_by(Topic.position)).all()
