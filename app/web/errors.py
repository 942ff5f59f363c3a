"""Errors as pages, or as `application/problem+json` where a program asked."""

import traceback
from http import HTTPStatus
from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter.errors import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app import calendar
from app.errors import DomainError, InvalidError, NotFoundError
from app.web.forms import flatten
from app.web.limits import limiter

log = structlog.get_logger()

SENTENCES = {
    400: "送られた内容を読み取れませんでした。前の画面に戻って、もう一度お試しください。",
    401: "サインインしてください。",
    403: "この操作を行う権限がありません。",
    404: str(NotFoundError()),
    405: "この操作はできません。",
    409: "ほかの人が先に変更しました。開き直して確かめてください。",
    410: "この公開は取りやめられました。",
    412: "ほかの人が先に変更しました。いまの内容を読み直してください。",
    413: "送られたファイルが大きすぎます。20MBまでのファイルを選んでください。",
    415: "この形式のデータは受け取れません。",
    422: "入力内容を確かめてください。",
    428: "どの版を直したのかを、If-Match で示してください。読んだときの ETag が、その値です。",
    429: "短い時間に何度も試されました。しばらく待ってから、もう一度お試しください。",
    500: "うまく処理できませんでした。入力した内容は変わっていません。管理者に記録が届いています。",
    503: "いま混み合っているか、データベースに接続できません。少し待ってからお試しください。",
}

TITLES = {
    400: "読み取れない内容",
    401: "サインインが必要",
    403: "権限がありません",
    404: "見つかりません",
    405: "できない操作",
    409: "いまの状態ではできません",
    410: "公開を取りやめました",
    412: "先に変更されています",
    413: "大きすぎます",
    415: "受け取れない形式",
    422: "入力内容の誤り",
    428: "版の指定が必要",
    429: "回数が多すぎます",
    500: "処理できませんでした",
    503: "ただいま利用できません",
}
CARRIED = ("Allow", "Retry-After", "WWW-Authenticate")
"""What an HTTP error says in headers, and its problem must not leave out."""


def is_for_program() -> bool:
    return request.path.startswith("/api/")


def answer_errors(app: Flask) -> None:
    app.register_error_handler(DomainError, say_no)
    app.register_error_handler(HTTPException, say_http)
    app.register_error_handler(RateLimitExceeded, say_too_often)
    app.register_error_handler(StaleDataError, say_changed)
    app.register_error_handler(OperationalError, say_unreachable)
    app.register_error_handler(Exception, say_fault)


def say_no(error: DomainError) -> ResponseReturnValue:
    fields = error.fields if isinstance(error, InvalidError) else None
    return problem(error.status, str(error), fields=fields, told=error.told())


def say_http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.response, Response):  # a redirect, or an answer made elsewhere
        return error.response
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error
    # By where they were sent: {"json": {"topics": […]}}; of unreadable JSON a mere sentence.
    places = getattr(error, "data", {}).get("messages", {}).values()
    fields = flatten(
        {name: said for place in places if isinstance(place, dict) for name, said in place.items()}
    )
    answer = problem(status, SENTENCES.get(status, SENTENCES[400]), fields=fields)
    answer.headers.update({name: value for name, value in error.get_headers() if name in CARRIED})
    return answer


def say_too_often(error: RateLimitExceeded) -> ResponseReturnValue:
    answer = problem(429, SENTENCES[429])
    spent = limiter.current_limit
    wait = (
        spent.reset_at - int(calendar.now().timestamp())
        if spent
        else error.limit.limit.get_expiry()
    )
    answer.headers["Retry-After"] = str(max(1, wait))
    return answer


def say_changed(_: StaleDataError) -> ResponseReturnValue:
    return problem(409, SENTENCES[409])


def say_unreachable(error: OperationalError) -> ResponseReturnValue:
    _note_unreachable(error)
    return problem(503, SENTENCES[503])


def say_fault(error: Exception) -> ResponseReturnValue:
    _note_fault(error)
    return problem(500, SENTENCES[500])


def sentence_about(error: Exception) -> str:
    """What a person is told in a page that has begun; logged as an answer would have been."""
    if isinstance(error, DomainError):
        return str(error)
    if isinstance(error, OperationalError):
        _note_unreachable(error)
        return SENTENCES[503]
    _note_fault(error)
    return SENTENCES[500]


def _note_unreachable(error: OperationalError) -> None:
    log.error("database unreachable", error=type(error.orig).__name__)


def _note_fault(error: Exception) -> None:
    """Where it broke, not the message: that may hold what a person wrote."""
    cause = getattr(error, "orig", None) or error.__cause__ or error.__context__
    log.error(
        "fault",
        error=type(error).__name__,
        cause=type(cause).__name__ if cause else None,
        trace=traceback.format_tb(error.__traceback__),
    )


def ask_to_sign_in() -> ResponseReturnValue:
    """Nobody is signed in: a program is told, a person is taken to the door."""
    if is_for_program():
        return problem(401, SENTENCES[401])
    return redirect(url_for("sign_in.new", then=_page_to_return_to()))


def _page_to_return_to() -> str | None:
    """A form that was sent says where it is taken up again. Sign-in checks the address."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    # Nobody's files are read only to send them away.
    is_plain = request.mimetype == "application/x-www-form-urlencoded"
    return request.form.get("resume_at") if is_plain else None


def problem(
    status: int,
    sentence: str,
    *,
    fields: dict[str, list[str]] | None = None,
    told: dict[str, Any] | None = None,
) -> Response:
    """RFC 9457 for programs, a calm page for people. Touches no database."""
    if not is_for_program():
        page = render_template("error.html", status=status, sentence=sentence)
        return make_response(page, status)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, TITLES[400]),
        "status": status,
        "detail": sentence,
        "instance": g.get("request_id"),
        **(told or {}),
    }
    if fields:
        body["errors"] = fields
    answer = jsonify(body)
    answer.status_code = status
    answer.content_type = "application/problem+json"
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if body.get("missing_scopes"):  # RFC 6750
        scopes = " ".join(body["missing_scopes"])
        challenge = f'Bearer error="insufficient_scope", scope="{scopes}"'
        answer.headers["WWW-Authenticate"] = challenge
    if status == HTTPStatus.PRECONDITION_FAILED and body.get("etag"):
        answer.headers["ETag"] = body["etag"]
    return answer
