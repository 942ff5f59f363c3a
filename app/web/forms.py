"""A marshmallow schema met with what a person typed."""

import re
from functools import cached_property
from typing import Any, Self

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load
from marshmallow.fields import Field
from werkzeug.datastructures import MultiDict

SENTENCES = {
    "required": "入力してください。",
    "null": "入力してください。",
    "invalid": "この値は使えません。",
    "validator_failed": "この値は使えません。",
}

Field.default_error_messages.update(SENTENCES)
fields.Integer.default_error_messages = {
    "invalid": "数字で入力してください。",
    "too_large": "数が大きすぎます。",
}
fields.String.default_error_messages = {
    "invalid": "文字で入力してください。",
    "invalid_utf8": "読めない文字が含まれています。",
}
fields.UUID.default_error_messages = {"invalid_uuid": "識別番号の形が正しくありません。"}
fields.List.default_error_messages = {"invalid": "一つ以上選んでください。"}


UNREADABLE = re.compile("[\x00\ud800-\udfff]")
"""What no keyboard types and PostgreSQL cannot keep: NUL, and half of a character."""


class TypedSchema(Schema):
    """One shape for form and API: trims what was typed, and takes blanks for nothing."""

    error_messages = {  # noqa: RUF012  marshmallow reads it as it is
        "type": "入力の形が正しくありません。",
        "unknown": "この項目はありません。",
    }

    @pre_load
    def tidy(self, typed: Any, **_: Any) -> Any:
        """Trim text; leave out what was left blank."""
        if not isinstance(typed, dict):
            return typed
        if unreadable := [name for name, value in typed.items() if _is_unreadable(value)]:
            sentence = fields.String.default_error_messages["invalid_utf8"]
            raise ValidationError({name: [sentence] for name in unreadable})
        trimmed = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in typed.items()
        }
        return {name: value for name, value in trimmed.items() if value not in ("", None)}


def _is_unreadable(value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and UNREADABLE.search(text) for text in texts)


class Form:
    """What was typed, what it means, and what is wrong with it.

    `typed` is read through the schema: list fields take every value sent.
    Without `typed` the form is empty, or shows `shown`.
    """

    def __init__(
        self,
        schema: type[Schema],
        typed: MultiDict[str, str] | None = None,
        *,
        shown: dict[str, Any] | None = None,
    ) -> None:
        self.schema = schema(unknown=EXCLUDE)
        self.typed = typed
        self.shown = shown or {}
        self.refused: dict[str, list[str]] = {}

    @classmethod
    def resumed(cls, schema: type[Schema], written: dict[str, list[str]]) -> Self:
        """Shows what was typed an earlier time, without judging it yet."""
        known = schema().fields
        shown = {
            name: values if isinstance(known.get(name), fields.List) else values[0]
            for name, values in written.items()
            if values
        }
        return cls(schema, shown=shown)

    @cached_property
    def _loaded(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        if self.typed is None:
            return {}, {}
        try:
            return self.schema.load(self._values()), {}
        except ValidationError as error:
            return {}, flatten(error.messages_dict)

    def _values(self) -> dict[str, Any]:
        typed = self.typed or MultiDict()
        return {
            name: typed.getlist(name) if isinstance(field, fields.List) else typed[name]
            for name, field in self.schema.fields.items()
            if name in typed
        }

    @property
    def data(self) -> dict[str, Any]:
        return self._loaded[0]

    @property
    def errors(self) -> dict[str, list[str]]:
        return {**self._loaded[1], **self.refused}

    def retype(self, words: dict[str, str]) -> None:
        """Put other words into fields, for who typed them to see before they are sent again."""
        typed = MultiDict(self.typed)
        for name, put in words.items():
            typed[name] = put
        self.typed = typed

    def refuse(self, errors: dict[str, list[str]]) -> None:
        """Add what only the domain could find wrong."""
        self.refused.update(errors)

    def error(self, name: str) -> str | None:
        sentences = self.errors.get(name)
        return " ".join(sentences) if sentences else None

    def value(self, name: str) -> Any:
        """What stands in the field: what was typed last, else what is kept."""
        field = self.schema.fields.get(name)
        if self.typed is None:
            return self.shown.get(name, [] if isinstance(field, fields.List) else "")
        if isinstance(field, fields.List):
            return self.typed.getlist(name)
        return self.typed.get(name, "")

    @property
    def labels(self) -> dict[str, str]:
        return {
            name: field.metadata.get("label", name) for name, field in self.schema.fields.items()
        }


def flatten(messages: Any) -> dict[str, list[str]]:
    """Marshmallow's nested messages as sentences per field; none where the whole was no object."""
    if not isinstance(messages, dict):
        return {}
    return {name: list(_sentences(found)) for name, found in messages.items()}


def _sentences(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [sentence for inner in found.values() for sentence in _sentences(inner)]
    return [str(sentence) for sentence in found]
