from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.calendar import FiscalYear, Month
from app.codes.queries import code_lists
from app.errors import ChangedMeanwhileError, InvalidError
from app.reports import queries
from app.reports.models import Report, ReportExample, ReportFigure, ReportText, SpaceMonth
from app.reports.rules import spaces
from app.reports.rules.entries import ExampleEntry, FigureEntry, tag
from app.reports.rules.kinds import (
    ANNUAL,
    FIRST_WORDS,
    TEXTS,
    Terms,
    first_terms,
    may_begin,
    may_cover,
)
from app.reports.rules.words import LONGEST, clean
from tenants import db, own

TOO_LONG = f"文が長すぎます({LONGEST:,}文字まで)。分けるか、短くしてください。"


def open_report(kind: str, first: Month) -> Report:
    """The desk of a report; made with the usual terms and texts where there is none yet.

    Raises:
        InvalidError: the year or the month has not begun.
    """
    today = calendar.today()
    if not may_begin(kind, first, today):
        named = "year" if kind == ANNUAL else "month"
        raise InvalidError({named: ["まだ始まっていない期間の報告は作れません。"]})
    terms = first_terms(kind, first, today)
    values = insert(Report).values(
        kind=kind,
        first_month=first.first_day,
        created_at=calendar.now(),
        **_columns(terms),
    )
    made = values.on_conflict_do_nothing(index_elements=["center_id", "kind", "first_month"])
    is_new = db.session.scalars(made.returning(Report.id)).one_or_none() is not None
    report = _desk(kind, first)
    if is_new:
        _lay_out_texts(report)
    return report


def _desk(kind: str, first: Month) -> Report:
    wanted = sa.select(Report).where(
        own(Report), Report.kind == kind, Report.first_month == first.first_day
    )
    return db.session.scalars(wanted).one()


def _lay_out_texts(report: Report) -> None:
    """A year's report begins with the words of the last one; a month has its own."""
    words = dict(FIRST_WORDS) if report.kind == ANNUAL else {}
    if report.kind == ANNUAL:
        earlier = [
            each for each in queries.reports(ANNUAL) if each.first_month < report.first_month
        ]
        if earlier:
            words = {each.place: each.html for each in queries.texts(earlier[0])}
    for place in TEXTS[report.kind]:
        db.session.add(ReportText(report_id=report.id, place=place, html=words.get(place, "")))
    db.session.flush()


def change_terms(report: Report, terms: Terms, *, version: int) -> None:
    """Decide anew about months, stage, day and average, unless somebody did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors is told.
        InvalidError: the months or the day do not fit this report.
    """
    if report.version != version:
        raise ChangedMeanwhileError
    first = Month.of(report.first_month)
    faults = {}
    if not may_cover(report.kind, first, terms.last_month):
        year = FiscalYear.of(report.first_month).label
        faults["last_month"] = [f"{year}のうちの月にしてください。"]
    if terms.as_of and not report.first_month <= terms.as_of <= calendar.today():
        faults["as_of"] = ["期間のはじめから今日までの日にしてください。"]
    if faults:
        raise InvalidError(faults)
    for name, value in _columns(terms).items():
        setattr(report, name, value)
    db.session.flush()


def catch_up(report: Report) -> None:
    """Let the report cover all that is over by now, as a new one would; the rest stays."""
    usual = first_terms(report.kind, Month.of(report.first_month), calendar.today())
    report.last_month, report.stage = usual.last_month.first_day, usual.stage
    db.session.flush()


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "last_month": terms.last_month.first_day,
        "stage": terms.stage,
        "as_of": terms.as_of,
        "average": terms.average,
    }


def keep_text(text: ReportText, written: str, *, version: int) -> None:
    """Keep one of the texts as clean HTML, unless somebody else did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors is told.
        InvalidError: it is too long.
    """
    if text.version != version:
        raise ChangedMeanwhileError
    html = clean(written)
    if len(html) > LONGEST:
        raise InvalidError({"html": [TOO_LONG]})
    text.html = html
    db.session.flush()


def keep_examples(
    report: Report, entries: Sequence[ExampleEntry], *, seen: str | None = None
) -> None:
    """Let these examples stand in the place of all that were there.

    Raises:
        ChangedMeanwhileError: the list is not the one named by `seen` any more.
        InvalidError: a topic does not exist in the report's year.
    """
    _hold(report)
    if seen is not None and tag(queries.examples(report)) != seen:
        raise ChangedMeanwhileError
    year = FiscalYear.of(report.first_month).year
    lists = code_lists()
    if unknown := [each for each in entries if not lists.holds("topics", each.topic, year)]:
        raise InvalidError({"topic": [f"「{unknown[0].topic}」という相談内容はありません。"]})
    theirs = sa.delete(ReportExample).where(
        own(ReportExample), ReportExample.report_id == report.id
    )
    db.session.execute(theirs)
    for position, each in enumerate(entries, start=1):
        words = "\n".join(each.lines)
        db.session.add(
            ReportExample(report_id=report.id, position=position, topic=each.topic, words=words)
        )
    db.session.flush()


def keep_figures(
    report: Report, entries: Sequence[FigureEntry], *, seen: str | None = None
) -> None:
    """Let these figures stand in the place of all that were entered by hand.

    Raises:
        ChangedMeanwhileError: the list is not the one named by `seen` any more.
        InvalidError: a figure is named twice.
    """
    _hold(report)
    if seen is not None and tag(queries.figures(report)) != seen:
        raise ChangedMeanwhileError
    named = [(each.programme, each.label) for each in entries]
    if twice := [label for programme, label in named if named.count((programme, label)) > 1]:
        raise InvalidError({"label": [f"「{twice[0]}」が同じ事業に二つあります。"]})
    theirs = sa.delete(ReportFigure).where(own(ReportFigure), ReportFigure.report_id == report.id)
    db.session.execute(theirs)
    for each in entries:
        db.session.add(
            ReportFigure(
                report_id=report.id,
                programme=each.programme,
                label=each.label,
                value=each.value,
                value_before=each.before,
                unit=each.unit,
            )
        )
        db.session.flush()  # each by itself: their ids keep the order in which they were entered


def _hold(report: Report) -> None:
    """Let nobody else change this report until the work is done."""
    locked = sa.select(Report.id).where(own(Report), Report.id == report.id)
    db.session.execute(locked.with_for_update())


def keep_space_month(entered: spaces.SpaceMonth) -> SpaceMonth:
    """Keep the minutes of a month, in the place of what was entered for it before."""
    minutes = {
        "available_minutes": entered.available,
        "joint_minutes": entered.joint,
        "standalone_minutes": entered.standalone,
    }
    values = insert(SpaceMonth).values(month=entered.month.first_day, **minutes)
    kept = values.on_conflict_do_update(
        index_elements=["center_id", "month"],
        set_={**minutes, "version": SpaceMonth.version + 1},
    )
    returned = kept.returning(SpaceMonth)
    return db.session.scalars(returned, execution_options={"populate_existing": True}).one()
