from marshmallow import Schema, fields, validate

from app.statistics.schemas import MonthField, PlaceShown
from app.web.forms import TypedSchema

A_MONTH = {"label": "月", "type": "string", "description": "2026-11"}


class RemindersAsked(TypedSchema):
    month = MonthField(required=True, metadata=A_MONTH)
    wards = fields.List(
        fields.String(),
        required=True,
        error_messages={"required": "督促する区を選んでください。"},
        metadata={"label": "督促する区", "description": "slugs of wards"},
    )


class CityClosingAsked(TypedSchema):
    month = MonthField(required=True, metadata=A_MONTH)
    confirmed = fields.Boolean(
        load_default=False,
        metadata={
            "label": "提出していない区があることを確かめました",
            "description": "needed where wards have not submitted",
        },
    )


class CityWithdrawal(TypedSchema):
    reason = fields.String(
        required=True,
        validate=validate.Length(max=500, error="500文字以内で入力してください。"),
        metadata={"label": "取り消す理由"},
    )


class CityClosingShown(Schema):
    """A month that the city closed; `submitted` of `wards` had submitted it then."""

    month = fields.Date(metadata={"description": "its first day"})
    closed_at = fields.AwareDateTime()
    closed_by_name = fields.String()
    submitted = fields.Integer()
    wards = fields.Integer()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_by_name = fields.String(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)


class TileShown(Schema):
    """A ward's month: null in `submitted_at` is not submitted, which is not zero."""

    ward = fields.Nested(PlaceShown, attribute="place")
    submitted_at = fields.AwareDateTime(allow_none=True)
    reminded_on = fields.Date(allow_none=True)
    label = fields.String()


class CityMonthShown(Schema):
    month = MonthField(metadata={"type": "string"})
    is_over = fields.Boolean()
    label = fields.String(metadata={"description": "17/18区"})
    submitted = fields.Integer()
    closed_at = fields.AwareDateTime(allow_none=True)
    tiles = fields.List(fields.Nested(TileShown))


class ReminderShown(Schema):
    month = fields.Date(metadata={"description": "its first day"})
    reminded_on = fields.Date()
    reminded_by_name = fields.String()
