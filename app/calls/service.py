from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.calls import queries, rules
from app.calls.models import (
    Call,
    CallReminder,
    Contribution,
    ContributionFile,
    ContributionLine,
)
from app.calls.rules import CallFacts, Line, WardTile
from app.centers.queries import opening_days
from app.errors import ChangedMeanwhileError, DomainError, InvalidError, NotFoundError
from app.files.gateway import media_type_of, safe_name
from app.files.gateway.printing import is_printable, look_into
from app.meetings import queries as meetings
from app.meetings.models import AgendaItem, Meeting
from app.meetings.service.meetings import add_item, keep_order
from tenants import db, own


class CalledAlreadyError(DomainError):
    def __init__(self) -> None:
        super().__init__("この会議の募集は、もう用意されています。")


class NotOpenError(DomainError):
    def __init__(self) -> None:
        super().__init__("募集は締め切られています。変更は推進センターにご連絡ください。")


class NothingBroughtError(DomainError):
    status = 422

    def __init__(self) -> None:
        super().__init__(
            "まだ何も書かれていません。報告や議題がないときは「今回はありません」を選んで"
            "提出してください。"
        )


class TooManyFilesError(DomainError):
    status = 422

    def __init__(self) -> None:
        super().__init__(f"添えられるファイルは{rules.MOST_FILES}個までです。")


class NobodyToRemindError(DomainError):
    def __init__(self) -> None:
        super().__init__("督促する区がありません。提出が済んだか、今日もう督促しています。")


# The convening center


def prepare(meeting: Meeting, facts: CallFacts) -> Call:
    """Write a call before a meeting; no ward sees it until it is opened.

    Raises:
        InvalidError: the deadline is past, or after the meeting.
        CalledAlreadyError: there is one.
    """
    _check(facts, meeting)
    keep_order(meeting)
    if queries.call_of(meeting):
        raise CalledAlreadyError
    call = Call(meeting_id=meeting.id, **asdict(facts))
    db.session.add(call)
    db.session.flush()
    _set_reminder(call)
    return call


def change(call: Call, facts: CallFacts, *, version: int) -> None:
    """Change what was decided; a new deadline is reminded of anew.

    Raises:
        ChangedMeanwhileError: somebody else changed it since `version`.
        InvalidError: the deadline is past, or after the meeting.
    """
    if call.version != version:
        raise ChangedMeanwhileError
    _check(facts, meetings.own_meeting(call.meeting_id))
    for name, value in asdict(facts).items():
        setattr(call, name, value)
    db.session.flush()
    _set_reminder(call)


def open_to_wards(call: Call, *, by_name: str) -> None:
    """Let every ward see the call, and with it the meeting. Once is enough.

    Raises:
        InvalidError: the deadline has passed meanwhile.
    """
    if call.opened_at:
        return
    meeting = meetings.own_meeting(call.meeting_id)
    _check(_facts(call), meeting)
    at = calendar.now()
    call.opened_at, call.opened_by_name = at, by_name
    meeting.announced_at = meeting.announced_at or at
    db.session.flush()
    _set_reminder(call)


def close(call: Call, *, by_name: str) -> None:
    """Take no more: what wards brought stays as it is.

    Raises:
        NotOpenError: it was never opened.
    """
    if call.opened_at is None:
        raise DomainError("まだ始めていない募集は締め切れません。")
    if call.closed_at is None:
        call.closed_at, call.closed_by_name = calendar.now(), by_name
        db.session.flush()


def reopen(call: Call) -> None:
    """Take what wards bring once more."""
    call.closed_at, call.closed_by_name = None, None
    db.session.flush()


