"""The API as one thing: flask-smorest, answering errors the way the rest of the house does."""

from typing import Any

from flask_smorest import Api


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Leaves errors to app.web.errors, which speaks `application/problem+json`."""

    def _register_error_handlers(self) -> None:
        pass


DESCRIPTION = """
区センターの相談、推進センターへの相談、集計、会議資料を扱います。
`POST /api/v1/session` で得た token を `Authorization: Bearer …` に付けてください。
"""

SPECIFICATION: dict[str, Any] = {
    "info": {"description": DESCRIPTION},
    "security": [{"bearer": []}],
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
}
