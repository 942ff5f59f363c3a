from datetime import date
from typing import Any

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates,
    validates_schema,
)

from app import calendar
from app.calendar import FiscalYear, Month, Period
from app.errors import NotFoundError
from app.statistics import rules
from app.web.fields import Day
from app.web.forms import TypedSchema

PER_PEOPLE = "people"
"""Wards compared for each 100,000 people, not by number."""


class MonthField(fields.Field[Month]):
    """A month as `2026-11`."""

    def _serialize(self, value: Month | None, *_: Any, **__: Any) -> str | None:
        return str(value) if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Month:
        try:
            return Month.parse(str(value))
        except ValueError:
            raise ValidationError("月は 2026-11 のように書いてください。") from None


def month_in_address(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise NotFoundError from None


class PeriodAsked(TypedSchema):
    """`year` and `until` (the end of a month), or two months; nothing: this year so far."""

    year = fields.Integer(
        validate=validate.Range(2000, 2100, error="2000から2100までの年度を選んでください。"),
        metadata={"label": "年度"},
    )
    until = fields.Integer(
        validate=validate.Range(1, 12, error="1から12までの月を選んでください。"),
        metadata={"label": "何月末まで"},
    )
    first = MonthField(data_key="from", metadata={"label": "はじめの月", "type": "string"})
    last = MonthField(data_key="to", metadata={"label": "おわりの月", "type": "string"})

    @validates_schema
    def check_months(self, asked: dict[str, Any], **_: Any) -> None:
        if ("first" in asked) != ("last" in asked):
            raise ValidationError("はじめとおわりの月を両方選んでください。", "to")
        if "first" not in asked:
            return
        if asked["last"] < asked["first"]:
            raise ValidationError("おわりの月は、はじめの月より後にしてください。", "to")
        if len(list(Period(asked["first"], asked["last"]).months)) > rules.LONGEST:
            raise ValidationError(f"期間は{rules.LONGEST}か月までにしてください。", "to")

    @post_load
    def as_period(self, asked: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the period that was asked for, beside whatever else was asked."""
        others = {name: asked[name] for name in asked.keys() - {"year", "until", "first", "last"}}
        return {**others, "period": _period(asked)}


class CityFiguresAsked(PeriodAsked):
    center = fields.String(
        load_default=None,
        metadata={"label": "センター", "description": "slug; without it, all wards"},
    )


class KnownAsked(TypedSchema):
    """What was known at the end of a day, whatever was corrected since."""

    as_of = Day(
        load_default=None,
        metadata={
            "label": "いつの時点の数字か",
            "type": "string",
            "description": "2026-02-28: the figures as they were known at the end of that day",
        },
    )

    @validates("as_of")
    def check_day(self, day: date | None, **_: Any) -> None:
        if day and day > calendar.today():
            raise ValidationError("今日までの日を選んでください。")


class ReportAsked(KnownAsked, PeriodAsked):
    pass


class CityReportAsked(KnownAsked, CityFiguresAsked):
    pass


class CityPageAsked(CityReportAsked):
    """The page of the city, with how wards are compared."""

    per = fields.String(
        load_default=None,
        validate=validate.OneOf([PER_PEOPLE], error="比べ方を選んでください。"),
        metadata={"label": "区の比べ方"},
    )


class FigureAsked(CityFiguresAsked):
    """One figure of the city, by measure and code: see the tables of the report."""

    measure = fields.String(
        load_default="consultations",
        validate=validate.OneOf(list(rules.MEASURES), error="この集計はありません。"),
        metadata={"label": "何の件数"},
    )
    code = fields.String(load_default="total", metadata={"label": "項目"})


def _period(asked: dict[str, Any]) -> Period:
    if "first" in asked:
        return Period(asked["first"], asked["last"])
    so_far = Period.so_far(calendar.today())
    this_year = so_far.first.fiscal_year
    year = FiscalYear(asked.get("year", this_year.year))
    if year == this_year and "until" not in asked:
        return so_far
    return rules.period_until(year, asked.get("until", year.last.month))


class ClosingAsked(TypedSchema):
    month = MonthField(required=True, metadata={"label": "月", "type": "string"})
    confirmed = fields.Boolean(
        load_default=False,
        metadata={
            "label": "確認しました",
            "description": "needed where the check list of the month warns of something",
        },
    )


class FindingShown(Schema):
    """One point of the check list. `warns`: to be confirmed when the month is submitted."""

    code = fields.String()
    title = fields.String()
    reason = fields.String()
    warns = fields.Boolean()


class ChecklistShown(Schema):
    month = MonthField(metadata={"type": "string"})
    is_over = fields.Boolean(
        metadata={"description": "false: the month has days to come and cannot be submitted"}
    )
    findings = fields.List(fields.Nested(FindingShown))


class ClosingShown(Schema):
    """A month that the center has submitted."""

    month = fields.Date(metadata={"description": "its first day"})
    closed_at = fields.AwareDateTime()
    closed_by_name = fields.String()
    warnings = fields.List(
        fields.String(), metadata={"description": "points of the check list that were confirmed"}
    )


class IncidentShown(Schema):
    """Figures that were not what their records say: never meant to happen."""

    at = fields.AwareDateTime()
    detail = fields.String()


class PeriodShown(Schema):
    first = MonthField(data_key="from", metadata={"type": "string"})
    last = MonthField(data_key="to", metadata={"type": "string"})
    label = fields.String()


class PlaceShown(Schema):
    slug = fields.String()
    name = fields.String()
    ward_code = fields.String(allow_none=True)


class ReportedShown(Schema):
    """How many wards closed every month of the period that is over."""

    closed = fields.Integer()
    of = fields.Integer()
    missing = fields.List(fields.Nested(PlaceShown))


class RowShown(Schema):
    """`before` is the same period of the year before; null where nothing can be compared."""

    code = fields.String()
    label = fields.String()
    value = fields.Integer()
    before = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True)


class TopicRowShown(RowShown):
    rank = fields.Integer(allow_none=True)
    is_broken = fields.Boolean(
        metadata={"description": "the topic meant something else the year before: no difference"}
    )


class TopicTableShown(Schema):
    """One consultation may have several topics: `total` counts topics, not consultations."""

    rows = fields.List(fields.Nested(TopicRowShown))
    consultations = fields.Integer()
    total = fields.Integer()
    total_before = fields.Integer(allow_none=True)
    note = fields.String()


class CenterRowShown(Schema):
    """`value` is null where the center has reported nothing, which is not zero."""

    center = fields.Nested(PlaceShown, attribute="place")
    value = fields.Integer(allow_none=True)
    before = fields.Integer(allow_none=True)
    complete = fields.Boolean()
    topics = fields.Dict(keys=fields.String(), values=fields.Integer())


class MonthRowShown(Schema):
    month = MonthField(metadata={"type": "string"})
    value = fields.Integer(allow_none=True)
    before = fields.Integer(allow_none=True)


class ReportShown(Schema):
    period = fields.Nested(PeriodShown)
    as_of = fields.AwareDateTime(
        allow_none=True, metadata={"description": "when the latest of the figures was counted"}
    )
    known_on = fields.Date(
        allow_none=True, metadata={"description": "the day that was asked for; null: now"}
    )
    reported = fields.Nested(ReportedShown)
    consultations = fields.Nested(RowShown)
    topics = fields.Nested(TopicTableShown)
    topic_tags = fields.Nested(RowShown)
    referrals = fields.Nested(RowShown)
    linked = fields.Nested(RowShown)
    distinct = fields.Integer(
        allow_none=True,
        metadata={"description": "実: a case logged by two centers counts once; 延べ is the sum"},
    )
    minutes = fields.Nested(RowShown)
    minutes_recorded = fields.Nested(RowShown)
    primary_topics = fields.List(fields.Nested(RowShown))
    channels = fields.List(fields.Nested(RowShown))
    client_types = fields.List(fields.Nested(RowShown))
    kinds = fields.List(fields.Nested(RowShown))
    outcomes = fields.List(fields.Nested(RowShown))
    activity_fields = fields.List(fields.Nested(RowShown), attribute="fields")
    continuations = fields.List(fields.Nested(RowShown))
    targets = fields.List(fields.Nested(RowShown))
    centers = fields.List(fields.Nested(CenterRowShown))
    months = fields.List(fields.Nested(MonthRowShown))
    remarks = fields.List(fields.String())


class PlaceFigureShown(Schema):
    """`value` is null where the center has reported nothing, which is not zero."""

    center = fields.Nested(PlaceShown, attribute="place")
    rank = fields.Integer(allow_none=True)
    value = fields.Integer(allow_none=True)
    before = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True)


class FigureShown(Schema):
    """One figure, center by center, beside the year before."""

    period = fields.Nested(PeriodShown)
    measure = fields.String()
    code = fields.String()
    label = fields.String()
    unit = fields.String()
    value = fields.Integer()
    before = fields.Integer(allow_none=True)
    difference = fields.Integer(allow_none=True)
    centers = fields.List(fields.Nested(PlaceFigureShown))
    reported = fields.Nested(ReportedShown)


class TopicMonthsShown(Schema):
    """`values` belong to the months of the period; null where nothing was reported."""

    code = fields.String()
    label = fields.String()
    values = fields.List(fields.Integer(allow_none=True))


class RiseShown(Schema):
    """A figure that stands out against its own past, with the reason in words."""

    center = fields.Nested(PlaceShown, attribute="place", allow_none=True)
    measure = fields.String()
    code = fields.String()
    label = fields.String()
    month = MonthField(attribute="rise.month", metadata={"type": "string"})
    value = fields.Integer(attribute="rise.value")
    median = fields.Float(attribute="rise.median")
    limit = fields.Integer(attribute="rise.limit")
    months = fields.Integer(attribute="rise.months")
    reason = fields.String(attribute="rise.reason")


class TrendsShown(Schema):
    """Five fiscal years by month, topics by month, and what stands out."""

    period = fields.Nested(PeriodShown)
    months = fields.List(MonthField(metadata={"type": "string"}))
    values = fields.List(fields.Integer(allow_none=True))
    topics = fields.List(fields.Nested(TopicMonthsShown))
    rises = fields.List(fields.Nested(RiseShown))
    reported = fields.Nested(ReportedShown)


class RateShown(Schema):
    """`value` is null where nothing was reported or the population was not entered."""

    center = fields.Nested(PlaceShown, attribute="place")
    rank = fields.Integer(allow_none=True)
    value = fields.Float(allow_none=True)
    before = fields.Float(allow_none=True)
    count = fields.Integer(allow_none=True)
    population = fields.Integer(allow_none=True)


class RatesShown(Schema):
    """Consultations of each ward for each 100,000 people of the period's last fiscal year."""

    period = fields.Nested(PeriodShown)
    fiscal_year = fields.Integer(attribute="year.year")
    rows = fields.List(fields.Nested(RateShown))
    missing = fields.List(fields.Nested(PlaceShown))
    sources = fields.List(fields.String())
    reported = fields.Nested(ReportedShown)
