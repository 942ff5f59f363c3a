"""Figures that were published, and what a ward asks to be put right since."""

from datetime import date

import sqlalchemy as sa

from app.calendar import Month, Period
from app.cli.demo.staff import Colleague
from app.consultations.models import Consultation
from app.corrections import service as corrections
from app.referrals.models import Referral
from app.snapshots import service as snapshots
from tenants import db, own

CLOSED_BEFORE = 3
"""Months: the city has closed it; see `months`."""


def publish_figures(today: date, *, by_name: str) -> None:
    """Order the city's figures of the year so far, in the central center's scope."""
    last = _closed(today)
    snapshots.order(
        Period(last.fiscal_year.first, last), of_city=True, known_on=None, by_name=by_name
    )


def ask_for_a_correction(today: date, by: Colleague) -> None:
    """Ask, in a ward's scope, that a record which was written twice be taken out."""
    month = _closed(today).first_day
    asked_about = sa.select(Referral.consultation_id)
    twice = (
        sa.select(Consultation)
        .where(own(Consultation), Consultation.month == month)
        .where(Consultation.id.not_in(asked_about), Consultation.continues_id.is_(None))
        .order_by(Consultation.number.desc())
        .limit(1)
    )
    for consultation in db.session.scalars(twice):
        reason = "同じ電話を二人が記録していたため"
        wanted = corrections.wanted_removal(
            consultation, reason=reason, by_manager=True, deleted_by_name=by.name
        )
        corrections.propose(wanted, reason=reason, by_name=by.name)


def _closed(today: date) -> Month:
    month = Month.of(today)
    for _ in range(CLOSED_BEFORE):
        month = month.previous
    return month
