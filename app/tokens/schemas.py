from marshmallow import Schema, fields, validate

from app.access.scopes import Scope
from app.web.fields import Day, Moment
from app.web.forms import TypedSchema

SCOPES = [scope.value for scope in Scope]


class TokenWanted(TypedSchema):
    """What somebody wants an access token for."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=100, error="100文字以内で入力してください。"),
        metadata={"label": "名前"},
    )
    scopes = fields.List(
        fields.String(
            validate=validate.OneOf(SCOPES, error="できることを、一覧の中から選んでください。")
        ),
        required=True,
        validate=validate.Length(min=1, error="一つ以上選んでください。"),
        metadata={"label": "できること"},
    )
    expires_on = Day(
        required=True,
        metadata={"label": "期限", "description": "its last day; a year from today at most"},
    )


class TokenShown(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    created_at = Moment(required=True)
    expires_at = Moment(required=True)
    last_used_at = Moment(required=True, allow_none=True)


class TokenMade(TokenShown):
    secret = fields.String(
        required=True, metadata={"description": "for `Authorization: Bearer …`; shown this once"}
    )
