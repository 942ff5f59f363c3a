from marshmallow import Schema, fields, validate

from app.invitations import rules
from app.web.fields import ComingDay, Day, Moment
from app.web.forms import TypedSchema

A_LINE = validate.Length(max=200, error="200文字以内で入力してください。")
SOME_LINES = validate.Length(max=1000, error="1,000文字以内で入力してください。")


class MeetingInvitationRecord(TypedSchema):
    """Who is asked to a meeting, by form or by API."""

    reply_by = ComingDay(required=True, metadata={"label": "回答の期限"})
    words = fields.String(load_default="", validate=SOME_LINES, metadata={"label": "招待のことば"})
    wards = fields.List(
        fields.String(),
        load_default=list,
        metadata={"label": "招待する区", "description": "slugs of the wards that are asked"},
    )
    version = fields.Integer(
        required=True,
        metadata={"label": "版", "description": "that the writing began from; 0: nothing yet"},
    )


class MeetingInvitationRepresentation(Schema):
    meeting_id = fields.UUID()
    reply_by = Day()
    words = fields.String()
    ward_ids = fields.List(fields.UUID())
    remind_on = Day(allow_none=True)
    sent_at = Moment(allow_none=True)
    version = fields.Integer()


class MeetingReplyRecord(TypedSchema):
    """Whether one's own center comes, and who."""

    attendance = fields.String(
        required=True,
        validate=validate.OneOf(rules.ATTENDANCES, error="出欠を選んでください。"),
        metadata={"label": "出欠"},
    )
    names = fields.String(load_default="", validate=A_LINE, metadata={"label": "参加する人"})
    substitute = fields.String(load_default="", validate=A_LINE, metadata={"label": "代理"})
    remarks = fields.String(load_default="", validate=SOME_LINES, metadata={"label": "連絡事項"})


class MeetingReplyRevision(MeetingReplyRecord):
    version = fields.Integer(
        required=True,
        metadata={"label": "版", "description": "that the writing began from; 0: nothing yet"},
    )


class MeetingReplyRepresentation(MeetingReplyRecord):
    saved_at = Moment(dump_only=True)
    saved_by_name = fields.String(dump_only=True)
    version = fields.Integer(dump_only=True)


class GuestAnswerTyped(TypedSchema):
    """What a guest answers, by the link or to somebody of the staff."""

    attendance = fields.String(
        required=True,
        validate=validate.OneOf(rules.ATTENDANCES, error="出欠を選んでください。"),
        metadata={"label": "出欠"},
    )
    substitute = fields.String(
        load_default="", validate=A_LINE, metadata={"label": "代理で参加する人"}
    )
    remarks = fields.String(load_default="", validate=SOME_LINES, metadata={"label": "連絡事項"})


class MeetingGuestRecord(TypedSchema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(rules.GUEST_KINDS, error="一覧から選んでください。"),
        metadata={"label": "区分"},
    )
    name = fields.String(
        required=True,
        validate=[A_LINE, validate.Length(min=1, error="氏名を入力してください。")],
        metadata={"label": "氏名"},
    )
    belongs_to = fields.String(load_default="", validate=A_LINE, metadata={"label": "所属"})
    email = fields.String(
        load_default="",
        validate=validate.And(
            validate.Length(max=254, error="254文字以内で入力してください。"),
            validate.Regexp(
                r"^$|^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$",
                error="メールアドレスの形で入力してください。",
            ),
        ),
        metadata={"label": "メールアドレス"},
    )


class MeetingGuestRevision(MeetingGuestRecord):
    version = fields.Integer(required=True, metadata={"label": "版"})


class MeetingGuestRepresentation(MeetingGuestRecord):
    id = fields.UUID(dump_only=True)
    attendance = fields.String(dump_only=True, allow_none=True)
    substitute = fields.String(dump_only=True)
    remarks = fields.String(dump_only=True)
    answered_at = Moment(dump_only=True, allow_none=True)
    version = fields.Integer(dump_only=True)


class AnswerShown(Schema):
    """How one of those invited stands."""

    kind = fields.String(metadata={"description": "ward, city, guest"})
    slug = fields.String(metadata={"description": "of a ward"})
    guest_id = fields.UUID(allow_none=True)
    name = fields.String()
    belongs_to = fields.String()
    attendance = fields.String(
        allow_none=True, metadata={"description": "attends, absent, observes; null: no answer yet"}
    )
    names = fields.String()
    substitute = fields.String()
    remarks = fields.String()
    at = Moment(allow_none=True)
