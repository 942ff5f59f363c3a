from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa

from app import orders
from app.actions import queries as actions
from app.actions.rules import WITHDRAWN
from app.errors import NotFoundError
from app.files import queries as files
from app.files.models import StoredFile
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.minutes.models import (
    Minutes,
    MinutesAnswer,
    MinutesEdition,
    MinutesEntry,
    MinutesReminder,
)
from app.minutes.rules.answers import AnswerTile
from app.minutes.rules.content import (
    DRAFT,
    FINAL,
    Content,
    ItemText,
    TextFacts,
    promise_line,
    reopened,
    words_of,
)
from tenants import db, own
from tenants.models import Center
from tenants.queries import wards

Found = TypeVar("Found")
HERE = sa.func.wall.current_center()


def text_of(meeting: Meeting, *, locked: bool = False) -> Minutes | None:
    """The text that is being written, if somebody began it."""
    mine = sa.select(Minutes).where(own(Minutes), Minutes.meeting_id == meeting.id)
    if locked:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(mine).one_or_none()


def facts_of(text: Minutes) -> TextFacts:
    return TextFacts([ItemText(**item) for item in text.items], text.actions, text.others)


def came_later(text: Minutes) -> Sequence[MinutesEntry]:
    """What was written in the meeting and came when the text was begun already."""
    late = sa.select(MinutesEntry).where(
        own(MinutesEntry),
        MinutesEntry.meeting_id == text.meeting_id,
        MinutesEntry.received_at > text.begun_at,
    )
    return db.session.scalars(late.order_by(MinutesEntry.received_at, MinutesEntry.id)).all()


def editions(meeting: Meeting) -> Sequence[MinutesEdition]:
    """Every edition that the open center may see, the latest first."""
    visible = sa.select(MinutesEdition).where(
        MinutesEdition.center_id == meeting.center_id, MinutesEdition.meeting_id == meeting.id
    )
    latest = visible.order_by(MinutesEdition.requested_at.desc(), MinutesEdition.id.desc())
    return db.session.scalars(latest).all()


def is_asked(edition: MinutesEdition, made: Sequence[MinutesEdition]) -> bool:
    """Whether wards are to confirm it: of all, the last that was opened, if it is a draft."""
    opened = [each for each in made if each.opened_at]
    return bool(opened) and opened[0].id == edition.id and opened[0].stage == DRAFT


def edition(meeting: Meeting, minutes_id: UUID) -> MinutesEdition:
    """One edition; for a ward only one that was sent or published.

    Raises:
        NotFoundError: there is none, or no ward may read it yet: the same answer.
    """
    visible = sa.select(MinutesEdition).where(
        MinutesEdition.center_id == meeting.center_id,
        MinutesEdition.meeting_id == meeting.id,
        MinutesEdition.id == minutes_id,
    )
    return _found(db.session.scalars(visible))


def meeting_of(minutes_id: UUID) -> UUID:
    """The meeting of an edition that the open center may see.

    Raises:
        NotFoundError: there is none.
    """
    wanted = sa.select(MinutesEdition.meeting_id).where(MinutesEdition.id == minutes_id)
    return _found(db.session.scalars(wanted))


def own_edition(meeting: Meeting, minutes_id: UUID) -> MinutesEdition:
    """An edition of the open center's own meeting, locked."""
    mine = sa.select(MinutesEdition).where(
        own(MinutesEdition),
        MinutesEdition.meeting_id == meeting.id,
        MinutesEdition.id == minutes_id,
    )
    return _found(db.session.scalars(mine.with_for_update()))


def content(edition: MinutesEdition) -> Content:
    return reopened(edition.content)


def file(edition: MinutesEdition, file_format: str) -> StoredFile:
    """An edition as a file, with its content.

    Raises:
        NotFoundError: there is no such format, or it is not built yet.
    """
    known = {"docx": edition.docx_file_id, "pdf": edition.pdf_file_id}
    file_id = known.get(file_format)
    if file_id is None:
        raise NotFoundError
    return files.file(file_id)


def due_reminders(today: date) -> Sequence[tuple[UUID, UUID]]:
    """Center and edition of each reminder that is due by itself. For the platform."""
    due = sa.select(MinutesEdition.center_id, MinutesEdition.id).where(
        MinutesEdition.remind_on <= today, MinutesEdition.reminded_at.is_(None)
    )
    return [(row[0], row[1]) for row in db.session.execute(due)]


def waiting_editions(now: datetime) -> Sequence[tuple[UUID, UUID]]:
    return orders.waiting(MinutesEdition, now)


def ordered(minutes_id: UUID) -> MinutesEdition:
    """What the worker is to build."""
    mine = sa.select(MinutesEdition).where(own(MinutesEdition), MinutesEdition.id == minutes_id)
    return _found(db.session.scalars(mine))


