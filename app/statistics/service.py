"""A center's months: counted from the rows, proved, closed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.calendar import Month, japanese_month
from app.errors import DomainError, InvalidError, NotFoundError
from app.statistics import queries, rules
from app.statistics.models import DirtyMark, Incident, MonthClosing, MonthlyFigure
from tenants import db


class MonthOpenError(DomainError):
    """The month is not over yet, so nobody can say that it is complete."""


class AlreadyClosedError(DomainError):
    """The month was submitted before."""


class Difference(NamedTuple):
    """A figure that is not what its rows say."""

    month: date
    measure: str
    code: str
    kept: int
    counted: int


def consolidate(month: Month) -> bool:
    """Count the open center's month again, if it changed; tell whether it had.

    Safe twice, late, and beside itself. The order matters under READ COMMITTED: first
    the lock, so that an older count never overwrites a newer one; then the marks, so
    that the count sees at least the changes they stand for. Marks that come later stay.
    """
    if not _alone_with(month) or not _take_marks(month):
        return False
    figures = db.session.execute(queries.recount(month)).mappings().all()
    _keep(month, figures)
    return True


def _alone_with(month: Month) -> bool:
    name = sa.func.concat("consolidate ", sa.func.wall.current_center(), " ", str(month))
    lock = sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(name, 0))
    return bool(db.session.scalar(sa.select(lock)))


def _take_marks(month: Month) -> bool:
    taken = sa.delete(DirtyMark).where(DirtyMark.month == month.first_day).returning(DirtyMark.id)
    return bool(db.session.scalars(taken).all())


def _keep(month: Month, figures: Sequence[RowMapping]) -> None:
    """By statements of one text however many figures: to compose them took longer than to count."""
    found = [
        sa.literal([figure[name] for figure in figures], sa.ARRAY(sa.Text))
        for name in ("measure", "code")
    ]
    counted_now = sa.select(*(sa.func.unnest(names) for names in found))
    vanished = sa.delete(MonthlyFigure).where(
        MonthlyFigure.month == month.first_day,
        sa.tuple_(MonthlyFigure.measure, MonthlyFigure.code).not_in(counted_now),
    )
    db.session.execute(vanished, execution_options={"synchronize_session": False})
    if not figures:
        return
    values = insert(MonthlyFigure)
    kept = values.on_conflict_do_update(
        index_elements=["center_id", "month", "measure", "code"],
        set_={
            "value": values.excluded.value,
            "consolidated_at": values.excluded.consolidated_at,
        },
    )
    counted = {"month": month.first_day, "consolidated_at": calendar.now()}
    db.session.execute(kept, [{**counted, **figure} for figure in figures])


def differences() -> Iterator[Difference]:
    """Recount every month of the open center and give each figure that differs.

    A month with a mark is not compared: it changed a moment ago and waits to be counted.
    """
    for month in queries.months():
        for row in db.session.execute(queries.comparison(month)):
            yield Difference(month.first_day, *row)


def report_incident(kind: str, detail: str) -> None:
    """Write down, in the platform's own scope, what must never happen and did."""
    db.session.add(Incident(at=calendar.now(), kind=kind, detail=detail))


def submit_month(checklist: rules.Checklist, *, by_name: str, confirmed: bool) -> MonthClosing:
    """この月を提出する, once its check list was looked through; what it warned of is kept.

    Raises:
        InvalidError: it warns of something, and nobody said that it was looked at.
        MonthOpenError, AlreadyClosedError: as in `close_month`.
    """
    if checklist.is_over and checklist.warnings and not confirmed:
        told = "」「".join(each.title for each in checklist if each.warns)
        raise InvalidError({"confirmed": [f"「{told}」を確かめてから、印を付けてください。"]})
    return close_month(checklist.month, by_name=by_name, warnings=checklist.warnings)


def close_month(month: Month, *, by_name: str, warnings: Sequence[str] = ()) -> MonthClosing:
    """Write down that the open center calls the month complete.

    Raises:
        MonthOpenError: the month has days to come.
        AlreadyClosedError: it was said before.
    """
    if not rules.may_close(month, calendar.today()):
        raise MonthOpenError(f"{japanese_month(month)}はまだ終わっていないため、提出できません。")
    values = insert(MonthClosing).values(
        month=month.first_day,
        closed_at=calendar.now(),
        closed_by_name=by_name,
        warnings=list(warnings),
    )
    once = values.on_conflict_do_nothing(
        index_elements=["center_id", "month"], index_where=MonthClosing.withdrawn_at.is_(None)
    )
    closing = db.session.scalars(once.returning(MonthClosing)).one_or_none()
    if closing is None:
        raise AlreadyClosedError(f"{japanese_month(month)}はすでに提出されています。")
    return closing


def reopen_month(month: Month, *, by_name: str) -> None:
    """Take the submission back.

    Raises:
        NotFoundError: the month is not closed.
    """
    standing = sa.update(MonthClosing).where(
        MonthClosing.month == month.first_day, MonthClosing.withdrawn_at.is_(None)
    )
    withdrawn = standing.values(withdrawn_at=calendar.now(), withdrawn_by_name=by_name)
    if not db.session.scalars(withdrawn.returning(MonthClosing.id)).all():
        raise NotFoundError