def remind(call: Call, *, by_name: str | None, ward: str | None = None) -> Sequence[WardTile]:
    """Ask the wards that brought nothing yet once more; one of them, or all.

    `by_name`: None when the worker does. Nobody is asked twice on one day, so that a double
    click is none. Their people are told in the app and by mail.

    Raises:
        NotOpenError: the call is not open.
        NobodyToRemindError: nobody is left to be asked.
    """
    call = queries.own_call(call.id, locked=True)
    if not call.is_open:
        raise NotOpenError
    now = calendar.now()
    asked = [
        tile
        for tile in queries.tiles(call)
        if rules.may_be_reminded(tile, now) and ward in (None, tile.slug)
    ]
    if not asked:
        raise NobodyToRemindError
    for tile in asked:
        db.session.add(
            CallReminder(call_id=call.id, to_center_id=tile.ward_id, by_name=by_name, at=now)
        )
    db.session.flush()
    return asked


def remind_by_itself(call_id: UUID) -> None:
    """What the worker does on the day that was set, once: the second of two finds it done."""
    call = queries.own_call(call_id, locked=True)
    if call.reminded_at or not call.is_open:
        return
    call.reminded_at = calendar.now()
    db.session.flush()
    try:
        remind(call, by_name=None)
    except NobodyToRemindError:
        return


def put_on_agenda(call: Call, line_id: UUID) -> AgendaItem:
    """Make an item of a ward's line, once; who comes second finds the same item.

    Raises:
        NotFoundError: no such line was submitted.
    """
    meeting = meetings.own_meeting(call.meeting_id)
    keep_order(meeting)
    line, center_name = queries.submitted_line(call, line_id)
    known = queries.item_of(call, line_id)
    if known:
        return known
    item = add_item(meeting, rules.agenda_item(Line(line.kind, line.words), presenter=center_name))
    item.line_id = line.id
    db.session.flush()
    return item


def _facts(call: Call) -> CallFacts:
    return CallFacts(words=call.words, due_on=call.due_on, remind_before=call.remind_before)


def _check(facts: CallFacts, meeting: Meeting) -> None:
    wrong = rules.why_not_due_on(facts.due_on, today=calendar.today(), held_on=meeting.held_on)
    if wrong:
        raise InvalidError({"due_on": [wrong]})


def _set_reminder(call: Call) -> None:
    day = calendar.open_days_before(
        call.due_on, call.remind_before, opening_days(call.center_id), today=calendar.today()
    )
    if day != call.remind_on:
        call.remind_on, call.reminded_at = day, None
        db.session.flush()


# Each ward


class Sent(NamedTuple):
    """A file as somebody sent it."""

    name: str
    content: bytes


def keep(
    call: Call, lines: Sequence[Line], story_ids: Sequence[UUID], *, version: int, by_name: str
) -> Contribution:
    """Keep what the open center brings. It stays its own until it is submitted.

    `version`: that which the writing began from; 0 where nothing was written yet.

    Raises:
        NotOpenError: the call is closed.
        ChangedMeanwhileError: a colleague saved since `version`.
        InvalidError: a story that is not the center's own, or not published.
    """
    contribution = _written(call, by_name=by_name, version=version)
    pickable = {story.id for story in queries.stories_to_pick()}
    if not set(story_ids) <= pickable:
        raise InvalidError({"story_ids": ["選べるのは、自分のセンターが公開している事例です。"]})
    contribution.story_ids = list(dict.fromkeys(story_ids))
    contribution.saved_at, contribution.saved_by_name = calendar.now(), by_name
    _keep_lines(contribution, lines)
    _flush(contribution)
    return contribution


def submit(call: Call, contribution: Contribution, *, by_name: str, nothing: bool = False) -> None:
    """Let the convening center read it. A later change is seen there at once.

    Raises:
        NothingBroughtError: it is empty, and nobody said that there is nothing this time.
    """
    _check_open(call)
    brought = queries.brought_here(call)
    if not nothing and brought and not (brought.lines or brought.stories or brought.files):
        raise NothingBroughtError
    if contribution.submitted_at is None:
        contribution.submitted_at, contribution.submitted_by_name = calendar.now(), by_name
        _flush(contribution)


