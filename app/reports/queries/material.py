"""What an edition is made from. Everything but what people entered is as it was known that day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from app import calendar
from app.calendar import CITY_TIME, Month, Period
from app.codes.queries import code_lists
from app.errors import NotFoundError
from app.files import queries as files
from app.knowledge.models import Story, StoryDecision
from app.meetings.models import Meeting
from app.reports.models import Report, ReportEdition
from app.reports.queries.desks import examples, figures, period_of, report, space_months, texts
from app.reports.queries.editions import issued_preliminary, templates
from app.reports.rules.content import Entered, Example, Result, SpaceLine, Written, reopened
from app.reports.rules.entries import FigureEntry
from app.reports.rules.gathering import MonthFigures, Tally, YearFigures
from app.reports.rules.kinds import ANNUAL, MONTHLY
from app.reports.rules.material import Material
from app.statistics import queries as statistics
from app.statistics.rules import StatisticsReport
from tenants import db, own


def material(edition_id: UUID) -> Material:
    """The open center's share of an edition, as it stands now, and whose figures are wanted."""
    wanted = sa.select(ReportEdition).where(own(ReportEdition), ReportEdition.id == edition_id)
    if (ordered := db.session.scalars(wanted).one_or_none()) is None:
        raise NotFoundError
    desk = report(ordered.report_id)
    made_on = ordered.requested_at.astimezone(CITY_TIME).date()
    as_of = min(desk.as_of or made_on, made_on)
    earlier = issued_preliminary(desk.id, before=ordered.number)
    kept = templates().get(desk.kind)
    return Material(
        kind=desk.kind,
        stage=ordered.stage,
        number=ordered.number,
        center=statistics.open_center().name,
        period=period_of(desk),
        as_of=as_of,
        made_on=made_on,
        entered=_entered(desk),
        texts=tuple(Written(each.place, each.html) for each in texts(desk)),
        examples=_examples(desk),
        stories=_stories(desk, as_of),
        earlier=reopened(earlier.content) if earlier and earlier.content else None,
        template=files.file(kept.file_id).content if kept else None,
    )


def _entered(desk: Report) -> Entered:
    yearly = desk.kind == ANNUAL
    minutes = space_months(period_of(desk)) if yearly else ()
    return Entered(
        spaces=tuple(
            SpaceLine(
                str(Month.of(each.month)),
                each.available_minutes,
                each.joint_minutes,
                each.standalone_minutes,
            )
            for each in minutes
        ),
        average=desk.average,
        results=tuple(_by_hand(each) for each in figures(desk)),
    )


def _by_hand(entry: FigureEntry) -> Result:
    return Result(
        key=f"hand.{entry.programme}.{entry.label}",
        programme=entry.programme,
        label=entry.label,
        value=entry.value,
        before=entry.before,
        unit=entry.unit,
        by_hand=True,
    )


def _examples(desk: Report) -> tuple[Example, ...]:
    lists = code_lists()
    return tuple(
        Example(each.topic, lists.label("topics", each.topic), each.lines)
        for each in examples(desk)
    )


def _stories(desk: Report, as_of: date) -> tuple[str, ...]:
    """Titles of what the center published in the month; a year's report counts them alone."""
    if desk.kind != MONTHLY:
        return ()
    of_month = Story.id.in_(_approvals(period_of(desk), as_of))
    titles = sa.select(Story.title).where(own(Story), of_month).order_by(Story.id)
    return tuple(db.session.scalars(titles))


def year_figures(period: Period, as_of: date, wards: StatisticsReport) -> YearFigures:
    """The open center's figures of a year; `wards` was read across the city."""
    return YearFigures(
        report=_report(period, as_of),
        wards=wards,
        meetings=Tally(_meetings(period, as_of), _meetings(period.year_before, as_of)),
        stories=Tally(len(_approvals(period, as_of)), len(_approvals(period.year_before, as_of))),
    )


def month_figures(period: Period, as_of: date) -> MonthFigures:
    """The open center's figures of a month."""
    month = period.first
    return MonthFigures(
        report=_report(period, as_of),
        previous=_report(Period(month.previous, month.previous), as_of),
        to_date=_report(Period(month.fiscal_year.first, month), as_of),
    )


def _report(period: Period, as_of: date) -> StatisticsReport:
    return statistics.report(period, centers=[statistics.open_center()], as_of=as_of)


def _meetings(period: Period, as_of: date) -> int:
    """How many meetings the open center held, of those it had entered by that day."""
    held = sa.select(sa.func.count(Meeting.id)).where(
        own(Meeting),
        Meeting.held_on.between(period.first.first_day, min(period.last.last_day, as_of)),
        Meeting.created_at < calendar.end_of(as_of),
    )
    return db.session.scalars(held).one()


def _approvals(period: Period, as_of: date) -> Sequence[UUID]:
    """Stories of the open center that stood published that day, by an approval of the period.

    Words that were changed since are not those that were approved.
    """
    over = calendar.end_of(as_of)
    last = (
        sa.select(StoryDecision)
        .where(own(StoryDecision), StoryDecision.story_id.is_not(None), StoryDecision.at < over)
        .ext(distinct_on(StoryDecision.story_id))
        .order_by(StoryDecision.story_id, StoryDecision.at.desc())
        .subquery()
    )
    begins, ends = calendar.start_of(period.first.first_day), calendar.end_of(period.last.last_day)
    approved = (
        sa.select(Story.id)
        .join(last, last.c.story_id == Story.id)
        .where(own(Story), last.c.kind == "approved", last.c.at >= begins, last.c.at < ends)
        .where((last.c.words_hash == Story.words_hash) | (Story.written_at >= over))
    )
    return db.session.scalars(approved).all()
