from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app import calendar
from app.calendar import FiscalYear
from app.centers import rules
from app.centers.rules import Closed, Hours, OpeningDays
from app.centers.rules.clocks import UnreadableHoursError, parse_hours, parse_years_day, years_day
from app.web.fields import Day
from app.web.forms import TypedSchema

DAYS = {
    "monday": "月曜日",
    "tuesday": "火曜日",
    "wednesday": "水曜日",
    "thursday": "木曜日",
    "friday": "金曜日",
    "saturday": "土曜日",
    "sunday": "日曜日",
    "holiday": "祝日",
}
"""The lines of a week in their order: the place is the weekday's number, 7 any holiday."""


class Clocks(fields.Field[Hours]):
    """Hours of one day: 9:00-20:00."""

    def _serialize(self, value: Hours | None, *_: Any, **__: Any) -> str | None:
        return str(value) if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Hours | None:  # type: ignore[override]
        try:
            return parse_hours(str(value))
        except UnreadableHoursError as error:
            raise ValidationError(str(error)) from None


class YearsDay(fields.Field[int]):
    """A day that comes every year: 12/29."""

    def _serialize(self, value: int | None, *_: Any, **__: Any) -> str | None:
        return years_day(value) if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        try:
            return parse_years_day(str(value))
        except UnreadableHoursError as error:
            raise ValidationError(str(error)) from None


def clocks(name: str) -> Clocks:
    return Clocks(
        load_default=None,
        allow_none=True,
        metadata={
            "label": DAYS[name],
            "type": "string",
            "description": "9:00-20:00; nothing where the center is closed",
        },
    )


class WeekTyped(TypedSchema):
    """Hours of a week, from a day on. What is left out is closed."""

    first_day = Day(load_default=calendar.today, metadata={"label": "この日から", "type": "string"})
    monday = clocks("monday")
    tuesday = clocks("tuesday")
    wednesday = clocks("wednesday")
    thursday = clocks("thursday")
    friday = clocks("friday")
    saturday = clocks("saturday")
    sunday = clocks("sunday")
    holiday = clocks("holiday")

    @post_load
    def gather(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The lines as `service.open_weekly` takes them."""
        lines = ((number, typed[name]) for number, name in enumerate(DAYS))
        return {
            "first_day": typed["first_day"],
            "hours": {number: hours for number, hours in lines if hours},
        }


class WeekNamed(TypedSchema):
    first_day = Day(required=True, metadata={"label": "この日から", "type": "string"})


class WeekShown(Schema):
    first_day = Day(metadata={"type": "string", "format": "date"})
    hours = fields.Function(
        lambda week: as_typed(week.hours),
        metadata={
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "monday … sunday, holiday → 09:00～20:00; a day left out is closed",
        },
    )


def as_typed(hours: Mapping[int, Hours]) -> dict[str, str]:
    """The lines of a week under the names of their fields."""
    return {name: str(hours[number]) for number, name in enumerate(DAYS) if number in hours}


NEEDS = {
    "once": ("first_day",),
    "yearly": ("yearly_from",),
    "monthly": ("nth", "weekday"),
}
"""What must be said of each kind of closed days."""


class ClosedTyped(TypedSchema):
    """Days on which the center closes: once, every year, or on one weekday of every month."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(NEEDS, error="一回・毎年・毎月のどれかを選んでください。"),
        metadata={"label": "種類"},
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(max=100, error="100文字以内で入力してください。"),
        metadata={"label": "理由"},
    )
    first_day = Day(load_default=None, allow_none=True, metadata={"label": "はじめの日"})
    last_day = Day(load_default=None, allow_none=True, metadata={"label": "おわりの日"})
    yearly_from = YearsDay(
        load_default=None, allow_none=True, metadata={"label": "毎年のはじめの日"}
    )
    yearly_until = YearsDay(
        load_default=None, allow_none=True, metadata={"label": "毎年のおわりの日"}
    )
    nth = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 5, error="第1から第5までの中から選んでください。"),
        metadata={"label": "第何週"},
    )
    weekday = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 6, error="曜日を選んでください。"),
        metadata={"label": "曜日"},
    )

    @validates_schema
    def says_when(self, typed: dict[str, Any], **_: Any) -> None:
        missing = [name for name in NEEDS[typed["kind"]] if typed[name] is None]
        if missing:
            raise ValidationError({name: ["入力してください。"] for name in missing})
        first, last = typed["first_day"], typed["last_day"]
        if first and last and last < first:
            raise ValidationError(
                {"last_day": ["はじめの日と同じか、その後の日を入力してください。"]}
            )


