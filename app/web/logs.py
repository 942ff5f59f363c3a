"""Structured logs: request, actor and center by id, and never a word of a person."""

import logging
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def write_logs() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def log_requests(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.request_id = str(uuid4())
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint != "static":
            log.info(
                "request",
                method=request.method,
                # The rule, not the path: an address may hold what a person searched for.
                rule=str(request.url_rule or "-"),
                status=response.status_code,
                ms=_so_far(),
                **_actor(),
                center=g.get("center_slug"),
            )
        return response


def log_finished() -> None:
    """The rest of an answer that was sent in parts; its request was logged at the first."""
    log.info("finished", rule=str(request.url_rule), ms=_so_far())


def _so_far() -> float:
    """Milliseconds since the request began."""
    return round((time.perf_counter() - float(g.began)) * 1000, 1)


def _actor() -> dict[str, str | None]:
    # Only if the request has already asked: logging must not sign anybody in.
    person = g.get("_login_user")
    if person is None or not person.is_authenticated:
        return {"actor": None}
    by_token = {"token": str(person.token_id)} if person.token_id else {}
    return {"actor": str(person.id), **by_token}
