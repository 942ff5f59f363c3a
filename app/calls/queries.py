from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from app.calls.models import (
    Call,
    CallReminder,
    Contribution,
    ContributionFile,
    ContributionLine,
)
from app.calls.rules import WardTile
from app.errors import NotFoundError
from app.knowledge import queries as knowledge
from app.knowledge.models import Story
from app.meetings.models import AgendaItem, Meeting
from tenants import db, own
from tenants.models import Center
from tenants.queries import wards

Found = TypeVar("Found")
HERE = sa.func.wall.current_center()


class CallLine(NamedTuple):
    """A call as lists show it."""

    call: Call
    meeting: Meeting
    submitted: bool
    """Whether the open center has submitted something."""


def calls() -> Sequence[CallLine]:
    """The open center's own calls and those opened to it, the latest meeting first."""
    listed = _lines().order_by(Meeting.held_on.desc(), Call.id.desc())
    return [CallLine(*row) for row in db.session.execute(listed)]


def waiting_here() -> Sequence[CallLine]:
    """The open calls that the open center has not answered yet, the nearest deadline first."""
    asked = _lines().where(Call.opened_at.is_not(None), Call.closed_at.is_(None))
    unanswered = asked.where(~own(Call), ~_submitted()).order_by(Call.due_on, Call.id)
    return [CallLine(*row) for row in db.session.execute(unanswered)]


def _lines() -> sa.Select[Call, Meeting, bool]:
    of_meeting = sa.and_(Meeting.center_id == Call.center_id, Meeting.id == Call.meeting_id)
    return sa.select(Call, Meeting, _submitted()).join(Meeting, of_meeting)


def _submitted() -> sa.ColumnElement[bool]:
    brought = sa.select(Contribution.id).where(
        own(Contribution),
        Contribution.call_id == Call.id,
        Contribution.submitted_at.is_not(None),
    )
    return brought.correlate(Call).exists()


def call(call_id: UUID) -> Call:
    """One's own call, or one that was opened.

    Raises:
        NotFoundError: there is none, or it is not opened yet: the same answer.
    """
    return _found(db.session.scalars(sa.select(Call).where(Call.id == call_id)))


def own_call(call_id: UUID, *, locked: bool = False) -> Call:
    """A call of the open center's own meeting, which it may change."""
    asked = sa.select(Call).where(own(Call), Call.id == call_id)
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return _found(db.session.scalars(asked))


def call_of(meeting: Meeting) -> Call | None:
    """The call before that meeting, as far as the open center may see it."""
    asked = sa.select(Call).where(
        Call.center_id == meeting.center_id, Call.meeting_id == meeting.id
    )
    return db.session.scalars(asked).one_or_none()


def due_reminders(today: date) -> Sequence[tuple[UUID, UUID]]:
    """Center and call of each reminder that is due by itself. For the platform."""
    due = sa.select(Call.center_id, Call.id).where(
        Call.remind_on <= today,
        Call.reminded_at.is_(None),
        Call.opened_at.is_not(None),
        Call.closed_at.is_(None),
    )
    return [(center_id, call_id) for center_id, call_id in db.session.execute(due)]


def tiles(call: Call) -> list[WardTile]:
    """How each ward stands, in the official order."""
    submitted = _by_center(
        sa.select(Contribution.center_id, Contribution.submitted_at).where(
            Contribution.reader_center_id == HERE, Contribution.call_id == call.id
        )
    )
    reminded = _by_center(
        sa.select(CallReminder.to_center_id, sa.func.max(CallReminder.at))
        .where(own(CallReminder), CallReminder.call_id == call.id)
        .group_by(CallReminder.to_center_id)
    )
    return [
        WardTile(
            ward_id=ward.id,
            slug=ward.slug,
            name=ward.short_name,
            submitted_at=submitted.get(ward.id),
            reminded_at=reminded.get(ward.id),
            due_on=call.due_on,
        )
        for ward in wards()
    ]


def reminders_here(call: Call) -> Sequence[CallReminder]:
    """When the open center was asked again, the latest first."""
    asked = sa.select(CallReminder).where(
        CallReminder.to_center_id == HERE, CallReminder.call_id == call.id
    )
    return db.session.scalars(asked.order_by(CallReminder.at.desc())).all()


class Brought(NamedTuple):
    """What one center brings, with its parts."""

    contribution: Contribution
    center_name: str
    lines: Sequence[ContributionLine]
    files: Sequence[ContributionFile]
    stories: Sequence[knowledge.Published]


