from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.minutes.rules import answers, content
from app.minutes.rules import writing as rules
from app.web.fields import ComingDay, Day, Moment
from app.web.forms import TypedSchema


def _at_most(letters: int) -> validate.Length:
    return validate.Length(max=letters, error=f"{letters:,}文字以内で入力してください。")


class EntryTyped(TypedSchema):
    """One version of what was said, decided, or of who came."""

    id = fields.UUID(
        required=True, metadata={"description": "made where it is typed: sent twice, kept once"}
    )
    kind = fields.String(
        required=True,
        validate=validate.OneOf(
            (*rules.KINDS, rules.ATTENDANCE), error="記録・決定・出席のどれかを選んでください。"
        ),
        metadata={"label": "種類"},
    )
    item_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"label": "議題", "description": "null: about the meeting as a whole"},
    )
    attendee = fields.String(
        load_default=None,
        allow_none=True,
        metadata={
            "label": "センター",
            "description": "slug of a center, or id of a guest; of attendance only",
        },
    )
    state = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(
            rules.STATES, error="出席・欠席・オブザーバーのどれかを選んでください。"
        ),
        metadata={"label": "出欠"},
    )
    words = fields.String(
        load_default="", validate=_at_most(rules.LONGEST), metadata={"label": "内容"}
    )
    substitutes = fields.String(
        load_default="",
        validate=_at_most(rules.LONGEST_NAMES),
        metadata={"label": "代理", "description": "who came instead of whom"},
    )
    follows = fields.List(
        fields.UUID(),
        load_default=list,
        metadata={"description": "the versions that it was made of: none for something new"},
    )
    written_at = Moment(
        load_default=None,
        allow_none=True,
        metadata={"description": "when it was typed, where it comes later"},
    )

    @validates_schema
    def check_attendance(self, typed: dict[str, Any], **_: Any) -> None:
        if (typed.get("kind") == rules.ATTENDANCE) != (typed.get("state") is not None):
            raise ValidationError({"state": ["出席・欠席・オブザーバーのどれかを選んでください。"]})


class EntryShown(Schema):
    id = fields.UUID()
    thread_id = fields.UUID(
        metadata={"description": "the first version; of attendance, the center or guest"}
    )
    item_id = fields.UUID(allow_none=True)
    kind = fields.String()
    state = fields.String(allow_none=True)
    words = fields.String()
    substitutes = fields.String()
    follows = fields.List(fields.UUID())
    author_name = fields.String()
    written_at = Moment()
    received_at = Moment()


class TurnTyped(TypedSchema):
    id = fields.UUID(required=True, metadata={"description": "sent twice, taken once"})
    item_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "null: the meeting is over"}
    )
    written_at = Moment(load_default=None, allow_none=True)


class ItemNamed(Schema):
    id = fields.UUID()
    title = fields.String()
    presenter = fields.String()
    minutes = fields.Integer()


class ProgressShown(Schema):
    """Where the meeting is, and the server's clock beside it."""

    now = Moment()
    begins_at = Moment()
    ends_at = Moment()
    current = fields.Nested(ItemNamed, allow_none=True)
    begun_at = Moment(allow_none=True)
    item_ends_at = Moment(allow_none=True)
    next = fields.Nested(ItemNamed, allow_none=True)
    is_over = fields.Boolean()


A_LONG_TEXT = _at_most(content.LONGEST)


class MinutesTyped(TypedSchema):
    """The text as a form sends it: the items stand in the order of the agenda."""

    notes = fields.List(
        fields.String(validate=A_LONG_TEXT), load_default=list, metadata={"label": "記録"}
    )
    decisions = fields.List(
        fields.String(validate=A_LONG_TEXT), load_default=list, metadata={"label": "決定"}
    )
    actions = fields.String(load_default="", validate=A_LONG_TEXT, metadata={"label": "宿題"})
    others = fields.String(load_default="", validate=A_LONG_TEXT, metadata={"label": "その他"})
    version = fields.Integer(required=True, metadata={"label": "版"})