def as_closed(typed: dict[str, Any]) -> Closed:
    """What was typed, with what goes without saying: from today on, and for one day."""
    first_day = typed["first_day"] or calendar.today()
    last_day = typed["last_day"]
    if typed["kind"] == "once":
        last_day = last_day or first_day
    return Closed(
        **{
            **typed,
            "first_day": first_day,
            "last_day": last_day,
            "yearly_until": typed["yearly_until"] or typed["yearly_from"],
        }
    )


class ClosedShown(Schema):
    id = fields.UUID()
    kind = fields.String()
    reason = fields.String()
    first_day = Day(metadata={"type": "string", "format": "date"})
    last_day = Day(allow_none=True, metadata={"type": "string", "format": "date"})
    yearly_from = YearsDay(allow_none=True, metadata={"type": "string"})
    yearly_until = YearsDay(allow_none=True, metadata={"type": "string"})
    nth = fields.Integer(allow_none=True)
    weekday = fields.Integer(allow_none=True)


class ClosedInWords(Schema):
    reason = fields.String()
    days = fields.String(attribute="words")


def _today(days: OpeningDays) -> str | None:
    hours = days.hours(calendar.today())
    return str(hours) if hours else None


class OpeningDaysShown(Schema):
    """A center's calendar."""

    weeks = fields.List(fields.Nested(WeekShown))
    closed = fields.List(fields.Nested(ClosedInWords))
    today = fields.Function(
        _today,
        metadata={"type": ["string", "null"], "description": "hours of today; null when closed"},
    )
    next_open_day = fields.Function(
        lambda days: days.next_open_day(calendar.today()).isoformat(),
        metadata={"type": "string", "format": "date"},
    )


NTH_CHOICES = [(number, f"第{number}") for number in range(1, 6)]
WEEKDAY_CHOICES = [(number, f"{day}曜日") for number, day in enumerate(rules.WEEKDAYS)]


class OwnTopicChange(TypedSchema):
    label = fields.String(
        required=True,
        validate=validate.Length(max=40, error="40文字以内で入力してください。"),
        metadata={"label": "項目の名前"},
    )
    last_fiscal_year = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(2000, 2999, error="2026 のように西暦で入力してください。"),
        metadata={"label": "使う最後の年度"},
    )


class OwnTopicTyped(OwnTopicChange):
    """A finer topic below one of the city's."""

    topic = fields.String(required=True, metadata={"label": "市の項目"})
    first_fiscal_year = fields.Integer(
        load_default=lambda: FiscalYear.of(calendar.today()).year,
        validate=validate.Range(2000, 2999, error="2026 のように西暦で入力してください。"),
        metadata={"label": "使い始める年度"},
    )


class OwnTopicShown(OwnTopicTyped):
    id = fields.UUID(dump_only=True)


class FormDefaultsTyped(TypedSchema):
    """What stands in the empty form of a consultation."""

    channel = fields.String(load_default=None, allow_none=True, metadata={"label": "相談方法"})
    client_type = fields.String(
        load_default=None, allow_none=True, metadata={"label": "相談者属性"}
    )
    kind = fields.String(load_default=None, allow_none=True, metadata={"label": "種別"})
    by_use = fields.Boolean(load_default=False, metadata={"label": "よく使う順に並べる"})
