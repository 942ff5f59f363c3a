"""Japan's public holidays: substitute holidays and days between two of them too."""

from datetime import date
from functools import cache

from holidays import country_holidays


def holiday(day: date) -> str | None:
    """What is celebrated on `day`: 文化の日. Nothing on a day like any other."""
    return _of_year(day.year).get(day)


@cache
def _of_year(year: int) -> dict[date, str]:
    return dict(country_holidays("JP", years=year, language="ja"))