def handout_titles(meeting: Meeting) -> list[str]:
    """The papers of the pack that was handed out; of the last one built, where none was."""
    built = [pack for pack in meetings.packs(meeting) if pack.finished_at]
    pack = next((each for each in built if each.published_at), next(iter(built), None))
    papers = meetings.handouts(pack) if pack else ()
    return list(dict.fromkeys(f"資料{each.number} {each.title}" for each in papers if each.number))


def promised(meeting: Meeting) -> list[str]:
    """What was promised there and is for every ward: what, who, until when."""
    return [
        promise_line(
            line.item.what,
            f"{line.owner_name} {line.item.person}".strip(),
            line.due_on,
        )
        for line in actions.of_meeting(meeting)
        if line.item.for_all and line.state != WITHDRAWN
    ]


def answer_here(edition: MinutesEdition) -> MinutesAnswer | None:
    """What the open center answered last."""
    mine = sa.select(MinutesAnswer).where(
        own(MinutesAnswer), MinutesAnswer.minutes_id == edition.id
    )
    latest = mine.order_by(MinutesAnswer.at.desc(), MinutesAnswer.id.desc()).limit(1)
    return db.session.scalars(latest).one_or_none()


def tiles(edition: MinutesEdition) -> list[AnswerTile]:
    """How each ward stands with an edition, in the official order."""
    received = (
        sa.select(MinutesAnswer)
        .where(MinutesAnswer.to_center_id == HERE, MinutesAnswer.minutes_id == edition.id)
        .order_by(MinutesAnswer.at, MinutesAnswer.id)
    )
    last = {answer.center_id: answer for answer in db.session.scalars(received)}
    reminders = (
        sa.select(MinutesReminder.to_center_id, sa.func.max(MinutesReminder.at))
        .where(own(MinutesReminder), MinutesReminder.minutes_id == edition.id)
        .group_by(MinutesReminder.to_center_id)
    )
    reminded = {row[0]: row[1] for row in db.session.execute(reminders)}
    return [_tile(ward, last.get(ward.id), reminded.get(ward.id)) for ward in wards()]


def _tile(ward: Center, answer: MinutesAnswer | None, reminded_at: datetime | None) -> AnswerTile:
    return AnswerTile(
        ward_id=ward.id,
        slug=ward.slug,
        name=ward.short_name,
        kind=answer.kind if answer else None,
        words=answer.words if answer else "",
        by_name=answer.by_name if answer else "",
        at=answer.at if answer else None,
        reminded_at=reminded_at,
    )


class MinutesLine(NamedTuple):
    """A meeting as the list of minutes shows it."""

    meeting: Meeting
    edition: MinutesEdition | None
    """The latest that the open center may see."""
    answered: str | None
    """What the open center answered to it."""


def lines() -> list[MinutesLine]:
    """The meetings with minutes, or about to have them, the latest first."""
    known = meetings.meetings()
    latest: dict[UUID, MinutesEdition] = {}
    for each in db.session.scalars(sa.select(MinutesEdition).order_by(MinutesEdition.requested_at)):
        latest[each.meeting_id] = each
    answers = sa.select(MinutesAnswer.minutes_id, MinutesAnswer.kind).where(own(MinutesAnswer))
    answered = {row[0]: row[1] for row in db.session.execute(answers.order_by(MinutesAnswer.at))}
    return [
        MinutesLine(meeting, shown, answered.get(shown.id) if shown else None)
        for meeting in known
        for shown in [latest.get(meeting.id)]
    ]


def waiting_here() -> list[MinutesLine]:
    """The drafts that the open center was asked to confirm and has not answered."""
    return [
        line
        for line in lines()
        if line.edition
        and line.edition.stage == DRAFT
        and line.edition.opened_at
        and line.answered is None
    ]


class PublishedWords(NamedTuple):
    """What the published minutes of one meeting say, for whoever searches them."""

    meeting_id: UUID
    minutes_id: UUID
    title: str
    held_on: str
    """ISO 8601."""
    words: str


def published() -> list[PublishedWords]:
    """The latest published edition of each meeting, as far as the open center may read it."""
    final = sa.select(MinutesEdition).where(
        MinutesEdition.stage == FINAL, MinutesEdition.opened_at.is_not(None)
    )
    latest = {
        each.meeting_id: each for each in db.session.scalars(final.order_by(MinutesEdition.number))
    }
    return [_words(each) for each in latest.values()]


def _words(edition: MinutesEdition) -> PublishedWords:
    said = content(edition)
    return PublishedWords(edition.meeting_id, edition.id, said.title, said.held_on, words_of(said))


def _found(rows: sa.ScalarResult[Found]) -> Found:
    row = rows.one_or_none()
    if row is None:
        raise NotFoundError
    return row
