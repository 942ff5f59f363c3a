from typing import Any
from uuid import UUID

from flask import g
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.blueprint import never_kept
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.paging import Page, moment_key, walk
from app.tokens import queries, service
from app.tokens.models import AccessToken
from app.tokens.schemas import TokenMade, TokenShown, TokenWanted

api = center_api("tokens", __name__, "自分のアクセストークン")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(TokenShown))
@allowed(Permission.KEEP_ACCESS_TOKENS)
def index(asked: dict[str, Any]) -> Page[AccessToken]:
    """List one's own access tokens at this center, newest first."""
    return walk(
        queries.mine(),
        key=lambda token: moment_key(token.created_at, token.id),
        latest_first=True,
        **asked,
    )


@api.post("/")
@api.arguments(TokenWanted)
@api.response(201, TokenMade)
@allowed(Permission.KEEP_ACCESS_TOKENS)
@never_kept
def create(wanted: dict[str, Any]) -> dict[str, Any]:
    """Make an access token, as somebody who signed in; its secret is answered this once."""
    role = current_user.at(g.center_slug).role
    token, secret = service.make_token(**wanted, role=role)
    return {**{name: getattr(token, name) for name in TokenShown().fields}, "secret": secret}


@api.get("/<uuid:token_id>")
@api.response(200, TokenShown)
@allowed(Permission.KEEP_ACCESS_TOKENS)
def show(token_id: UUID) -> AccessToken:
    """Read what an access token is for, and when it was used last."""
    return queries.token(token_id)


@api.delete("/<uuid:token_id>")
@api.response(204)
@allowed(Permission.KEEP_ACCESS_TOKENS)
def delete(token_id: UUID) -> None:
    """Revoke an access token."""
    service.revoke(queries.token(token_id))
