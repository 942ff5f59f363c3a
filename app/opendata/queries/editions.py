"""Drafts, editions and their files, as the center that publishes sees them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from app import orders
from app.calendar import Month, Period
from app.errors import NotFoundError
from app.opendata.models import OpenDataDraft, OpenDataEdition, OpenDataFile, OpenDataWithdrawal
from app.opendata.rules.keeping import Counted, Order, read_again
from tenants import db, own

Found = TypeVar("Found")


class Shelf(NamedTuple):
    """An edition, and whether it was taken back."""

    edition: OpenDataEdition
    withdrawal: OpenDataWithdrawal | None

    @property
    def withdrawn_at(self) -> datetime | None:
        return self.withdrawal.withdrawn_at if self.withdrawal else None

    @property
    def reason(self) -> str | None:
        return self.withdrawal.reason if self.withdrawal else None


def period_of(row: OpenDataDraft | OpenDataEdition) -> Period:
    return Period(Month.of(row.first_month), Month.of(row.last_month))


def drafts() -> Sequence[OpenDataDraft]:
    """What was never published, the latest first."""
    published = sa.select(OpenDataEdition.id).where(
        own(OpenDataEdition), OpenDataEdition.draft_id == OpenDataDraft.id
    )
    open_still = sa.select(OpenDataDraft).where(own(OpenDataDraft), ~published.exists())
    return db.session.scalars(open_still.order_by(OpenDataDraft.requested_at.desc())).all()


def draft(draft_id: UUID) -> OpenDataDraft:
    """A draft of the open center, published by now or not, with its figures.

    Raises:
        NotFoundError: there is none.
    """
    asked = sa.select(OpenDataDraft).where(own(OpenDataDraft), OpenDataDraft.id == draft_id)
    return _found(db.session.scalars(asked.options(undefer(OpenDataDraft.figures))))


def last_draft() -> OpenDataDraft | None:
    latest = sa.select(OpenDataDraft).where(own(OpenDataDraft))
    return db.session.scalars(latest.order_by(OpenDataDraft.requested_at.desc()).limit(1)).first()


def editions() -> Sequence[Shelf]:
    """All that was ever published, the latest first."""
    return _shelves()


def edition(edition_id: UUID) -> Shelf:
    """An edition of the open center.

    Raises:
        NotFoundError: there is none.
    """
    found = _shelves(OpenDataEdition.id == edition_id)
    if not found:
        raise NotFoundError
    return found[0]


def edition_of(draft: OpenDataDraft) -> Shelf | None:
    return next(iter(_shelves(OpenDataEdition.draft_id == draft.id)), None)


def _shelves(*conditions: sa.ColumnElement[bool]) -> list[Shelf]:
    taken_back = (OpenDataWithdrawal.center_id == OpenDataEdition.center_id) & (
        OpenDataWithdrawal.edition_id == OpenDataEdition.id
    )
    shelves = (
        sa.select(OpenDataEdition, OpenDataWithdrawal)
        .outerjoin(OpenDataWithdrawal, taken_back)
        .where(own(OpenDataEdition), *conditions)
        .order_by(OpenDataEdition.number.desc())
    )
    return [Shelf(found, withdrawal) for found, withdrawal in db.session.execute(shelves)]


def files(edition: OpenDataEdition) -> Sequence[OpenDataFile]:
    """Without their content."""
    theirs = sa.select(OpenDataFile).where(own(OpenDataFile), OpenDataFile.edition_id == edition.id)
    return db.session.scalars(theirs.order_by(OpenDataFile.name)).all()


def published_of(period: Period) -> Mapping[str, Counted]:
    """What was published of exactly this period, withdrawn or not, oldest first, by slug."""
    same = (
        sa.select(OpenDataEdition.slug, OpenDataDraft.figures)
        .join(
            OpenDataDraft,
            (OpenDataDraft.center_id == OpenDataEdition.center_id)
            & (OpenDataDraft.id == OpenDataEdition.draft_id),
        )
        .where(own(OpenDataEdition))
        .where(OpenDataEdition.first_month == period.first.first_day)
        .where(OpenDataEdition.last_month == period.last.first_day)
        .order_by(OpenDataEdition.number)
    )
    return {slug: read_again(figures) for slug, figures in db.session.execute(same)}


def overlapping(period: Period) -> Sequence[OpenDataEdition]:
    """What was published, withdrawn or not, of a period that shares only some of its months."""
    other = sa.or_(
        OpenDataEdition.first_month != period.first.first_day,
        OpenDataEdition.last_month != period.last.first_day,
    )
    sharing = sa.select(OpenDataEdition).where(
        own(OpenDataEdition),
        OpenDataEdition.first_month <= period.last.first_day,
        OpenDataEdition.last_month >= period.first.first_day,
        other,
    )
    return db.session.scalars(sharing.order_by(OpenDataEdition.number)).all()


def last_number() -> int:
    highest = sa.select(sa.func.max(OpenDataEdition.number)).where(own(OpenDataEdition))
    return db.session.scalar(highest) or 0


def order(draft_id: UUID) -> Order:
    """What the worker is to count and hide, and beside which editions."""
    ordered = draft(draft_id)
    period = period_of(ordered)
    return Order(period, ordered.tables, ordered.threshold, published_of(period))


def waiting_drafts(now: datetime) -> Sequence[tuple[UUID, UUID]]:
    return orders.waiting(OpenDataDraft, now)


def _found(rows: sa.ScalarResult[Found]) -> Found:
    row = rows.one_or_none()
    if row is None:
        raise NotFoundError
    return row
