from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g
from flask_login import current_user

from app.access.permissions import Permission
from app.access.scopes import scopes_with
from app.errors import NotAllowedError, ScopeMissingError

P = ParamSpec("P")
R = TypeVar("R")


def allowed(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let the view run only for those who hold `permission` at this center."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(permission)
            return view(*args, **kwargs)

        guarded.__dict__["permission"] = permission
        return guarded

    return guard


def require(permission: Permission | None) -> None:
    """Stop whoever may not do this here; None is open to all.

    Raises:
        ScopeMissingError: the person's role may, the access token they use may not.
        NotAllowedError: the role may not.
        NotFoundError: they have no place here at all.
    """
    if permission is None or current_user.may(permission, g.center_slug):
        return
    if current_user.role_may(permission, g.center_slug):
        raise ScopeMissingError(scopes_with(permission))
    raise NotAllowedError


def by_platform(view: Callable[P, R]) -> Callable[P, R]:
    """Let the view work in the platform's scope: who belongs where is the platform's to keep.

    Row level security does not part the centers there, so the view says itself which center
    it is for. The permission is still asked for at that center.
    """
    view.__dict__["by_platform"] = True
    return view


def by_central_center(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view across the city work in the central center's own scope.

    What people there keep about the city is their center's: the city's scope has no rows.
    """
    view.__dict__["by_central_center"] = True
    return view


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark one of the few views that need no permission."""
    view.__dict__["permission"] = None
    return view