def take_back(call: Call) -> Contribution:
    """From this moment nobody but the open center reads it.

    Raises:
        NotFoundError: there is nothing.
        NotOpenError: the call is closed.
    """
    _check_open(call)
    contribution = queries.own_contribution(call, locked=True)
    if contribution is None:
        raise NotFoundError
    contribution.submitted_at, contribution.submitted_by_name = None, None
    _flush(contribution)
    return contribution


def attach(call: Call, files: Sequence[Sent], *, by_name: str) -> Contribution:
    """Add files; all of them or none.

    Raises:
        RefusedFileError: one of them is not taken.
        TooManyFilesError: there would be too many.
        NotOpenError: the call is closed.
    """
    checked = [
        (safe_name(sent.name), media_type_of(safe_name(sent.name), sent.content), sent.content)
        for sent in files
    ]
    for name, _, content in checked:
        if is_printable(name):
            # It is to be printed among the handouts: what stands against it is said now.
            look_into(name, content)
    contribution = _written(call, by_name=by_name)
    brought = queries.brought_here(call)
    if brought and len(brought.files) + len(checked) > rules.MOST_FILES:
        raise TooManyFilesError
    for name, media_type, content in checked:
        db.session.add(
            ContributionFile(
                contribution_id=contribution.id,
                name=name,
                media_type=media_type,
                content=content,
                size=len(content),
                sha256=sha256(content).hexdigest(),
                added_at=calendar.now(),
                added_by_name=by_name,
            )
        )
    db.session.flush()
    return contribution


def remove_file(call: Call, enclosure_id: UUID) -> ContributionFile:
    """Take a file out of what the open center brings.

    Raises:
        NotFoundError: it has no such file.
        NotOpenError: the call is closed.
    """
    _check_open(call)
    brought = queries.brought_here(call)
    for file in brought.files if brought else ():
        if file.id == enclosure_id:
            db.session.delete(file)
            db.session.flush()
            return file
    raise NotFoundError("お探しのファイルは見つかりませんでした。")


def _written(call: Call, *, by_name: str, version: int | None = None) -> Contribution:
    """The open center's contribution, locked; begun now where there was none."""
    _check_open(call)
    contribution = queries.own_contribution(call, locked=True)
    if contribution is None:
        contribution = _begun(call, by_name=by_name)
    elif version is not None and contribution.version != version:
        raise ChangedMeanwhileError
    return contribution


def _begun(call: Call, *, by_name: str) -> Contribution:
    contribution = Contribution(call_id=call.id, saved_at=calendar.now(), saved_by_name=by_name)
    db.session.add(contribution)
    db.session.flush()
    return contribution


def _keep_lines(contribution: Contribution, lines: Sequence[Line]) -> None:
    """A line whose words stay keeps its row wherever it moves: the agenda knows it by that."""
    left = list(
        db.session.scalars(
            sa.select(ContributionLine)
            .where(own(ContributionLine), ContributionLine.contribution_id == contribution.id)
            .order_by(ContributionLine.position)
        )
    )
    rows: list[ContributionLine | None] = []
    for line in lines:
        same = next((row for row in left if Line(row.kind, row.words) == line), None)
        if same:
            left.remove(same)
        rows.append(same)
    for position, (line, same) in enumerate(zip(lines, rows, strict=True), start=1):
        row = same or (left.pop(0) if left else None)
        if row is None:
            row = ContributionLine(contribution_id=contribution.id)
            db.session.add(row)
        row.position, row.kind, row.words = position, line.kind, line.words
    for row in left:
        db.session.delete(row)


def _check_open(call: Call) -> None:
    if call.closed_at is not None:
        raise NotOpenError


def _flush(contribution: Contribution) -> None:
    """Write it, and read what the database filled in."""
    db.session.flush()
    db.session.refresh(contribution)
