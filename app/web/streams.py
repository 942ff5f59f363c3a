"""Answers sent piece by piece, each piece read in a transaction by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import TypeVar
from urllib.parse import quote

from flask import Response, render_template
from flask.globals import app_ctx, request_ctx
from flask_login import current_user
from markupsafe import Markup

from app.web.errors import sentence_about
from app.web.logs import log_finished
from tenants import current_scope, read_only

Piece = TypeVar("Piece", str, bytes)

REST = Markup("<!-- rest -->")
"""Where a page is to go on; words of people are escaped, so none of theirs can say it."""


def in_pieces(read: Callable[[int], Piece | None]) -> Iterator[Piece]:
    """What `read` gives for 0, 1, 2, … until it gives nothing.

    The server takes the pieces when the view has long returned and its transaction is over.
    So each piece has a transaction of its own, read only, for whoever asked; none lasts longer
    than its piece, however slowly the other side takes them.
    """
    scope, actor_id, resumed = current_scope(), current_user.id, _resuming()

    def pieces() -> Iterator[Piece]:
        for number in count():
            with resumed(), read_only(scope, actor_id=actor_id):
                piece = read(number)
            if piece is None:
                return
            yield piece

    return pieces()


def _resuming() -> Callable[[], AbstractContextManager[None]]:
    """Give what takes the request up again, for as long as a piece is made and no longer.

    Flask's `stream_with_context` holds it until the last piece: an answer that nobody takes to
    its end would be put down wherever Python finds it.
    """
    app = app_ctx._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    asked = request_ctx._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001

    @contextmanager
    def resumed() -> Iterator[None]:
        with app, asked:
            yield

    return resumed


def streamed(
    pieces: Iterator[bytes], *, name: str, media_type: str, size: int | None = None
) -> Response:
    """A file for a person to keep, under its own name, Japanese or not (RFC 6266)."""
    answer = Response(pieces, content_type=media_type)
    names = {"filename*": f"UTF-8''{quote(name, safe='')}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    if size is not None:
        answer.content_length = size
    return answer


def finished_later(page: str, rest: Iterator[str]) -> Response:
    """A page that a person sees at once, and its slow parts, one by one where it says `REST`.

    The view makes the page, with every check that may refuse it: its status is sent with it.
    What goes wrong in a part is said in its place. No part may hand rows to the next one: each
    is read in a transaction of its own.
    """
    shown, end = page.split(REST)
    parts, resumed = in_pieces(lambda _: next(rest, None)), _resuming()

    def pieces() -> Iterator[str]:
        yield shown
        try:
            yield from parts
        except Exception as error:  # noqa: BLE001 (the status is sent: no handler can answer now)
            with resumed():
                failed = render_template("rest_failed.html", sentence=sentence_about(error))
            yield failed
        yield end
        with resumed():
            log_finished()

    answer = Response(pieces(), content_type="text/html; charset=utf-8")
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy that waits for the end would undo it
    return answer
