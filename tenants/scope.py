"""On whose behalf work is done. Plain values: no Flask, no SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CenterScope:
    """One center at work on its own rows."""

    center_id: UUID
    name: ClassVar[str] = "center"


@dataclass(frozen=True, slots=True)
class CityScope:
    """The central center looking across all centers. Reads named columns only."""

    name: ClassVar[str] = "city"


@dataclass(frozen=True, slots=True)
class SystemScope:
    """The platform's own chores: signing in, the list of centers, code lists."""

    name: ClassVar[str] = "system"


@dataclass(frozen=True, slots=True)
class VisitorScope:
    """Somebody who has not signed in: reads what is published."""

    name: ClassVar[str] = "visitor"


Scope = CenterScope | CityScope | SystemScope | VisitorScope

CITY = CityScope()
SYSTEM = SystemScope()
VISITOR = VisitorScope()


@dataclass(frozen=True, slots=True)
class Acting:
    """Who is at work for whom in one transaction, and whether they only read."""

    scope: Scope
    actor_id: UUID | None = None
    reading: bool = False

    @property
    def center_id(self) -> UUID | None:
        return self.scope.center_id if isinstance(self.scope, CenterScope) else None


class NoScopeError(RuntimeError):
    """The database was reached outside `acting_for(...)`."""


class ScopeAlreadyOpenError(RuntimeError):
    """`acting_for(...)` was entered inside another. Close the first one."""


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current_acting() -> Acting:
    acting = _acting.get()
    if acting is None:
        raise NoScopeError
    return acting


def current_scope() -> Scope:
    return current_acting().scope


def at_a_center() -> bool:
    """Whether one center's own rows are open just now."""
    acting = _acting.get()
    return acting is not None and isinstance(acting.scope, CenterScope)


def current_actor_id() -> UUID | None:
    """The account at work; None when the worker works by itself."""
    return current_acting().actor_id


@contextmanager
def announced(acting: Acting) -> Iterator[None]:
    if _acting.get() is not None:
        raise ScopeAlreadyOpenError
    token = _acting.set(acting)
    try:
        yield
    finally:
        _acting.reset(token)
