"""What the specification says of every operation, because the edge does it for every one."""

from typing import Any

ALWAYS = (401, 403, 404, 429, 500, 503)
WITH_QUESTION = (422,)
WITH_BODY = (400, 413, 415, 422)
BY_METHOD = {
    "get": (),
    "post": (409, 422),
    "put": (409, 412, 428),
    "patch": (409, 412, 428),
    "delete": (409, 412),
}

IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of what one has: if it still stands, 304 and no body.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of what the edit began from (or `*`): if it is stale, 412.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "Sent again with the same body within a day, it is answered and not done again.",
}
HEADERS = {
    "get": [IF_NONE_MATCH],
    "post": [IDEMPOTENCY_KEY],
    "put": [IF_MATCH],
    "patch": [IF_MATCH],
    "delete": [IF_MATCH],
}
ETAG = {"ETag": {"description": "the tag of what is shown", "schema": {"type": "string"}}}


def describe_edge(
    doc: dict[str, Any], _info: dict[str, Any], *, method: str, **_: Any
) -> dict[str, Any]:
    """Name the headers that are read and the problems that can be met."""
    _join_bodies(doc)
    responses = doc.setdefault("responses", {})
    statuses = {*ALWAYS, *BY_METHOD.get(method, ())}
    if doc.get("parameters"):
        statuses.update(WITH_QUESTION)
    if "requestBody" in doc:
        statuses.update(WITH_BODY)
    for status in sorted(statuses):
        responses[status] = f"Problem{status}"
    if method == "get" and "application/json" in responses.get(200, {}).get("content", {}):
        responses[200].setdefault("headers", {}).update(ETAG)
        responses[304] = {"description": "what one has still stands"}
    doc.setdefault("parameters", []).extend(dict(each) for each in HEADERS.get(method, []))
    return doc


def _join_bodies(doc: dict[str, Any]) -> None:
    """Describe a file and the fields sent along with it as the one body that they are."""
    told = doc.get("parameters", [])
    parts = [each for each in told if each["in"] in {"form", "files"}]
    if not parts:
        return
    first = [content["schema"] for content in doc["requestBody"]["content"].values()]
    shapes = tuple(type(shape) for shape in (*first, *(each["schema"] for each in parts)))
    whole = type("".join(shape.__name__ for shape in shapes), shapes, {})
    doc["requestBody"]["content"] = {"multipart/form-data": {"schema": whole}}
    doc["parameters"] = [each for each in told if each not in parts]
