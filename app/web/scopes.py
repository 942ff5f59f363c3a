"""The few acts that an edge does for the platform itself, outside any center."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from uuid import UUID

from tenants import SYSTEM, VISITOR, CenterScope, acting_for, db, read_only

P = ParamSpec("P")
R = TypeVar("R")


def as_system(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do one act in a transaction of the platform's own."""
    with acting_for(SYSTEM):
        return act(*args, **kwargs)


def as_visitor(ask: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Ask what everybody may read, in a transaction in which nothing is written."""
    with read_only(VISITOR):
        return ask(*args, **kwargs)


def by_visitor(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do one of the few acts that are open to everybody, through a function of the keeper's."""
    with acting_for(VISITOR):
        return act(*args, **kwargs)


def as_person(
    center_id: UUID, account_id: UUID, ask: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Ask as somebody at their center who showed a secret of theirs; nothing is written."""
    with read_only(CenterScope(center_id), actor_id=account_id):
        return ask(*args, **kwargs)


def begin_again() -> None:
    """Undo what the open scope has done so far, and look at everything anew."""
    db.session.rollback()
    db.session.expire_all()
