from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app import privacy
from app.drafts import rules
from app.drafts.models import Draft
from app.web.fields import Moment
from app.web.forms import UNREADABLE, TypedSchema


def can_be_kept(typed: dict[str, list[str]]) -> None:
    texts = [text for name, values in typed.items() for text in (name, *values)]
    if any(UNREADABLE.search(text) for text in texts):
        raise ValidationError(fields.String.default_error_messages["invalid_utf8"])
    if sum(map(len, texts)) > rules.MOST_TYPED:
        raise ValidationError("長すぎるため、書きかけとして保存できません。")


class DraftTyped(TypedSchema):
    """A form as far as it is filled in."""

    client_key = fields.UUID(
        required=True, metadata={"description": "made by whoever opens the form"}
    )
    form = fields.String(required=True, validate=validate.OneOf(rules.FORMS))
    subject_id = fields.UUID(load_default=None, allow_none=True)
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=can_be_kept,
        metadata={"description": "name of a field → its values, as a browser sends a form"},
    )
    version = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "the draft's version that the typing began from"},
    )


class TraceShown(Schema):
    field = fields.String()
    kind = fields.String()
    words = fields.String()


class DraftKept(Schema):
    id = fields.UUID()
    client_key = fields.UUID()
    form = fields.String()
    subject_id = fields.UUID(allow_none=True)
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        data_key="fields",
        attribute="fields",
    )
    version = fields.Integer()
    saved_at = Moment()
    traces = fields.Function(
        lambda draft: TraceShown(many=True).dump(traces_in(draft)),
        metadata={
            "type": "array",
            "items": {"type": "object"},
            "description": "what looks like a person in a field meant to name nobody",
        },
    )


def traces_in(draft: Draft) -> list[dict[str, Any]]:
    name = rules.FREE_OF_PERSONS.get(draft.form, "")
    return [
        {"field": name, "kind": trace.kind, "words": trace.words}
        for text in draft.fields.get(name, ())
        for trace in privacy.traces(text)
    ]
