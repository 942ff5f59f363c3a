"""The archive is read whole and compared here.

A few hundred meetings are some thousand short texts, and the words of the desk's search
(`app.consultations.rules.search`) find them however they are written. An index like the
desk's would be a table and its triggers, for what takes milliseconds.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.actions.models import ActionItem
from app.archive import rules
from app.archive.rules import Place, Text
from app.calendar import FiscalYear
from app.consultations.rules.search import sought
from app.meetings.models import AgendaItem, Handout, Meeting, Pack
from app.minutes.queries.editions import published as published_minutes
from tenants import db, own

Told = tuple[UUID, Text]


class Held(NamedTuple):
    """A meeting that was held, and where in its papers the words stand."""

    meeting: Meeting
    hits: Sequence[Text]

    @property
    def id(self) -> UUID:
        return self.meeting.id

    @property
    def shown(self) -> Sequence[Text]:
        return self.hits[: rules.MOST_SHOWN]

    @property
    def fiscal_year(self) -> FiscalYear:
        return FiscalYear.of(self.meeting.held_on)


def held(words: str = "", year: FiscalYear | None = None) -> list[Held]:
    """The meetings that were held, the latest first; with words, those in which all stand.

    Of each meeting the open center reads what is meant for it: a ward no agenda, what was
    published, and the promises it may see.
    """
    asked = sa.select(Meeting).where(Meeting.held_on <= calendar.today())
    if year:
        asked = asked.where(Meeting.held_on.between(year.first.first_day, year.last.last_day))
    meetings = db.session.scalars(asked.order_by(Meeting.held_on.desc(), Meeting.id.desc())).all()
    wanted = sought(words)
    if not wanted:
        return [Held(meeting, []) for meeting in meetings]
    texts: dict[UUID, list[Text]] = {
        meeting.id: [Text(Place.TITLE, f"{meeting.title} {meeting.place}")] for meeting in meetings
    }
    for meeting_id, text in _texts():
        if meeting_id in texts and text not in texts[meeting_id]:
            texts[meeting_id].append(text)
    found = ((meeting, rules.hits(texts[meeting.id], wanted)) for meeting in meetings)
    return [Held(meeting, hits) for meeting, hits in found if hits is not None]


def years() -> list[FiscalYear]:
    """The fiscal years in which a meeting was held, the latest first."""
    days = db.session.scalars(sa.select(Meeting.held_on).where(Meeting.held_on <= calendar.today()))
    found = {FiscalYear.of(day) for day in days}
    return sorted(found, key=lambda year: year.year, reverse=True)


def _texts() -> Iterator[Told]:
    items = sa.select(AgendaItem.meeting_id, AgendaItem.title, AgendaItem.details)
    for meeting_id, title, details in _rows(items.where(own(AgendaItem))):
        yield meeting_id, Text(Place.AGENDA, title)
        for line in details.splitlines():
            yield meeting_id, Text(Place.AGENDA, line)
    of_pack = sa.and_(Pack.center_id == Handout.center_id, Pack.id == Handout.pack_id)
    papers = sa.select(Pack.meeting_id, Handout.title).join(Pack, of_pack)
    published = papers.where(Handout.published_at.is_not(None), Pack.published_at.is_not(None))
    for meeting_id, title in _rows(published):
        yield meeting_id, Text(Place.HANDOUT, title)
    for minutes in published_minutes():
        for said in filter(None, minutes.words.splitlines()):
            yield minutes.meeting_id, Text(Place.MINUTES, said)
    promised = sa.select(ActionItem.meeting_id, ActionItem.what).order_by(ActionItem.id)
    for meeting_id, what in _rows(promised):
        yield meeting_id, Text(Place.ACTION, what)


def _rows(asked: sa.Select[*tuple[Any, ...]]) -> sa.Result[*tuple[Any, ...]]:
    return db.session.execute(asked)
