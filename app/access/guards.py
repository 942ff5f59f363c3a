from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g
from flask_login import current_user

from app.access.permissions import Permission
from app.errors import NotAllowedError

P = ParamSpec("P")
R = TypeVar("R")


def allowed(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let the view run only for those who hold `permission` at this center."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.may(permission, g.center_slug):
                raise NotAllowedError
            return view(*args, **kwargs)

        guarded.__dict__["permission"] = permission
        return guarded

    return guard


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark one of the few views that need no permission."""
    view.__dict__["permission"] = None
    return view
