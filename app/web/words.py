"""How values are said on a page."""

from datetime import date, datetime

from flask import Flask

from app.calendar import CITY_TIME, japanese_day, japanese_month


def moment(value: datetime) -> str:
    """2026/11/23 14:30, in city time."""
    return value.astimezone(CITY_TIME).strftime("%Y/%m/%d %H:%M")


def teach_words(app: Flask) -> None:
    app.add_template_filter(moment, "moment")
    app.add_template_filter(japanese_day, "day")
    app.add_template_filter(thousands, "thousands")
    app.add_template_filter(slashed, "slashed")
    app.add_template_filter(japanese_month, "japanese_month")


def slashed(value: date) -> str:
    return value.strftime("%Y/%m/%d")


def thousands(value: int) -> str:
    return f"{value:,}"
