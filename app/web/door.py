"""The door every request passes: who is it, at which center, in one transaction."""

from typing import Any

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from tenants import SYSTEM, CenterScope, Scope, acting_for

CENTER_URLS = ("/centers/", "/api/v1/centers/", "/city/", "/api/v1/city/")
READING = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


class KyodoFlask(Flask):
    def dispatch_request(self) -> ResponseReturnValue:
        """Commit when the view returns, roll back when it raises."""
        if not request.path.startswith(CENTER_URLS):
            self._require_token()
            return super().dispatch_request()
        if not current_user.is_authenticated:
            return self.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        self._require_token()
        scope = self._scope()
        reading = request.method in READING
        with acting_for(scope, actor_id=current_user.id, reading=reading):
            return super().dispatch_request()

    def _scope(self) -> Scope:
        """The center's or the city's; where a view says so, the platform's or the central's."""
        place: Scope = current_user.scope_at(g.center_slug)
        view = self.view_functions[request.endpoint or ""]
        if getattr(view, "by_central_center", False):
            return CenterScope(current_user.at(None).center_id)
        return SYSTEM if getattr(view, "by_platform", False) else place

    def _require_token(self) -> None:
        """A browser sends its cookie wherever it is lured to; a bearer token it does not."""
        if request.method in READING or not self.config.get("WTF_CSRF_ENABLED", True):
            return
        if current_user.is_authenticated:
            sent_unasked = not g.by_bearer
        else:
            # A program that signs in gets no cookie, so there is nothing to be lured into.
            sent_unasked = not request.path.startswith("/api/")
        if sent_unasked:
            csrf.protect()


def carry_center_in_urls(app: Flask) -> None:
    """Take the center out of each URL before the view, and put it back in `url_for`."""

    @app.url_value_preprocessor
    def take_center(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.center_slug = values.pop("center", None) if values else None

    @app.url_defaults
    def give_center(endpoint: str, values: dict[str, Any]) -> None:
        if "center" not in values and app.url_map.is_endpoint_expecting(endpoint, "center"):
            values["center"] = g.get("center_slug") or current_user.home.slug
