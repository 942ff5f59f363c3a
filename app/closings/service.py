"""Reminding wards, and closing a month of the city."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.calendar import Month, japanese_month
from app.closings import queries, rules
from app.closings.models import ClosingReminder
from app.errors import DomainError, InvalidError, NotFoundError
from app.statistics.models import CityClosing
from app.statistics.service import AlreadyClosedError, MonthOpenError
from tenants import db
from tenants import queries as tenants


class NobodyToRemindError(DomainError):
    """All of them have submitted, or were reminded today."""

    def __init__(self) -> None:
        super().__init__("督促する区はありません。提出済みか、今日すでに督促した区です。")


def remind(month: Month, slugs: Sequence[str], *, by_name: str) -> Sequence[ClosingReminder]:
    """Ask wards to submit the month; each hears of it in the app and by mail.

    Who has submitted meanwhile, or was reminded today, is left out by the database.

    Raises:
        InvalidError: no ward of that name, or none was chosen.
        MonthOpenError: the month is not over.
        NobodyToRemindError: nobody was left.
    """
    today = calendar.today()
    if not rules.is_over(month, today):
        raise MonthOpenError(f"{japanese_month(month)}はまだ終わっていないため、督促できません。")
    wards = {ward.slug: ward.id for ward in tenants.wards()}
    if unknown := [slug for slug in slugs if slug not in wards]:
        raise InvalidError({"wards": [f"「{unknown[0]}」という区はありません。"]})
    if not slugs:
        raise InvalidError({"wards": ["督促する区を選んでください。"]})
    reminded = {
        "month": month.first_day,
        "reminded_on": today,
        "reminded_at": calendar.now(),
        "reminded_by_name": by_name,
    }
    rows = [{**reminded, "to_center_id": wards[slug]} for slug in dict.fromkeys(slugs)]
    once = insert(ClosingReminder).values(rows).on_conflict_do_nothing()
    written = db.session.scalars(once.returning(ClosingReminder)).all()
    if not written:
        raise NobodyToRemindError
    return written


def close_city_month(month: Month, *, by_name: str, confirmed: bool) -> CityClosing:
    """As the platform: the city's month is closed, with however many wards had submitted.

    Raises:
        MonthOpenError: it is not over.
        InvalidError: wards are missing, and nobody said that this is known.
        AlreadyClosedError: it was closed before.
    """
    if not rules.is_over(month, calendar.today()):
        raise MonthOpenError(f"{japanese_month(month)}はまだ終わっていないため、締められません。")
    missing = queries.wards_missing(month)
    if fault := rules.closing_faults(month, missing, confirmed=confirmed):
        raise InvalidError({"confirmed": [fault]})
    wards = len(tenants.wards())
    values = insert(CityClosing).values(
        month=month.first_day,
        closed_at=calendar.now(),
        closed_by_name=by_name,
        submitted=wards - len(missing),
        wards=wards,
    )
    once = values.on_conflict_do_nothing(
        index_elements=["month"], index_where=CityClosing.withdrawn_at.is_(None)
    )
    closing = db.session.scalars(once.returning(CityClosing)).one_or_none()
    if closing is None:
        raise AlreadyClosedError(f"{japanese_month(month)}はすでに全市で締めてあります。")
    return closing


def withdraw_city_closing(month: Month, *, reason: str, by_name: str) -> CityClosing:
    """As the platform: open the city's month again, and keep why.

    Raises:
        NotFoundError: it is not closed.
    """
    standing = sa.update(CityClosing).where(
        CityClosing.month == month.first_day, CityClosing.withdrawn_at.is_(None)
    )
    withdrawn = standing.values(
        withdrawn_at=calendar.now(), withdrawn_by_name=by_name, withdrawn_reason=reason
    )
    closing = db.session.scalars(withdrawn.returning(CityClosing)).one_or_none()
    if closing is None:
        raise NotFoundError
    return closing
