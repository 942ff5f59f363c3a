"""Idempotency-Key: a POST that comes again is answered as the first time, and not done again."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from flask import Request, Response, g, make_response, request

from app.idempotency import service

View = Callable[..., Any]


def done_once(view: View) -> View:
    """Keep what the view answered, in its own transaction, where the request has a key.

    Outside a center's own rows nothing is kept, so nothing of what the platform does there;
    nor is what is read of a person of another center, or a secret (`never_kept`). What is
    refused leaves nothing, and may be tried again.
    """

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None or not is_repeatable(request, view):
            return make_response(view(*args, **kwargs))
        asked = fingerprint(request)
        if kept := service.earlier_answer(key, asked):
            return _again(kept.status, kept.body, kept.etag)
        answer = make_response(view(*args, **kwargs))
        if is_short(answer):
            etag, _ = answer.get_etag()
            service.keep_answer(
                key, asked, status=answer.status_code, body=answer.get_data(as_text=True), etag=etag
            )
        return answer

    return once


def is_repeatable(asked: Request, view: View) -> bool:
    in_a_center = g.center_slug is not None or getattr(view, "by_central_center", False)
    excepted = any(getattr(view, mark, False) for mark in ("never_kept", "by_platform"))
    return asked.method == "POST" and in_a_center and not excepted


def is_short(answer: Response) -> bool:
    """Whether the answer is JSON or nothing: a file is made anew."""
    plain = answer.is_json or answer.status_code == HTTPStatus.NO_CONTENT
    return plain and not answer.is_streamed


def fingerprint(asked: Request) -> bytes:
    """What was asked, in one short text; files by their content, however they were wrapped."""
    said = sha256(f"{asked.method} {asked.full_path}\n{asked.mimetype}\n".encode())
    if asked.mimetype != "multipart/form-data":
        said.update(asked.get_data())
        return said.digest()
    for name, value in sorted(asked.form.items(multi=True)):
        said.update(f"{name}={value}\0".encode())
    for name, file in sorted(asked.files.items(multi=True), key=lambda each: each[0]):
        said.update(f"{name}={file.filename}\0".encode())
        said.update(sha256(file.read()).digest())
        file.seek(0)
    return said.digest()


def _again(status: int, body: str, etag: str | None) -> Response:
    answer = make_response(body, status)
    if body:
        answer.content_type = "application/json"
    if etag:
        answer.set_etag(etag)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
