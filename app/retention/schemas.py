from marshmallow import Schema, fields, validate

from app.retention import rules
from app.web.fields import Moment
from app.web.forms import TypedSchema

A_KIND = validate.OneOf(rules.RECORD_KINDS, error="記録の種類を選んでください。")


class PeriodTyped(TypedSchema):
    """How long a kind of record is kept after the end of its fiscal year."""

    record_kind = fields.String(required=True, validate=A_KIND, metadata={"label": "記録の種類"})
    years = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 100, error="0から100までの年数で入力してください。"),
        metadata={"label": "年数", "description": "null: kept, until somebody says otherwise"},
    )


class DisposalTyped(TypedSchema):
    """What is approved: a kind, a fiscal year, and how many records it was said to be."""

    record_kind = fields.String(required=True, validate=A_KIND, metadata={"label": "記録の種類"})
    fiscal_year = fields.Integer(
        required=True,
        validate=validate.Range(1900, 2999, error="年度を確かめてください。"),
        metadata={"label": "年度"},
    )
    records = fields.Integer(
        required=True,
        validate=validate.Range(0, 2**31 - 1, error="件数を確かめてください。"),
        metadata={"label": "件数"},
    )


class DueAsked(TypedSchema):
    record_kind = fields.String(required=True, validate=A_KIND)
    fiscal_year = fields.Integer(required=True, validate=validate.Range(1900, 2999))


class OverdueShown(Schema):
    record_kind = fields.String()
    fiscal_year = fields.Integer()
    records = fields.Integer()


class OverdueRecordShown(Schema):
    id = fields.UUID()
    at = Moment()
    number = fields.String()
    summary = fields.String()


class DisposalShown(OverdueShown):
    id = fields.UUID()
    at = Moment()
    by_name = fields.String()
