"""What stands on the desk of a report: its texts, its examples, what was entered by hand."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.calendar import FiscalYear, Month, Period
from app.codes.queries import code_lists
from app.errors import NotFoundError
from app.reports.models import Report, ReportExample, ReportFigure, ReportText, SpaceMonth
from app.reports.rules import spaces
from app.reports.rules.entries import ExampleEntry, FigureEntry
from app.reports.rules.kinds import ANNUAL, MONTHLY, TEXTS
from app.statistics.queries import open_center
from tenants import db, own


class House(NamedTuple):
    """Whose reports these are."""

    name: str
    kinds: tuple[str, ...]
    """The kinds of report that this center makes."""


def house() -> House:
    """The open center; the central one alone reports a whole year to the city."""
    center = open_center()
    return House(center.name, (ANNUAL, MONTHLY) if center.kind == "central" else (MONTHLY,))


def reports(kind: str | None = None) -> Sequence[Report]:
    """The open center's, the latest first, those of a year before those of its months."""
    known = sa.select(Report).where(own(Report))
    if kind:
        known = known.where(Report.kind == kind)
    latest = known.order_by(Report.first_month.desc(), Report.kind)
    return db.session.scalars(latest).all()


def report(report_id: UUID) -> Report:
    """One report of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    found = db.session.scalars(sa.select(Report).where(own(Report), Report.id == report_id))
    if (known := found.one_or_none()) is None:
        raise NotFoundError("お探しの報告は見つかりませんでした。")
    return known


def annual_report(report_id: UUID) -> Report:
    """A year's report: the only kind that takes figures by hand.

    Raises:
        NotFoundError: there is none, or it is a month's.
    """
    known = report(report_id)
    if known.kind != ANNUAL:
        raise NotFoundError("お探しの報告は見つかりませんでした。")
    return known


def period_of(report: Report) -> Period:
    return Period(Month.of(report.first_month), Month.of(report.last_month))


def texts(report: Report) -> Sequence[ReportText]:
    """In the order in which they are printed."""
    found = sa.select(ReportText).where(own(ReportText), ReportText.report_id == report.id)
    order = list(TEXTS[report.kind])
    known = [each for each in db.session.scalars(found) if each.place in order]
    return sorted(known, key=lambda each: order.index(each.place))


def text(report: Report, place: str) -> ReportText:
    """One of the report's texts.

    Raises:
        NotFoundError: this kind of report has no such text.
    """
    for each in texts(report):
        if each.place == place:
            return each
    raise NotFoundError("お探しの文は見つかりませんでした。")


def topics(report: Report) -> Sequence[tuple[str, str]]:
    """Code and label of what a consultation of the report's year could be about."""
    return code_lists().choices("topics", FiscalYear.of(report.first_month).year)


def examples(report: Report) -> Sequence[ExampleEntry]:
    """In the order that staff chose."""
    found = sa.select(ReportExample).where(own(ReportExample), ReportExample.report_id == report.id)
    return [
        ExampleEntry(each.topic, tuple(each.words.split("\n")))
        for each in db.session.scalars(found.order_by(ReportExample.position))
    ]


def figures(report: Report) -> Sequence[FigureEntry]:
    """By programme, in the order in which they were entered."""
    found = sa.select(ReportFigure).where(own(ReportFigure), ReportFigure.report_id == report.id)
    return [
        FigureEntry(each.programme, each.label, each.value, each.value_before, each.unit)
        for each in db.session.scalars(found.order_by(ReportFigure.programme, ReportFigure.id))
    ]


def space_months(period: Period) -> Sequence[SpaceMonth]:
    """What the open center entered for these months, in their order."""
    within = SpaceMonth.month.between(period.first.first_day, period.last.first_day)
    entered = sa.select(SpaceMonth).where(own(SpaceMonth), within)
    return db.session.scalars(entered.order_by(SpaceMonth.month)).all()


def utilization(
    months: Sequence[SpaceMonth], *, average: str = spaces.POOLED
) -> spaces.UtilizationTable:
    """The table of 稼働率 from what was entered."""
    entered = [
        spaces.SpaceMonth(
            Month.of(each.month),
            each.available_minutes,
            each.joint_minutes,
            each.standalone_minutes,
        )
        for each in months
    ]
    return spaces.utilization(entered, average=average)
