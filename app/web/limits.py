"""How often something may be tried. Redis counts; without Redis each process counts for itself."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, default_limits=[])

SIGN_IN_PER_ACCOUNT = "10 per 15 minutes"
SIGN_IN_PER_ADDRESS = "300 per 15 minutes"
"""Generous: a whole ward office stands behind one address."""


def typed_account() -> str:
    """The account that somebody tries to sign in to, whatever address they come from."""
    typed = request.get_json(silent=True) if request.is_json else request.form
    email = typed.get("email", "") if isinstance(typed, dict) else ""
    return f"account:{str(email).strip().lower()[:254]}"
