"""A room of the API, with what HTTP asks of every address: may you, how, and of which version.

Written once around all views: a new endpoint has it without a line of its own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Request, Response, current_app, make_response, request
from flask_smorest import Blueprint
from flask_smorest.utils import resolve_schema_instance
from marshmallow import Schema
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.access.guards import require
from app.api import tags
from app.api.described import describe_edge
from app.api.repeats import done_once
from app.errors import InvalidError

View = Callable[..., Any]


class CalmParser(FlaskParser):
    """Takes JSON that Python will not read for what it is: a body that cannot be read."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):  # nested without end; a number without end
            raise BadRequest from None


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """Each view answers with an ETag, honours the preconditions, and asks its permission first."""

    ARGUMENTS_PARSER = CalmParser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(describe_edge)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, **options: Any
    ) -> None:
        name = endpoint or view_func.__name__
        super().add_url_rule(rule, name, with_edge(view_func), **options)

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Any:
        """What is sent. A `version` may be left out: then If-Match says it."""
        shape = resolve_schema_instance(schema)
        if location != "json":
            return super().arguments(shape, location=location, **options)
        if not is_revision(shape):
            return _json(super().arguments(shape, **options))
        parsed = super().arguments(type(shape)(partial=("version",)), **options)
        return _json(lambda view: parsed(_with_version(view)))


def is_revision(schema: Schema) -> bool:
    """Whether a body says from which version the editor began."""
    version = schema.load_fields.get("version")
    return version is not None and version.required


def never_kept(view: View) -> View:
    """What this view answers is kept nowhere, not even to repeat it: see `app.idempotency`."""
    view.__dict__["never_kept"] = True
    return view


def with_edge(view: View) -> View:
    """Put the rules of the edge around a view; undone, it stays reachable as `plain_view`."""

    @done_once
    @wraps(view)
    def tagged(*args: Any, **kwargs: Any) -> Response:
        tags.check(request)
        return tags.conditional(make_response(tags.said_when_late(view)(*args, **kwargs)))

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Response:
        require(getattr(view, "permission", None))
        answer: Response = tagged(*args, **kwargs)
        return answer

    answered.__dict__["plain_view"] = view
    return answered


def _json(decorate: Callable[[View], View]) -> Callable[[View], View]:
    """Refuse a body of another kind before somebody looks into it."""

    def decorator(view: View) -> View:
        inner = decorate(view)

        @wraps(inner)
        def only_json(*args: Any, **kwargs: Any) -> Any:
            if request.content_length and not request.is_json:
                raise UnsupportedMediaType
            return inner(*args, **kwargs)

        return only_json

    return decorator


def _with_version(view: View) -> View:
    @wraps(view)
    def versioned(*args: Any, **kwargs: Any) -> Any:
        revision: dict[str, Any] = args[-1]
        if "version" not in revision:
            revision["version"] = _version_begun_from()
        return current_app.ensure_sync(view)(*args, **kwargs)

    return versioned


def _version_begun_from() -> int:
    """The version that If-Match named.

    Raises:
        PreconditionRequired: it named none, and an edit must say what it began from.
    """
    if request.method == "POST":
        raise InvalidError({"version": ["入力してください。"]})
    return tags.matched_version()
