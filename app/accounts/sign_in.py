"""How a request tells who is asking: a session's token, in a cookie or as a bearer.

Or an access token: as a bearer only, and for the API only. It opens no page.
"""

from typing import Any

from flask import Request, current_app, g
from flask_login import LoginManager

from app import calendar
from app.access.identity import Identity
from app.accounts import queries, service
from app.tokens import service as tokens
from app.tokens.rules import PREFIX, is_news
from tenants import SYSTEM, acting_for

login_manager = LoginManager()


def cookie_name() -> str:
    """`__Host-` where the browser comes by https: no other host or path can set it."""
    return "__Host-kyodo" if current_app.config["SESSION_COOKIE_SECURE"] else "kyodo"


@login_manager.request_loader
def load_identity(request: Request) -> Identity | None:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    g.by_bearer = scheme.lower() == "bearer"
    if g.by_bearer and bearer.startswith(PREFIX):
        return program_of(bearer) if request.path.startswith("/api/") else None
    token = bearer if g.by_bearer else request.cookies.get(cookie_name())
    return identity_of(token) if token else None


def identity_of(token: str) -> Identity | None:
    with acting_for(SYSTEM):
        session = queries.signed_in(token)
        return session.person if session and service.keep_alive(session) else None


def program_of(secret: str) -> Identity | None:
    """The person whose access token this is, at the one center where it opens something."""
    now = calendar.now()
    with acting_for(SYSTEM):
        opened = queries.opened_by(secret, now)
    if opened is None:
        return None
    person = opened.person
    if person.token_id and is_news(opened.last_used_at, now):
        with acting_for(person.scope_at(person.home.slug), actor_id=person.id):
            tokens.note_use(person.token_id)
    return person


def cookie_settings() -> dict[str, Any]:
    return {
        "httponly": True,
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "samesite": "Lax",
        "path": "/",
    }