def own_contribution(call: Call, *, locked: bool = False) -> Contribution | None:
    """What the open center has written so far."""
    mine = sa.select(Contribution).where(own(Contribution), Contribution.call_id == call.id)
    if locked:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(mine).one_or_none()


def brought_here(call: Call) -> Brought | None:
    """The open center's own, submitted or not."""
    mine = own_contribution(call)
    return _brought([mine])[0] if mine else None


def received(call: Call) -> Sequence[Brought]:
    """What was submitted to the open center, ward by ward in the official order."""
    submitted = (
        sa.select(Contribution)
        .join(Center, Center.id == Contribution.center_id)
        .where(Contribution.reader_center_id == HERE, Contribution.call_id == call.id)
        .order_by(Center.position)
    )
    return _brought(db.session.scalars(submitted).all())


def _brought(contributions: Sequence[Contribution]) -> list[Brought]:
    ids = [each.id for each in contributions]
    lines: dict[UUID, list[ContributionLine]] = {each: [] for each in ids}
    files: dict[UUID, list[ContributionFile]] = {each: [] for each in ids}
    for line in db.session.scalars(
        sa.select(ContributionLine)
        .where(ContributionLine.contribution_id.in_(ids))
        .order_by(ContributionLine.position)
    ):
        lines[line.contribution_id].append(line)
    for file in db.session.scalars(
        sa.select(ContributionFile)
        .where(ContributionFile.contribution_id.in_(ids))
        .order_by(ContributionFile.added_at, ContributionFile.id)
    ):
        files[file.contribution_id].append(file)
    names = _by_center(sa.select(Center.id, Center.short_name))
    return [
        Brought(
            each, names[each.center_id], lines[each.id], files[each.id], _stories(each.story_ids)
        )
        for each in contributions
    ]


def _stories(story_ids: Sequence[UUID]) -> list[knowledge.Published]:
    """Those that are still published: one that was taken back is shown nowhere."""
    found = []
    for story_id in story_ids:
        try:
            found.append(knowledge.published_story(story_id))
        except NotFoundError:
            continue
    return found


def stories_to_pick() -> Sequence[Story]:
    """The open center's published stories, the latest first."""
    return [story for story in knowledge.own_stories() if story.published_at]


def file(call: Call, enclosure_id: UUID) -> ContributionFile:
    """A file of one's own, or one that was submitted here, with its content.

    Raises:
        NotFoundError: there is none, or it is not for this center.
    """
    wanted = (
        sa.select(ContributionFile)
        .join(
            Contribution,
            sa.and_(
                Contribution.center_id == ContributionFile.center_id,
                Contribution.id == ContributionFile.contribution_id,
            ),
        )
        .where(ContributionFile.id == enclosure_id, Contribution.call_id == call.id)
        .options(undefer(ContributionFile.content))
    )
    return _found(db.session.scalars(wanted))


def submitted_line(call: Call, line_id: UUID) -> tuple[ContributionLine, str]:
    """A line that was submitted to the open center, and the name of the center it came from.

    Raises:
        NotFoundError: there is none.
    """
    wanted = (
        sa.select(ContributionLine, Center.name)
        .join(
            Contribution,
            sa.and_(
                Contribution.center_id == ContributionLine.center_id,
                Contribution.id == ContributionLine.contribution_id,
            ),
        )
        .join(Center, Center.id == ContributionLine.center_id)
        .where(
            ContributionLine.id == line_id,
            ContributionLine.reader_center_id == HERE,
            Contribution.call_id == call.id,
        )
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return row[0], row[1]


def item_of(call: Call, line_id: UUID) -> AgendaItem | None:
    """The item that a line became, if somebody put it on the agenda."""
    item = sa.select(AgendaItem).where(
        own(AgendaItem), AgendaItem.meeting_id == call.meeting_id, AgendaItem.line_id == line_id
    )
    return db.session.scalars(item).one_or_none()


def lines_on_agenda(call: Call) -> set[UUID]:
    """The lines that stand on the agenda already."""
    taken = sa.select(AgendaItem.line_id).where(
        own(AgendaItem),
        AgendaItem.meeting_id == call.meeting_id,
        AgendaItem.line_id.is_not(None),
    )
    return {line_id for line_id in db.session.scalars(taken) if line_id}


def _by_center(asked: sa.Select[*tuple[Any, ...]]) -> dict[UUID, Any]:
    return {row[0]: row[1] for row in db.session.execute(asked)}


def _found(rows: sa.ScalarResult[Found]) -> Found:
    row = rows.one_or_none()
    if row is None:
        raise NotFoundError
    return row
