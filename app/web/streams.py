"""Answers too long for one transaction: sent piece by piece, each piece read by itself."""

from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import quote

from flask import Response, current_app
from flask_login import current_user

from tenants import current_scope, read_only


def in_pieces(read: Callable[[int], bytes | None]) -> Iterator[bytes]:
    """What `read` gives for 0, 1, 2, … until it gives nothing.

    The server takes the pieces when the view has long returned and its transaction is over.
    So each piece has a transaction of its own, read only, for whoever asked; none lasts longer
    than its piece, however slowly the other side takes them.
    """
    scope, actor_id = current_scope(), current_user.id
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001

    def pieces() -> Iterator[bytes]:
        for number in count():
            with app.app_context(), read_only(scope, actor_id=actor_id):
                piece = read(number)
            if piece is None:
                return
            yield piece

    return pieces()


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
