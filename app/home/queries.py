from collections.abc import Sequence
from dataclasses import dataclass

from app import calendar
from app.calendar import Month
from app.consultations import queries as consultations
from app.referrals import queries as referrals
from app.referrals import rules
from tenants import current_actor_id


@dataclass(frozen=True, slots=True)
class Desk:
    """What one center's people see first."""

    today: int
    this_month: int
    latest: Sequence[consultations.Line]
    waiting: Sequence[referrals.Line]
    """Letters on which the next step is this center's."""
    elsewhere: Sequence[referrals.Line]
    """Letters on which the other side is at work."""
    due: Sequence[consultations.DueLine]
    """What is to be done today, after what should have been done before."""
    mine: int
    """Open cases of the person at work."""


def ward_desk() -> Desk:
    letters = [line for line in referrals.sent() if line.is_open]
    return _desk(
        waiting=[line for line in letters if line.state in rules.WARD_MOVES],
        elsewhere=[line for line in letters if line.state not in rules.WARD_MOVES],
    )


def central_desk() -> Desk:
    letters = referrals.queue()
    return _desk(
        waiting=[line for line in letters if line.state not in rules.WARD_MOVES],
        elsewhere=[line for line in letters if line.state in rules.WARD_MOVES],
    )


def _desk(*, waiting: Sequence[referrals.Line], elsewhere: Sequence[referrals.Line]) -> Desk:
    today = calendar.today()
    return Desk(
        today=consultations.count_on(today, until=today),
        this_month=consultations.count_on(Month.of(today).first_day, until=today),
        latest=consultations.page(limit=5).items,
        waiting=waiting,
        elsewhere=elsewhere,
        due=consultations.due(today),
        mine=consultations.count_open_of(current_actor_id()),
    )
