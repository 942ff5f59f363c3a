from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields, validate

from app.api.lists import lines_wanted
from app.contacts import rules
from app.web.fields import Moment
from app.web.forms import TypedSchema

A_LINE = validate.Length(max=200, error="200文字以内で入力してください。")
SOME_WORDS = validate.Length(max=2_000, error="2,000文字以内で入力してください。")
MOST_LINES = 20


def one_of(values: Any) -> validate.OneOf:
    return validate.OneOf(values, error="選択肢の中から選んでください。")


class Lines(fields.List[str]):
    """Texts one by one, or one text with a line for each, as a form sends them."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        texts = value if isinstance(value, list) else [value]
        return super()._deserialize(list(_lines(texts)), *args, **kwargs)


def _lines(texts: list[Any]) -> Iterator[Any]:
    for text in texts:
        if isinstance(text, str):
            yield from (line.strip() for line in text.splitlines() if line.strip())
        else:
            yield text


class ContactParticulars(TypedSchema):
    """What is known of a person or a group; only the name must be said."""

    name = fields.String(required=True, validate=A_LINE, metadata={"label": "名前"})
    kana = fields.String(
        load_default=None, allow_none=True, validate=A_LINE, metadata={"label": "ふりがな"}
    )
    lines = Lines(
        fields.String(validate=A_LINE),
        load_default=list,
        validate=validate.Length(max=MOST_LINES, error=f"{MOST_LINES}件までにしてください。"),
        metadata={"label": "電話・メール・住所"},
    )
    group_name = fields.String(
        load_default=None, allow_none=True, validate=A_LINE, metadata={"label": "所属する団体"}
    )
    notes = fields.String(load_default="", validate=SOME_WORDS, metadata={"label": "メモ"})


class ContactTyped(ContactParticulars):
    kind = fields.String(
        required=True, validate=one_of(rules.KINDS), metadata={"label": "個人・団体"}
    )


class ContactRevision(ContactParticulars):
    """The same, with the version that the editor had before them."""

    version = fields.Integer(required=True, metadata={"label": "版"})


class ContactSought(TypedSchema):
    text = fields.String(
        required=True,
        validate=validate.Length(max=100, error="100文字以内で入力してください。"),
        metadata={"label": "名前・ふりがな・団体・電話・メール"},
    )
    kind = fields.String(
        load_default=None,
        allow_none=True,
        validate=one_of(rules.KINDS),
        metadata={"label": "個人・団体"},
    )


class ContactQuery(TypedSchema):
    kind = fields.String(load_default=None, validate=one_of(rules.KINDS))
    after = fields.UUID(
        load_default=None, metadata={"description": "`next` of the page before: a contact's id"}
    )
    limit = lines_wanted()


class ContactLine(Schema):
    """A contact in a list."""

    id = fields.UUID()
    kind = fields.String()
    name = fields.String()
    kana = fields.String(allow_none=True)
    group_id = fields.UUID(allow_none=True)
    group_name = fields.String(allow_none=True)
    lines = fields.List(fields.String())


class ContactPage(Schema):
    items = fields.List(fields.Nested(ContactLine))
    next = fields.UUID(allow_none=True, metadata={"description": "`after` of the next page"})


class LineShown(Schema):
    kind = fields.String()
    words = fields.String()


class ContactShown(Schema):
    id = fields.UUID()
    kind = fields.String()
    name = fields.String()
    kana = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(LineShown))
    group_id = fields.UUID(allow_none=True)
    notes = fields.String()
    merged_into_id = fields.UUID(allow_none=True)
    version = fields.Integer()
    created_at = Moment()
    updated_at = Moment()


class PairShown(Schema):
    first = fields.Nested(ContactShown)
    second = fields.Nested(ContactShown)
    reasons = fields.List(fields.String(), metadata={"description": "phone, mail, kana or name"})


class OtherContact(TypedSchema):
    other_id = fields.UUID(required=True, metadata={"label": "もう一つの連絡先"})


class MergeTyped(OtherContact):
    """The other contact goes into this one; both are as somebody saw them side by side."""

    version = fields.Integer(required=True, metadata={"label": "版"})
    other_version = fields.Integer(required=True, metadata={"label": "もう一つの版"})
    name = fields.String(load_default="kept", validate=one_of(("kept", "gone")))
    kana = fields.String(load_default="kept", validate=one_of(("kept", "gone")))
    group_id = fields.String(load_default="kept", validate=one_of(("kept", "gone")))
    notes = fields.String(load_default="both", validate=one_of(("kept", "gone", "both")))


class MergeShown(Schema):
    id = fields.UUID()
    kept_id = fields.UUID()
    gone_id = fields.UUID()
    moved = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    merged_at = Moment()
    merged_by_name = fields.String()
    undone_at = Moment(allow_none=True)
    undone_by_name = fields.String(allow_none=True)


class UndoneShown(Schema):
    """What stays as it is, because somebody changed it since the merge."""

    fields_ = fields.List(fields.String(), attribute="fields", data_key="fields")
    rows = fields.Integer()
    lines = fields.Integer()
