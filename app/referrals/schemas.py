from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.referrals import rules
from app.web.fields import Day, Moment
from app.web.forms import TypedSchema

A_PAGE = validate.Length(max=20_000, error="20,000文字以内で入力してください。")
CONSENT_FIELDS = ("scope", "asked_by_name", "manner", "purpose")
A_LINE = validate.Length(max=200, error="200文字以内で入力してください。")


def one_of(labels: dict[str, str]) -> validate.OneOf:
    return validate.OneOf(labels, error="選択肢の中から選んでください。")


def a_scope(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=one_of(rules.SCOPE_LABELS)),
        metadata={"label": "伝えるもの"},
        **options,
    )


class ConsentTyped(TypedSchema):
    """The person agreed: who asked, how, for what, and what may go along."""

    scope = a_scope(
        required=True, validate=validate.Length(min=1, error="伝えるものを選んでください。")
    )
    asked_by_name = fields.String(
        required=True, validate=A_LINE, metadata={"label": "同意を確認した人"}
    )
    manner = fields.String(
        required=True, validate=one_of(rules.MANNER_LABELS), metadata={"label": "確認の方法"}
    )
    purpose = fields.String(required=True, validate=A_LINE, metadata={"label": "伝える目的"})


class ScopeTyped(TypedSchema):
    """What still goes along when less is to."""

    scope = a_scope(load_default=list)


class ReferralLetter(TypedSchema):
    """What a ward says when it asks the central center. Without the person by default."""

    consultation_id = fields.UUID(required=True, metadata={"label": "相談"})
    wanted = fields.String(
        required=True,
        validate=one_of(rules.WANTED_LABELS),
        metadata={"label": "求めること"},
    )
    urgency = fields.String(
        load_default="normal",
        validate=one_of(rules.URGENCY_LABELS),
        metadata={"label": "急ぎ具合"},
    )
    wished_by = Day(load_default=None, allow_none=True, metadata={"label": "希望日"})
    message = fields.String(load_default="", validate=A_PAGE, metadata={"label": "聞きたいこと"})
    with_person = fields.Boolean(
        load_default=False, metadata={"label": "相談者の氏名・連絡先・団体名も伝える"}
    )
    scope = a_scope(load_default=list)
    asked_by_name = fields.String(
        load_default=None, allow_none=True, validate=A_LINE, metadata={"label": "同意を確認した人"}
    )
    manner = fields.String(
        load_default=None,
        allow_none=True,
        validate=one_of(rules.MANNER_LABELS),
        metadata={"label": "確認の方法"},
    )
    purpose = fields.String(
        load_default=None, allow_none=True, validate=A_LINE, metadata={"label": "伝える目的"}
    )

    @validates_schema(skip_on_field_errors=False)
    def consent_is_whole(self, data: dict[str, Any], **_: Any) -> None:
        """The person travels only with a consent: who asked, how, for what, and how much."""
        if not data.get("with_person"):
            return
        missing = [name for name in CONSENT_FIELDS if not data.get(name)]
        if missing:
            words = "氏名などを伝えるには、同意の確認が必要です。入力してください。"
            raise ValidationError({name: [words] for name in missing})


class StepTaken(TypedSchema):
    kind = fields.String(required=True, metadata={"label": "操作"})
    words = fields.String(load_default="", validate=A_PAGE, metadata={"label": "内容"})


class SenderStep(StepTaken):
    """What the ward may do: reply, add, confirm 解決, reopen, withdraw, thank."""

    kind = fields.String(
        required=True, validate=validate.OneOf(rules.SENDER_KINDS), metadata={"label": "操作"}
    )


class AddresseeStep(StepTaken):
    """What the central center may do: receive, ask, answer, hand over, decline, pass on."""

    kind = fields.String(
        required=True, validate=validate.OneOf(rules.ADDRESSEE_KINDS), metadata={"label": "操作"}
    )
    target = fields.String(
        load_default=None,
        allow_none=True,
        validate=one_of(rules.TARGET_LABELS),
        metadata={"label": "紹介先", "description": "for `passed_on`"},
    )
    target_name = fields.String(
        load_default=None,
        allow_none=True,
        validate=A_LINE,
        metadata={"label": "紹介先の名前", "description": "of a division or a specialist"},
    )
    target_center_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"label": "紹介する区", "description": "for `passed_on` to a ward"},
    )
    target_account_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"label": "担当になる人", "description": "for `handed_over`"},
    )


class TurnShown(Schema):
    """What the center that was asked owes next."""

    what = fields.String(metadata={"description": "`received` or `answered`"})
    at = Moment()


class MetShown(Schema):
    met = fields.Integer()
    of = fields.Integer()


class MonthOfTargetsShown(Schema):
    """Of the letters sent in a month: received the same open day, replied to within two."""

    month = fields.String()
    letters = fields.Integer()
    received = fields.Nested(MetShown)
    replied = fields.Nested(MetShown)


class ReferralLine(Schema):
    due = fields.Nested(TurnShown, allow_none=True)
    id = fields.UUID()
    center_name = fields.String()
    sent_at = Moment()
    sent_by_name = fields.String()
    wanted = fields.String()
    urgency = fields.String()
    wished_by = Day(allow_none=True)
    summary = fields.String()
    topics = fields.List(fields.String())
    state = fields.String()
    moved_at = Moment()
    owner_name = fields.String(allow_none=True)


class NoteTyped(TypedSchema):
    words = fields.String(load_default="", validate=A_PAGE, metadata={"label": "内容"})


class FileSent(TypedSchema):
    file = Upload(load_default=None, metadata={"label": "ファイル"})


class FileShown(Schema):
    id = fields.UUID()
    step_id = fields.UUID()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})
    taken_back_at = Moment(
        allow_none=True, metadata={"description": "since when the other side cannot open it"}
    )


class StepShown(Schema):
    id = fields.UUID()
    kind = fields.String()
    state = fields.String(metadata={"description": "of the letter after this step"})
    target = fields.String(allow_none=True)
    target_name = fields.String(allow_none=True)
    words = fields.String()
    actor_name = fields.String()
    at = Moment()


class ConsentShown(Schema):
    """The last of the facts is what holds: an empty `scope` means that nothing goes along."""

    kind = fields.String()
    scope = fields.List(fields.String())
    asked_by_name = fields.String()
    manner = fields.String()
    purpose = fields.String()
    actor_name = fields.String()
    at = Moment()


class ReferralShown(Schema):
    """A letter with its life, as both of its centers see it: never with the person."""

    id = fields.UUID()
    wanted = fields.String()
    urgency = fields.String()
    wished_by = Day(allow_none=True)
    message = fields.String()
    received_on = Day()
    channel = fields.String()
    client_type = fields.String()
    kind = fields.String()
    topics = fields.List(fields.String())
    primary_topic = fields.String(allow_none=True)
    summary = fields.String()
    body = fields.String()
    response = fields.String()
    sent_at = Moment()
    sent_by_name = fields.String()
    state = fields.String()
    steps = fields.List(fields.Nested(StepShown))
    due = fields.Nested(TurnShown, allow_none=True)
    files = fields.List(fields.Nested(FileShown))
    consents = fields.List(fields.Nested(ConsentShown))


class PersonShown(Schema):
    name = fields.String(allow_none=True)
    kana = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    organization = fields.String(allow_none=True)
