"""What followed the receptions that were left open: notes, next actions, an end."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

import sqlalchemy as sa

from app.cli.demo.receptions import Reception
from app.cli.demo.staff import Colleague
from app.cli.demo.wording import chance, material
from app.consultations.models import ConsultationClosing, FollowUp, NextAction
from tenants import db

STAYS_OPEN_FOR = timedelta(days=40)
CALLED_AFTER = timedelta(days=6)
TO_BE_DONE = (-3, 0, 2, 5, 9)
"""Days from today, one case after the other: some are late."""

Row = dict[str, Any]


def follow_up(receptions: Sequence[Reception], staff: Sequence[Colleague], now: datetime) -> None:
    """Bulk, as the receptions themselves."""
    left_open = [each for each in receptions if each.told["outcome"] == "continuing"]
    old = [each for each in left_open if now - each.received_at > STAYS_OPEN_FOR]
    recent = [each for each in left_open if now - each.received_at <= STAYS_OPEN_FOR]
    _write(ConsultationClosing, (_end(each, staff) for each in old))
    called = [each for each in recent if now - each.received_at > CALLED_AFTER]
    _write(FollowUp, (_call(each, staff) for each in called))
    days = cycle(TO_BE_DONE)
    _write(NextAction, (_plan(each, staff, now.date(), next(days)) for each in recent))


def _end(reception: Reception, staff: Sequence[Colleague]) -> Row:
    return {
        **_by(reception, staff, reception.received_at + STAYS_OPEN_FOR),
        "kind": "closed",
        "outcome": "advised",
        "remark": _say(reception, "ends"),
    }


def _call(reception: Reception, staff: Sequence[Colleague]) -> Row:
    at = reception.received_at + CALLED_AFTER
    return {
        **_by(reception, staff, at),
        "happened_on": at.date(),
        "channel": "phone",
        "words": _say(reception, "calls"),
        "minutes": 10,
    }


def _plan(reception: Reception, staff: Sequence[Colleague], today: date, days: int) -> Row:
    return {
        **_by(reception, staff, reception.received_at + timedelta(minutes=40)),
        "due_on": today + timedelta(days=days),
        "task": _say(reception, "tasks"),
    }


def _say(reception: Reception, what: str) -> str:
    words: str = chance(reception.id, what).choice(material("after")[what])
    return words


def _by(reception: Reception, staff: Sequence[Colleague], at: datetime) -> Row:
    by = staff[reception.id.int % len(staff)]
    return {"consultation_id": reception.id, "author_id": by.id, "author_name": by.name, "at": at}


def _write(model: type[Any], rows: Iterator[Row]) -> None:
    if values := list(rows):
        db.session.execute(sa.insert(model), values)
