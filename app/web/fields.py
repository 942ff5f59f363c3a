"""Days and moments as people here write them: 和暦, 西暦, full-width digits."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError, fields

from app.calendar import CITY_TIME, FiscalYear, Month, today
from app.wareki import UnreadableDateError, is_without_year, parse_day, parse_moment

YEARS = range(1900, 2200)
"""Beyond the ends of the calendar no moment can be moved between time zones."""


class Day(fields.Field[date]):
    """A day: R8.11.23, 2026-11-23, 令和8年11月23日."""

    def _serialize(self, value: date | None, *_: Any, **__: Any) -> str | None:
        return value.isoformat() if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        try:
            return parse_day(str(value))
        except UnreadableDateError as error:
            raise ValidationError(str(error)) from None


class ComingDay(Day):
    """A day still to come: of 12/5, the next one."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        if is_without_year(text := str(value)):
            day = _in_year(text, FiscalYear.of(today()).year)
            return day if day >= today() else _in_year(text, FiscalYear.of(today()).year + 1)
        return super()._deserialize(value, *args, **kwargs)


class PastDay(Day):
    """A day that was: of 12/5, the last one."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> date:
        if is_without_year(text := str(value)):
            day = _in_year(text, FiscalYear.of(today()).year)
            return day if day <= today() else _in_year(text, FiscalYear.of(today()).year - 1)
        return super()._deserialize(value, *args, **kwargs)


def _in_year(text: str, fiscal_year: int) -> date:
    try:
        return parse_day(text, fiscal_year=fiscal_year)
    except UnreadableDateError as error:
        raise ValidationError(str(error)) from None


class Moment(fields.Field[datetime]):
    """A moment in city time; a day alone is its beginning. ISO 8601 with an offset is kept."""

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return value.astimezone(CITY_TIME).isoformat() if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        moment = _moment(str(value))
        if moment.year not in YEARS:
            raise ValidationError("年を確かめてください。")
        return moment.astimezone(CITY_TIME)  # PostgreSQL knows fewer offsets than Python


def _moment(text: str) -> datetime:
    if (moment := _iso_moment(text)) is not None:
        return moment
    try:
        found = parse_moment(text)
    except UnreadableDateError as error:
        raise ValidationError(str(error)) from None
    if not isinstance(found, datetime):
        found = datetime.combine(found, datetime.min.time())
    return found.replace(tzinfo=CITY_TIME)


def _iso_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)


class WholeMonth(fields.Field[Month]):
    """A month: R8.4, 2026-04, 令和8年4月."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        return f"{value:%Y-%m}" if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Month:
        text = str(value).strip()
        for day in _first_days(text):
            try:
                return Month.of(parse_day(day))
            except UnreadableDateError:
                continue
        raise ValidationError(f"「{text}」は月として読めません。R8.4 のように書いてください。")


def _first_days(month: str) -> Iterator[str]:
    """The month's first day in every manner in which a month may have been written."""
    return (month + rest for rest in ("1日", ".1", "-1", "/1"))
