from typing import Any

from marshmallow import Schema, fields, validate

from app.consultations import rules
from app.web.fields import Moment
from app.web.forms import TypedSchema

A_LINE = validate.Length(
    max=rules.LONGEST_LINE, error=f"{rules.LONGEST_LINE}文字以内で入力してください。"
)
A_PAGE = validate.Length(
    max=rules.LONGEST_TEXT, error=f"{rules.LONGEST_TEXT:,}文字以内で入力してください。"
)


def text(label: str, limit: validate.Length = A_LINE, **options: Any) -> fields.String:
    return fields.String(validate=limit, metadata={"label": label}, **options)


def code(label: str, **options: Any) -> fields.String:
    return fields.String(metadata={"label": label}, **options)


class ConsultationRecord(TypedSchema):
    """What is written down of one reception, by form or by API.

    Only what domain.md 2.2 requires is required: when, how, from whom, about what.
    """

    received_at = Moment(required=True, metadata={"label": "受付日時"})
    channel = code("相談方法", required=True)
    client_type = code("相談者属性", required=True)
    topics = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error="一つ以上選んでください。"),
        metadata={"label": "相談内容"},
    )
    primary_topic = code("主な相談内容", load_default=None, allow_none=True)
    kind = code("種別", load_default="consultation")
    summary = text("概要", load_default="")
    body = text("相談内容(本文)", A_PAGE, load_default="")
    response = text("対応内容", A_PAGE, load_default="")
    outcome = code("対応結果", load_default=None, allow_none=True)
    referral_target = code("つなぎ先", load_default=None, allow_none=True)
    person_name = text("氏名", load_default=None, allow_none=True)
    person_kana = text("ふりがな", load_default=None, allow_none=True)
    person_contact = text("連絡先", load_default=None, allow_none=True)
    organization_name = text("団体名", load_default=None, allow_none=True)
    activity_fields = fields.List(
        fields.String(), load_default=list, metadata={"label": "活動分野"}
    )
    minutes = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=1440, error="0から1440までの分で入力してください。"),
        metadata={"label": "所要時間(分)"},
    )
    continues_number = text("継続元の受付番号", load_default=None, allow_none=True)


class ConsultationRevision(ConsultationRecord):
    """The same, with the version that the editor had before them."""

    version = fields.Integer(required=True, metadata={"label": "版"})


class ConsultationLine(Schema):
    """A consultation in a list: without the person and without the words."""

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Ask a line by name at once: marshmallow would first try it as a mapping."""
        return getattr(obj, attr, default)

    id = fields.UUID()
    number = fields.String(attribute="number_label")
    received_at = Moment()
    received_by_name = fields.String()
    channel = fields.String()
    client_type = fields.String()
    kind = fields.String()
    outcome = fields.String(allow_none=True)
    organization_name = fields.String(allow_none=True)
    summary = fields.String()
    topics = fields.List(fields.String())
    primary_topic = fields.String(allow_none=True)


class ConsultationPage(Schema):
    items = fields.List(fields.Nested(ConsultationLine))
    next = fields.String(allow_none=True, metadata={"description": "`after` of the next page"})


class ConsultationQuery(Schema):
    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})
    month = fields.String(load_default=None, metadata={"description": "only this month: 2026-11"})
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class ConsultationRepresentation(ConsultationRecord):
    """A consultation, whole, as its own center sees it."""

    id = fields.UUID(dump_only=True)
    number = fields.Function(
        lambda consultation: rules.number_label(consultation.fiscal_year, consultation.number),
        metadata={"type": "string"},
    )
    topics = fields.Function(  # type: ignore[assignment]  # shown from the tags, never loaded
        lambda consultation: [tag.topic for tag in consultation.topics],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    received_by_name = fields.String(dump_only=True)
    continues_id = fields.UUID(dump_only=True, allow_none=True)
    version = fields.Integer(dump_only=True)
    created_at = Moment(dump_only=True)
    updated_at = Moment(dump_only=True)

    class Meta:
        exclude = ("continues_number",)
