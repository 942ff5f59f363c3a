"""ETag, If-Match and If-None-Match: what an address shows now, and whether it is still that.

A tag is `"<version>-<digest>"`, or the digest alone where a thing has no version. An edit
is stale when the version differs; without versions, when anything shown differs.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Request, Response, current_app, g, make_response, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, PreconditionRequired
from werkzeug.routing import RequestRedirect

from app.errors import ChangedMeanwhileError, StaleTagError
from app.web.scopes import begin_again

EDITING = frozenset({"PUT", "PATCH", "DELETE"})


def tag_of(answer: Response) -> str:
    digest = sha256(answer.get_data()).hexdigest()[:16]
    shown = answer.get_json(silent=True)
    version = shown.get("version") if isinstance(shown, dict) else None
    return f"{version}-{digest}" if isinstance(version, int) else digest


def conditional(answer: Response) -> Response:
    """Tag what is shown; say 304 to whom has it already."""
    if not answer.is_json or answer.is_streamed or answer.status_code not in {200, 201}:
        return answer
    if request.method in {"GET", "HEAD"}:
        answer.set_etag(tag_of(answer))
        answer.make_conditional(request)
        return answer
    shown = answer.get_json(silent=True)
    if isinstance(shown, dict) and isinstance(shown.get("version"), int):
        answer.set_etag(tag_of(answer))
    return answer


def check(asked: Request) -> None:
    """Compare If-Match with what the address shows now.

    Raises:
        StaleTagError: it shows something else by now, or nothing.
    """
    g.matched_version = None
    if asked.method not in EDITING or "If-Match" not in asked.headers:
        return
    current = current_tag()
    if current is None and asked.if_match.star_tag:
        return  # the view itself knows whether there is anything
    if current is None or not _matches(asked, current):
        raise StaleTagError(current)
    version = current.partition("-")[0]
    g.matched_version = int(version) if "-" in current else None


def matched_version() -> int:
    """The version that If-Match named.

    Raises:
        PreconditionRequired: there was no If-Match.
    """
    version: int | None = g.matched_version
    if version is None:
        raise PreconditionRequired
    return version


def said_when_late(view: Callable[..., Any]) -> Callable[..., Any]:
    """Of two edits that both matched, tell the second what the first left."""

    @wraps(view)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except (ChangedMeanwhileError, StaleDataError):
            if g.matched_version is None:
                raise
            begin_again()
            raise StaleTagError(current_tag()) from None

    return told


def current_tag() -> str | None:
    """The tag of what GET shows at this address; None where there is nothing to show.

    Raises:
        NotFoundError: the thing itself is gone.
    """
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        endpoint, values = adapter.match(method="GET")
    except (HTTPException, RequestRedirect):
        return None
    view: Any = current_app.view_functions[endpoint]
    values = {name: value for name, value in values.items() if name != "center"}
    return tag_of(make_response(view.plain_view(**values)))


def _matches(asked: Request, current: str) -> bool:
    if asked.if_match.star_tag:
        return True
    known = set(asked.if_match.as_set())
    if "-" not in current:
        return current in known
    return current.partition("-")[0] in {
        tag.partition("-")[0] for tag in known if tag and "-" in tag
    }
