"""How often something may be tried. Redis counts; without Redis each process counts for itself."""

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

SIGN_IN_PER_ACCOUNT = "10 per 15 minutes"
SIGN_IN_PER_ADDRESS = "300 per 15 minutes"
"""Generous: a whole ward office stands behind one address."""


def caller() -> str:
    """Who is asking: two programs of one person do not slow each other down."""
    if not current_user.is_authenticated:
        return f"address:{get_remote_address()}"
    return f"caller:{current_user.token_id or current_user.session_id}"


def per_caller() -> str:
    return str(current_app.config["API_RATE_PER_CALLER"])


limiter = Limiter(
    caller,
    application_limits=[per_caller],
    application_limits_exempt_when=lambda: not request.path.startswith("/api/"),
)


def typed_account() -> str:
    """The account that somebody tries to sign in to, whatever address they come from."""
    try:
        typed = request.get_json(silent=True) if request.is_json else request.form
    except RecursionError:  # nested without end: refused where it is read for good
        typed = None
    email = typed.get("email", "") if isinstance(typed, dict) else ""
    return f"account:{str(email).strip().lower()[:254]}"
