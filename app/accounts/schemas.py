from marshmallow import fields, validate

from app.web.forms import TypedSchema


class SignIn(TypedSchema):
    email = fields.String(required=True, metadata={"label": "メールアドレス"})
    password = fields.String(
        required=True, validate=validate.Length(max=256), metadata={"label": "パスワード"}
    )


class SessionBegun(TypedSchema):
    """A bearer token, for programs; browsers get a cookie."""

    token = fields.String(dump_only=True)
    center = fields.String(dump_only=True, metadata={"description": "slug of the home center"})
