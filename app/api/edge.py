"""The API as one thing: flask-smorest, answering errors the way the rest of the house does."""

from typing import Any

from flask_smorest import Api
from marshmallow import Schema, fields

from app.web.errors import TITLES
from app.web.fields import Day, Moment
from app.web.forms import TypedSchema


class Problem(Schema):
    """RFC 9457: what went wrong, in words for the person in front of the program."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(
        required=True, metadata={"description": "the request's number, as in X-Request-Id"}
    )
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "name of a field → what is wrong with it"},
    )
    etag = fields.String(
        allow_none=True, metadata={"description": "412: the tag of what stands there now"}
    )
    missing_scopes = fields.List(
        fields.String(), metadata={"description": "403: any one of these would open it"}
    )


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Leaves errors to app.web.errors, which speaks `application/problem+json`."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    """Every status is named where it can be met; there is no other."""

    def _init_spec(self, **options: Any) -> None:
        super()._init_spec(**options)
        self.register_field(Day, "string", "date")
        self.register_field(Moment, "string", "date-time")

        converter = self.ma_plugin.converter
        self._shape = converter.schema2jsonschema
        converter.schema2jsonschema = self._whole_shape

    def _whole_shape(self, schema: Schema) -> dict[str, Any]:
        """What is only shown is shown whole: no field of it is ever left out."""
        shape: dict[str, Any] = self._shape(schema)
        if not isinstance(schema, TypedSchema) and "required" not in shape:
            shape["required"] = sorted(shape.get("properties", {}))
        return shape

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        for status, title in TITLES.items():
            content = {"application/problem+json": {"schema": Problem}}
            self.spec.components.response(
                f"Problem{status}", {"description": title, "content": content}
            )


DESCRIPTION = """
区センターの相談、推進センターへの相談、集計、会議資料を扱います。
`Authorization: Bearer …` に、アクセストークン(画面の「アクセストークン」で作成)か、
`POST /api/v1/session` で得た token を付けてください。使い方の全体は `/api/v1/` にあります。
"""

SPECIFICATION: dict[str, Any] = {
    "info": {"description": DESCRIPTION},
    "security": [{"bearer": []}],
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
}
