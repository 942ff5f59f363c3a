"""The few acts that an edge does for the platform itself, outside any center."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tenants import SYSTEM, acting_for, db

P = ParamSpec("P")
R = TypeVar("R")


def as_system(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do one act in a transaction of the platform's own."""
    with acting_for(SYSTEM):
        return act(*args, **kwargs)


def begin_again() -> None:
    """Undo what the open scope has done so far, and look at everything anew."""
    db.session.rollback()
    db.session.expire_all()
