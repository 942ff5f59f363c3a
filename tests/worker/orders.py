"""Orders whose worker was killed in the middle of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from app import calendar
from app.orders import OrderedInSteps
from tenants import db
from tests.places import Place, at
from tests.worker.crew import Crew, until

Order = TypeVar("Order", bound=OrderedInSteps)


def as_it_stands(order: Order) -> Order:
    found = db.session.get(type(order), (order.center_id, order.id))
    assert found is not None
    return found


def is_finished(place: Place, order: OrderedInSteps) -> bool:
    with at(place):
        return as_it_stands(order).finished_at is not None


def is_begun(place: Place, order: OrderedInSteps) -> bool:
    with at(place):
        return as_it_stands(order).done > 0


def orphaned(place: Place, ordered: Callable[[], Order], crew: Crew) -> Order:
    """An order whose worker was killed over it, when the lease of that worker has ended."""
    for _ in range(5):
        order = ordered()
        until(lambda order=order: is_begun(place, order))  # type: ignore[misc]
        crew.kill_worker()
        if not is_finished(place, order):
            break
    else:
        raise AssertionError("The worker was always faster than its killer.")
    with at(place):
        assert as_it_stands(order).leased_until is not None
        # Two minutes have gone by.
        as_it_stands(order).leased_until = calendar.now() - timedelta(seconds=1)
    return order
