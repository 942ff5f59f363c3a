from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calendar import FiscalYear
from app.consultations.models import Consultation
from app.consultations.rules import number_label
from app.files.models import StoredFile
from app.paging import PAGE_SIZE, Cursor, Page
from app.referrals.models import Referral, ReferralStep
from app.retention import rules
from app.retention.models import Disposal, RetentionPeriod
from app.transfers.models import Import
from tenants import db, own


class Due(NamedTuple):
    """Records of one kind and fiscal year whose time is over."""

    record_kind: str
    fiscal_year: int
    records: int

    @property
    def kind_label(self) -> str:
        return rules.RECORD_KINDS[self.record_kind].label

    @property
    def gone(self) -> str:
        return rules.RECORD_KINDS[self.record_kind].gone

    @property
    def year_label(self) -> str:
        return FiscalYear(self.fiscal_year).label


def periods() -> dict[str, int]:
    """Kind of record → years. A kind without one is kept."""
    kept = db.session.execute(sa.select(RetentionPeriod.record_kind, RetentionPeriod.years))
    return {row.record_kind: row.years for row in kept}


def period(record_kind: str) -> RetentionPeriod | None:
    asked = sa.select(RetentionPeriod).where(RetentionPeriod.record_kind == record_kind)
    return db.session.scalars(asked).one_or_none()


def due() -> list[Due]:
    """What may be disposed of today, oldest year first."""
    found = (
        Due(record_kind, year, records)
        for record_kind, years in periods().items()
        for year, records in _counted(record_kind, years)
    )
    return sorted(found, key=lambda each: (each.fiscal_year, each.record_kind))


def due_of(record_kind: str, fiscal_year: int) -> Due | None:
    wanted = (each for each in due() if each[:2] == (record_kind, fiscal_year))
    return next(wanted, None)


class Overdue(NamedTuple):
    """One record whose time is over, as the list to approve shows it."""

    id: UUID
    at: datetime
    number: str
    """What it is called, where it has a name or number."""
    summary: str
    shown_by: UUID
    """The row on whose page it can be read."""


def overdue(
    record_kind: str, fiscal_year: int, *, after: Cursor | None = None, limit: int = PAGE_SIZE
) -> Page[Overdue]:
    """The records themselves, latest first: exactly those that `record_ids` names."""
    key, year, undisposed = _records(record_kind)
    at = _moment(record_kind)
    listed = (
        sa.select(key, at, *_shown(record_kind))
        .where(undisposed, year == fiscal_year)
        .order_by(at.desc(), key.desc())
        .limit(limit + 1)
    )
    if after:
        listed = listed.where(after.before(at, key))
    found = [
        Overdue(id_, moment, number_label(fiscal_year, number) if number else "", words, shown_by)
        for id_, moment, number, words, shown_by in db.session.execute(listed)
    ]
    shown = found[:limit]
    return Page(shown, Cursor(shown[-1].at, shown[-1].id) if len(found) > limit else None)


def _moment(record_kind: str) -> sa.ColumnElement[datetime]:
    at = {"imports": Import.uploaded_at, "answers": ReferralStep.at}
    return at.get(record_kind, Consultation.received_at).expression


def _shown(record_kind: str) -> Sequence[Any]:
    """Number, words, and the row on whose page they stand."""
    if record_kind == "imports":
        name = sa.select(StoredFile.name).where(StoredFile.id == Import.file_id)
        return sa.null(), name.scalar_subquery(), Import.id
    if record_kind == "answers":
        return sa.null(), ReferralStep.words, ReferralStep.referral_id
    return Consultation.number, Consultation.summary, Consultation.id


def disposals() -> Sequence[Disposal]:
    """What was disposed of, latest first."""
    return db.session.scalars(sa.select(Disposal).order_by(Disposal.at.desc())).all()


def record_ids(record_kind: str, fiscal_year: int) -> list[UUID]:
    """The records of a year that still have their words."""
    key, year, undisposed = _records(record_kind)
    chosen = sa.select(key).where(undisposed, year == fiscal_year)
    return list(db.session.scalars(chosen))


def letter_steps(consultation_ids: list[UUID]) -> list[UUID]:
    """The open center's own steps in letters about these consultations."""
    asked = sa.select(ReferralStep.id).where(
        own(ReferralStep), ReferralStep.referral_id.in_(letters(consultation_ids))
    )
    return list(db.session.scalars(asked))


def letters(consultation_ids: list[UUID]) -> sa.Select[Any]:
    these = sa.literal(consultation_ids, sa.ARRAY(sa.Uuid()))
    return sa.select(Referral.id).where(own(Referral), Referral.consultation_id == sa.any_(these))


def _counted(record_kind: str, years: int) -> list[tuple[int, int]]:
    _, year, undisposed = _records(record_kind)
    last = rules.last_year_over(years, calendar.today()).year
    counted = (
        sa.select(year.label("year"), sa.func.count().label("records"))
        .where(undisposed, year <= last)
        .group_by(sa.literal_column("year"))
    )
    return [(row.year, row.records) for row in db.session.execute(counted)]


def _records(
    record_kind: str,
) -> tuple[sa.ColumnElement[UUID], sa.ColumnElement[int], sa.ColumnElement[bool]]:
    """The key of a kind's records, their fiscal year, and which still have their words."""
    if record_kind == "imports":
        return Import.id.expression, _year_of(Import.uploaded_at), Import.disposed_at.is_(None)
    if record_kind == "answers":
        mine = sa.select(Referral.id).where(own(Referral))
        answered = sa.and_(
            own(ReferralStep), ReferralStep.words != "", ReferralStep.referral_id.not_in(mine)
        )
        return ReferralStep.id.expression, _year_of(ReferralStep.at), answered
    undisposed = Consultation.disposed_at.is_(None)
    return Consultation.id.expression, Consultation.fiscal_year.expression, undisposed


def _year_of(moment: Any) -> sa.ColumnElement[int]:
    """April to March, in city time."""
    shifted = sa.func.timezone("Asia/Tokyo", moment) - sa.text("interval '3 months'")
    return sa.cast(sa.func.extract("year", shifted), sa.Integer)
