"""The API's description as a page: read from the same OpenAPI document that programs read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, current_app, render_template

from app.access.guards import open_to_all
from app.access.scopes import Scope
from app.web.errors import TITLES

pages = Blueprint("api_guide", __name__, template_folder="templates")


class Operation(NamedTuple):
    method: str
    path: str
    summary: str
    fields: list[tuple[str, str, bool]]
    """What may be sent: name, type in words, required."""
    answers: list[str]


@pages.get("/api/v1/")
@open_to_all
def show() -> str:
    document = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    rooms: dict[str, list[Operation]] = {}
    for room, operation in _operations(document):
        rooms.setdefault(room, []).append(operation)
    words = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    return render_template(
        "api/guide.html",
        rooms=rooms,
        words=words,
        base=f"{current_app.extensions['settings'].public_url}/api/v1",
        scopes=list(Scope),
        problems=TITLES,
    )


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            if method == "parameters":
                continue
            yield (
                told["tags"][0],
                Operation(
                    method.upper(),
                    path,
                    told.get("summary", ""),
                    [*_parameters(told), *_body(told, document)],
                    sorted(code for code in told["responses"] if code.isdigit()),
                ),
            )


def _parameters(told: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for parameter in told.get("parameters", []):
        yield (
            parameter["name"],
            _type(parameter.get("schema", {})),
            parameter.get("required", False),
        )


def _body(told: dict[str, Any], document: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for content in told.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schema = document["components"]["schemas"].get(name, content["schema"])
        for field, shape in schema.get("properties", {}).items():
            yield field, _type(shape), field in schema.get("required", [])


def _type(schema: dict[str, Any]) -> str:
    found = schema.get("type", "string")
    kinds = found if isinstance(found, list) else [found]
    return " / ".join(kind for kind in kinds if kind != "null")
