"""Which months changed, and what their rows say."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.calendar import Month
from app.consultations.models import Consultation
from app.referrals.models import Referral
from app.statistics.models import DirtyMark, Incident, MonthlyFigure
from app.statistics.rules.incidents import FIGURES_DIFFER
from tenants import db, own

MOST_INCIDENTS = 200
RECOUNT = (Path(__file__).parents[1] / "sql" / "recount.sql").read_text(encoding="utf-8")


class Waiting(NamedTuple):
    center_id: UUID
    month: Month


def waiting() -> Sequence[Waiting]:
    """The months of all centers that changed since they were counted, oldest change first."""
    marked = (
        sa.select(DirtyMark.center_id, DirtyMark.month)
        .group_by(DirtyMark.center_id, DirtyMark.month)
        .order_by(sa.func.min(DirtyMark.marked_at))
    )
    rows = db.session.execute(marked)
    return [Waiting(center_id, Month.of(month)) for center_id, month in rows]


class BeingCounted(NamedTuple):
    """Months of the open center that changed since they were counted."""

    months: Sequence[Month]
    since: datetime | None


def being_counted() -> BeingCounted:
    marked = sa.select(DirtyMark.month, sa.func.min(DirtyMark.marked_at)).where(own(DirtyMark))
    rows = db.session.execute(marked.group_by(DirtyMark.month).order_by(DirtyMark.month)).all()
    months = [Month.of(month) for month, _ in rows]
    return BeingCounted(months, min((at for _, at in rows), default=None))


def oldest_mark() -> datetime | None:
    """Since when the longest waiting change has not been counted."""
    return db.session.scalar(sa.select(sa.func.min(DirtyMark.marked_at)))


def months() -> Sequence[Month]:
    """Every month of the open center that has rows or figures."""
    sent = sa.func.date_trunc("month", sa.func.timezone("Asia/Tokyo", Referral.sent_at))
    either = sa.union(
        sa.select(Consultation.month),
        sa.select(sa.cast(sent, sa.Date)).where(own(Referral)),
        sa.select(MonthlyFigure.month),
    )
    return sorted(Month.of(month) for month in db.session.scalars(either))


def incidents() -> Sequence[Incident]:
    """As the platform: what the recounts found, the latest first."""
    found = sa.select(Incident).where(Incident.kind == FIGURES_DIFFER)
    return db.session.scalars(found.order_by(Incident.at.desc()).limit(MOST_INCIDENTS)).all()


def number_of_figures() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(MonthlyFigure)) or 0


def recount(month: Month) -> sa.TextualSelect:
    """measure, code and value of every figure of the open center's month, from its rows."""
    columns = (sa.column("measure", sa.Text), sa.column("code", sa.Text))
    statement = sa.text(RECOUNT).bindparams(month=month.first_day)
    return statement.columns(*columns, sa.column("value", sa.BigInteger))


def comparison(month: Month) -> sa.Select[tuple[Any, ...]]:
    """measure, code, kept and counted of each figure that is not what the rows say.

    One statement, so that rows, figures and marks are seen at the same moment.
    """
    counted = recount(month).subquery("counted")
    kept = sa.select(MonthlyFigure).where(MonthlyFigure.month == month.first_day).subquery("kept")
    same = (kept.c.measure == counted.c.measure) & (kept.c.code == counted.c.code)
    marked = sa.select(DirtyMark.id).where(DirtyMark.month == month.first_day).exists()
    return (
        sa.select(
            sa.func.coalesce(kept.c.measure, counted.c.measure),
            sa.func.coalesce(kept.c.code, counted.c.code),
            sa.func.coalesce(kept.c.value, 0),
            sa.func.coalesce(counted.c.value, 0),
        )
        .select_from(kept.join(counted, same, full=True))
        .where(kept.c.value.is_distinct_from(counted.c.value), ~marked)
        .order_by(sa.literal_column("1"), sa.literal_column("2"))
    )
