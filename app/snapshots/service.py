"""Ordering a snapshot, and freezing it: once, and never touched again."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import Period
from app.errors import InvalidError, NotAllowedError
from app.snapshots import rules
from app.snapshots.models import Snapshot
from app.statistics.queries import open_center
from tenants import db


def order(period: Period, *, of_city: bool, known_on: date | None, by_name: str) -> Snapshot:
    """Have the figures of a period frozen; the worker finds it.

    Raises:
        NotAllowedError: the whole city's, by a ward.
        InvalidError: the period has not begun.
    """
    if of_city and open_center().ward_code is not None:
        raise NotAllowedError
    if period.first.first_day > calendar.today():
        raise InvalidError({"from": ["まだ始まっていない期間です。"]})
    ordered = Snapshot(
        of_city=of_city,
        first_month=period.first.first_day,
        last_month=period.last.first_day,
        known_on=known_on,
        ordered_at=calendar.now(),
        ordered_by_name=by_name,
    )
    db.session.add(ordered)
    db.session.flush()
    return ordered


def freeze(snapshot_id: UUID, content: dict[str, Any], cells: list[list[Any]]) -> None:
    """Keep what was read, unless another worker was first."""
    db.session.execute(
        sa.update(Snapshot)
        .where(Snapshot.id == snapshot_id, Snapshot.frozen_at.is_(None))
        .values(
            content=content,
            cells=cells,
            sha256=rules.fingerprint(content, cells),
            frozen_at=calendar.now(),
        ),
        execution_options={"synchronize_session": False},
    )


def give_up(snapshot_id: UUID) -> None:
    failed = sa.update(Snapshot).where(Snapshot.id == snapshot_id, Snapshot.frozen_at.is_(None))
    db.session.execute(
        failed.values(failed_at=calendar.now()), execution_options={"synchronize_session": False}
    )
