from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CityShared, Model


class WardPopulation(CityShared, Model):
    """How many people live in a ward in a fiscal year, as the central center entered it."""

    __tablename__ = "ward_populations"
    __table_args__ = (sa.CheckConstraint("population > 0", name="population"),)

    ward_code: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    population: Mapped[int]
    source: Mapped[str]
    """Where the figure is taken from, as it is printed beside what is made of it."""
    entered_by_name: Mapped[str]
    entered_at: Mapped[datetime]