class ItemSaid(TypedSchema):
    notes = fields.String(load_default="", validate=A_LONG_TEXT)
    decisions = fields.String(load_default="", validate=A_LONG_TEXT)


class MinutesRevision(TypedSchema):
    """The same as a program sends it."""

    items = fields.List(fields.Nested(ItemSaid), required=True, metadata={"label": "議題"})
    actions = fields.String(load_default="", validate=A_LONG_TEXT)
    others = fields.String(load_default="", validate=A_LONG_TEXT)
    version = fields.Integer(required=True)


class ItemTextShown(Schema):
    item_id = fields.String()
    title = fields.String()
    kind = fields.String()
    presenter = fields.String()
    notes = fields.String()
    decisions = fields.String()


class MinutesShown(Schema):
    id = fields.UUID()
    meeting_id = fields.UUID()
    items = fields.List(fields.Nested(ItemTextShown))
    actions = fields.String()
    others = fields.String()
    begun_at = Moment()
    saved_at = Moment()
    saved_by_name = fields.String()
    version = fields.Integer()


class MinutesOrdered(TypedSchema):
    stage = fields.String(
        required=True,
        validate=validate.OneOf(content.STAGES, error="議事録案か議事録を選んでください。"),
        metadata={
            "label": "種類",
            "description": "draft: to be confirmed; final: to stay",
        },
    )
    changes = fields.String(
        load_default="",
        validate=_at_most(rules.LONGEST),
        metadata={"label": "改めたこと", "description": "needed once an edition is published"},
    )


class MinutesReleased(TypedSchema):
    answer_by = ComingDay(
        load_default=None,
        allow_none=True,
        metadata={
            "label": "確認の期限",
            "description": "until when a draft is to be confirmed; a week if not said",
        },
    )


class MinutesEditionShown(Schema):
    id = fields.UUID()
    meeting_id = fields.UUID()
    stage = fields.String()
    number = fields.Integer()
    sha256 = fields.String(metadata={"description": "of what it says; it never changes"})
    requested_at = Moment()
    finished_at = Moment(allow_none=True)
    failed_at = Moment(allow_none=True)
    failure = fields.String(allow_none=True)
    opened_at = Moment(allow_none=True)
    answer_by = Day(allow_none=True, metadata={"description": "of a draft that was sent"})
    remind_on = Day(allow_none=True)
    reminded_at = Moment(allow_none=True)


class AttendedShown(Schema):
    center = fields.String()
    state = fields.String()
    names = fields.String()
    substitutes = fields.String()


class MinutesContentShown(Schema):
    """What an edition says."""

    title = fields.String()
    held_on = fields.String()
    hours = fields.String()
    place = fields.String()
    attendance = fields.List(fields.Nested(AttendedShown))
    items = fields.List(fields.Nested(ItemTextShown))
    actions = fields.String()
    others = fields.String()
    handouts = fields.List(fields.String())
    stage = fields.String()
    number = fields.Integer()
    changes = fields.String()


class MinutesAnswerTyped(TypedSchema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(content.ANSWERS, error="確認か訂正を選んでください。"),
        metadata={"label": "返事"},
    )
    words = fields.String(
        load_default="",
        validate=_at_most(answers.LONGEST),
        metadata={"label": "訂正してほしいこと"},
    )


class MinutesAnswerShown(Schema):
    id = fields.UUID()
    minutes_id = fields.UUID()
    kind = fields.String()
    words = fields.String()
    by_name = fields.String()
    at = Moment()


class AnswerTileShown(Schema):
    slug = fields.String()
    name = fields.String()
    kind = fields.String(allow_none=True)
    words = fields.String()
    by_name = fields.String()
    at = Moment(allow_none=True)
    reminded_at = Moment(allow_none=True)
