from collections.abc import Sequence

import sqlalchemy as sa

from tenants.database import db
from tenants.models import Center, CenterKind


def centers() -> Sequence[Center]:
    """The city's centers in official order: eighteen wards, then the central center."""
    real = sa.select(Center).where(Center.kind != CenterKind.CANARY)
    return db.session.scalars(real.order_by(Center.position)).all()


def wards() -> Sequence[Center]:
    only_wards = sa.select(Center).where(Center.kind == CenterKind.WARD)
    return db.session.scalars(only_wards.order_by(Center.position)).all()


def central_center() -> Center:
    only_central = sa.select(Center).where(Center.kind == CenterKind.CENTRAL)
    return db.session.scalars(only_central).one()


def every_center() -> Sequence[Center]:
    """All of them, the canaries too: for work that must miss none."""
    return db.session.scalars(sa.select(Center).order_by(Center.position)).all()


def central_exists() -> bool:
    """Whether the city has been founded: one light question to the database."""
    found = sa.select(sa.exists().where(Center.kind == CenterKind.CENTRAL))
    return bool(db.session.scalars(found).one())
