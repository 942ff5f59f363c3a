from marshmallow import Schema, fields, validate

from app.api.lists import PageAsked
from app.web.forms import TypedSchema


class SuggestionsAsked(PageAsked):
    meeting_id = fields.UUID(required=True, metadata={"label": "会議"})


class SuggestionOrdered(TypedSchema):
    meeting_id = fields.UUID(required=True, metadata={"label": "会議"})
    key = fields.String(
        required=True,
        validate=validate.Length(max=200, error="200文字以内で入力してください。"),
        metadata={"label": "提案"},
    )


class AgendaSuggestion(Schema):
    """What could be talked about, and by which figures."""

    key = fields.String()
    origin = fields.String(metadata={"description": "where its figures come from"})
    reason = fields.String()
    title = fields.String(attribute="item.title")
    kind = fields.String(attribute="item.kind")
    presenter = fields.String(attribute="item.presenter")
    minutes = fields.Integer(attribute="item.minutes")
    details = fields.String(attribute="item.details")
