"""What a load balancer and an operator ask: is it alive, is it ready."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from redis import Redis, RedisError

from app.access.guards import open_to_all
from app.web.scopes import as_system
from tenants.queries import central_exists

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to_all
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
@open_to_all
def ready() -> ResponseReturnValue:
    """The database answers through the wall. Without Redis the desk still works."""
    as_system(central_exists)
    return jsonify(status="ok", database="ok", redis="ok" if _redis_answers() else "away")


def _redis_answers() -> bool:
    url = current_app.extensions["settings"].redis_url
    try:
        with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as redis:
            return bool(redis.ping())
    except RedisError:
        return False
