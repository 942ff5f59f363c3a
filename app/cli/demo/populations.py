"""Invented populations, so that figures for each 100,000 people can be tried."""

from datetime import date

from app.calendar import FiscalYear
from app.cli.demo.desk import FIRST_YEAR
from app.cli.demo.wording import chance
from app.populations import queries, service

SOURCE = "見本(デモのために作った架空の人口。実際の統計ではありません)"
FEWEST, MOST = 100, 350
"""Thousands of people; drawn by lot for each ward, and nothing like the real ones."""


def enter_populations(today: date, *, by_name: str) -> None:
    """Enter every year of the demo, plainly marked as invented."""
    for year in range(FIRST_YEAR.year - 1, FiscalYear.of(today).year + 1):
        people = {
            ward: 1000 * chance(ward, "population").randint(FEWEST, MOST) + 100 * (year % 10)
            for ward in queries.wards()
        }
        service.keep_year(year, people, source=SOURCE, by_name=by_name)
