from typing import Any

from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.access.guards import open_to_all
from app.accounts import service
from app.accounts.schemas import SessionBegun, SignIn
from app.accounts.sign_in import identity_of
from app.api.rooms import open_api
from app.errors import NotAllowedError
from app.web.limits import SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, limiter, typed_account
from app.web.scopes import as_system

api = open_api("session", __name__, "サインインとサインアウト")


@api.post("")
@api.arguments(SignIn)
@api.response(201, SessionBegun)
@open_to_all
@limiter.limit(SIGN_IN_PER_ACCOUNT, key_func=typed_account)
@limiter.limit(SIGN_IN_PER_ADDRESS, key_func=get_remote_address)
def create(typed: dict[str, Any]) -> dict[str, str]:
    """Begin a session."""
    token = as_system(service.sign_in, **typed)
    person = identity_of(token)
    return {"token": token, "center": person.home.slug if person else ""}


@api.delete("")
@api.response(204)
@open_to_all
def delete() -> ResponseReturnValue:
    """End the session that the token belongs to. An access token is no session."""
    if current_user.is_authenticated and current_user.session_id is None:
        raise NotAllowedError(
            "アクセストークンは、画面の「アクセストークン」から失効させてください。"
        )
    if current_user.is_authenticated:
        as_system(service.sign_out, current_user.session_id)
    return "", 204
