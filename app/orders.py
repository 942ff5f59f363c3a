"""What the worker is asked to make. The row is the order: taken by one, then done or given up.

Each function takes the model whose table holds the orders.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import calendar
from tenants import CenterOwned, db, own

LEASE = timedelta(minutes=2)
"""How long a worker may be silent before another takes its order over."""
PATIENCE = timedelta(seconds=30)
"""A worker looks every two seconds: after this long, none is there."""
WAITING = "順番を待っています"


class Ordered(CenterOwned):
    """A row that a worker takes, and makes what it asks for."""

    seen_by_system: ClassVar[tuple[str, ...]] = (
        *("center_id", "id", "requested_at", "finished_at", "failed_at", "leased_until"),
    )

    requested_at: Mapped[datetime]
    requested_by_name: Mapped[str]
    leased_until: Mapped[datetime | None]
    """A worker is on it until then; a worker that died lets another take over."""
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]

    @property
    def is_under_way(self) -> bool:
        return self.finished_at is None and self.failed_at is None


class OrderedInSteps(Ordered):
    """Made in steps, which its page tells while somebody waits."""

    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="1")
    step: Mapped[str] = mapped_column(server_default="")

    def finish(self) -> None:
        self.finished_at, self.leased_until = calendar.now(), None
        self.step, self.done = "", self.total


Order = TypeVar("Order", bound=Ordered)


def waiting(model: type[Ordered], now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """Center and id of each order nobody is at work on, the oldest first. For the platform."""
    asked = (
        sa.select(model.center_id, model.id)
        .where(*_still_open(model), _is_free(model, now))
        .order_by(model.requested_at)
    )
    return [(center_id, order_id) for center_id, order_id in db.session.execute(asked)]


def is_overdue(requested_at: datetime, leased_until: datetime | None, *, now: datetime) -> bool:
    """Whether no worker has taken the order, or the one that did fell silent."""
    return (leased_until or requested_at + PATIENCE) < now


def claim(model: type[Ordered], order_id: UUID, *, lease: timedelta = LEASE, **begun: Any) -> bool:
    """Take the order, unless somebody is at work on it or it is done. One of two wins."""
    now = calendar.now()
    taken = unfinished(model, order_id).where(_is_free(model, now))
    claimed = taken.values(leased_until=now + lease, **begun).returning(model.id)
    return db.session.execute(claimed).first() is not None


def note_step(model: type[OrderedInSteps], order_id: UUID, step: str, *, done: int) -> None:
    """Say what is being done, and that the worker is alive."""
    alive = calendar.now() + LEASE
    noted = unfinished(model, order_id).values(step=step, done=done, leased_until=alive)
    db.session.execute(noted)


def to_keep(model: type[Order], order_id: UUID) -> Order | None:
    """The order of what was made; None if that is stored already.

    A worker taken for dead may come back and make it a second time: the row is locked
    and looked at first, so that only one of them stores.
    """
    asked = sa.select(model).where(own(model), model.id == order_id, *_still_open(model))
    return db.session.scalars(asked.with_for_update()).one_or_none()


def give_up(model: type[Ordered], order_id: UUID, sentence: str) -> None:
    """Say that it failed. What went wrong is in the log; here stands no word of the data."""
    failed = {"failed_at": calendar.now(), "failure": sentence, "leased_until": None}
    db.session.execute(unfinished(model, order_id).values(**failed))


def unfinished(model: type[Ordered], order_id: UUID) -> sa.Update:
    return sa.update(model).where(own(model), model.id == order_id, *_still_open(model))


def _still_open(model: type[Ordered]) -> Sequence[sa.ColumnElement[bool]]:
    return model.finished_at.is_(None), model.failed_at.is_(None)


def _is_free(model: type[Ordered], now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(model.leased_until.is_(None), model.leased_until < now)
