from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.calls import rules
from app.web.fields import ComingDay, Day, Moment
from app.web.forms import TypedSchema

A_LINE = validate.Length(
    max=rules.LONGEST_LINE, error=f"1行は{rules.LONGEST_LINE}文字以内で入力してください。"
)
A_KIND = validate.OneOf(rules.LINE_KINDS, error="報告か議題を選んでください。")


class CallRecord(TypedSchema):
    """What is decided about a call, by form or by API."""

    due_on = ComingDay(required=True, metadata={"label": "締切"})
    words = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error="1,000文字以内で入力してください。"),
        metadata={"label": "区へのことば"},
    )
    remind_before = fields.Integer(
        load_default=rules.USUAL_REMIND_BEFORE,
        validate=validate.Range(
            0,
            rules.MOST_REMIND_BEFORE,
            error=f"0から{rules.MOST_REMIND_BEFORE}までの日数で入力してください。",
        ),
        metadata={"label": "自動の督促(締切の何開館日前)"},
    )


class CallOrdered(CallRecord):
    meeting_id = fields.UUID(required=True, metadata={"label": "会議"})


class CallRevision(CallRecord):
    """The same, with the version that the editor had before them."""

    version = fields.Integer(required=True, metadata={"label": "版"})


class CallRepresentation(CallRecord):
    id = fields.UUID(dump_only=True)
    meeting_id = fields.UUID(dump_only=True)
    remind_on = Day(dump_only=True, allow_none=True)
    reminded_at = Moment(dump_only=True, allow_none=True)
    opened_at = Moment(dump_only=True, allow_none=True)
    closed_at = Moment(dump_only=True, allow_none=True)
    version = fields.Integer(dump_only=True)


class RemindersOrdered(TypedSchema):
    ward = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"label": "区", "description": "slug of one ward; all that are due without it"},
    )


class CallTileShown(Schema):
    slug = fields.String()
    name = fields.String()
    state = fields.String(attribute="standing.label")
    submitted_at = Moment(allow_none=True)
    reminded_at = Moment(allow_none=True)


class LineTyped(TypedSchema):
    kind = fields.String(required=True, validate=A_KIND, metadata={"label": "種類"})
    words = fields.String(required=True, validate=A_LINE, metadata={"label": "内容"})


class ContributionRecord(TypedSchema):
    """What a ward brings, as a program sends it."""

    lines = fields.List(
        fields.Nested(LineTyped),
        load_default=list,
        validate=validate.Length(
            max=rules.MOST_LINES, error=f"{rules.MOST_LINES}行までにしてください。"
        ),
        metadata={"label": "報告と議題"},
    )
    story_ids = fields.List(fields.UUID(), load_default=list, metadata={"label": "事例"})
    version = fields.Integer(
        required=True,
        metadata={"label": "版", "description": "that the writing began from; 0: nothing yet"},
    )


class ContributionTyped(TypedSchema):
    """The same as a form sends it: five kinds beside five lines, of which some are blank."""

    kinds = fields.List(fields.String(validate=A_KIND), load_default=list)
    lines = fields.List(
        fields.String(validate=A_LINE), load_default=list, metadata={"label": "報告と議題"}
    )
    story_ids = fields.List(fields.UUID(), load_default=list, metadata={"label": "事例"})
    version = fields.Integer(load_default=0)
    nothing = fields.Boolean(load_default=False, metadata={"label": "今回はありません"})
    submits = fields.Boolean(load_default=False)

    @validates_schema
    def check_lines(self, typed: dict[str, Any], **_: Any) -> None:
        if not len(typed["kinds"]) == len(typed["lines"]) <= rules.MOST_LINES:
            raise ValidationError({"lines": ["報告か議題を選び、5行までで入力してください。"]})


class ContributionLineShown(Schema):
    id = fields.UUID()
    kind = fields.String()
    words = fields.String()


class EnclosureShown(Schema):
    id = fields.UUID()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})


class PickedShown(Schema):
    id = fields.UUID()
    title = fields.String()


class ContributionShown(Schema):
    """What a center brings, as itself and, once submitted, the convening center read it."""

    id = fields.UUID(attribute="contribution.id")
    center_name = fields.String()
    lines = fields.List(fields.Nested(ContributionLineShown))
    files = fields.List(fields.Nested(EnclosureShown))
    stories = fields.List(fields.Nested(PickedShown))
    submitted_at = Moment(attribute="contribution.submitted_at", allow_none=True)
    version = fields.Integer(attribute="contribution.version")


class SubmissionTyped(TypedSchema):
    nothing = fields.Boolean(
        load_default=False, metadata={"description": "there is nothing this time"}
    )


class EnclosureSent(TypedSchema):
    file = Upload(load_default=None, metadata={"label": "ファイル"})


class ItemOrdered(TypedSchema):
    line_id = fields.UUID(required=True, metadata={"label": "行"})
