from marshmallow import Schema, fields, validate

from app.access.permissions import Role
from app.staff import rules
from app.web.fields import Moment
from app.web.forms import TypedSchema

A_PASSWORD = validate.Length(max=rules.LONGEST_PASSWORD, error="長すぎます。")


class RoleTyped(TypedSchema):
    role = fields.Enum(
        Role,
        by_value=True,
        required=True,
        metadata={"label": "役割"},
        error_messages={"unknown": "役割を選んでください。"},
    )


class InvitationTyped(RoleTyped):
    email = fields.Email(
        required=True,
        validate=validate.Length(max=254, error="長すぎます。"),
        metadata={"label": "メールアドレス"},
        error_messages={"invalid": "メールアドレスの形で入力してください。"},
    )
    name = fields.String(
        required=True,
        validate=validate.Length(max=60, error="60文字以内で入力してください。"),
        metadata={"label": "氏名"},
    )


class PasswordTyped(TypedSchema):
    key = fields.String(required=True)
    password = fields.String(required=True, validate=A_PASSWORD, metadata={"label": "パスワード"})


class PasswordChange(TypedSchema):
    current = fields.String(
        required=True, validate=A_PASSWORD, metadata={"label": "いまのパスワード"}
    )
    password = fields.String(
        required=True, validate=A_PASSWORD, metadata={"label": "新しいパスワード"}
    )


class ColleagueShown(Schema):
    id = fields.UUID()
    name = fields.String()
    email = fields.String()
    role = fields.Enum(Role, by_value=True)
    deactivated_at = Moment(allow_none=True)
    seen_at = Moment(allow_none=True)


class InvitationShown(Schema):
    id = fields.UUID()
    purpose = fields.String()
    name = fields.String()
    email = fields.String()
    role = fields.String()
    invited_at = Moment()
    invited_by_name = fields.String()
    expires_at = Moment()


class AccessLink(Schema):
    """A link to be handed over by hand; it is shown this once."""

    link = fields.String()
