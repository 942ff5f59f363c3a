"""A meeting that is being held: convened for today, with things written down."""

from typing import Any
from uuid import UUID, uuid4

from app import calendar
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.minutes.models import MinutesEdition, MinutesEntry
from app.minutes.queries import editions as queries
from app.minutes.rules.content import TextFacts
from app.minutes.rules.writing import EntryFacts
from app.minutes.service import editions, writing
from tests.meetings.tables import convened
from tests.places import Place, at
from worker.tasks.minutes import build_waiting

BY = "見本 花子"


def held(central: Place) -> Meeting:
    return convened(central, held_on=calendar.today())


def items(central: Place, meeting: Meeting) -> list[UUID]:
    with at(central):
        return [item.id for item in meetings.agenda(meetings.own_meeting(meeting.id))]


def wrote(central: Place, meeting: Meeting, words: str = "", **facts: Any) -> MinutesEntry:
    typed = EntryFacts(**{"id": uuid4(), "kind": "note", "words": words, **facts})
    with at(central):
        return writing.write(meetings.own_meeting(meeting.id), typed, by_name=BY)


def texted(central: Place, meeting: Meeting, *, actions: str = "") -> Meeting:
    """Its text is begun, and put right."""
    with at(central):
        text = editions.begin(meetings.own_meeting(meeting.id), by_name=BY)
        facts = queries.facts_of(text)
        told = TextFacts(facts.items, actions, facts.others)
        editions.save(text, told, version=text.version, by_name=BY)
    return meeting


def ordered(
    central: Place, meeting: Meeting, *, stage: str = "draft", changes: str = ""
) -> MinutesEdition:
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        return editions.order(mine, stage=stage, changes=changes, by_name=BY)


def opened(
    central: Place, meeting: Meeting, *, stage: str = "draft", changes: str = ""
) -> MinutesEdition:
    """An edition that was built, and sent or published."""
    edition = ordered(central, meeting, stage=stage, changes=changes)
    build_waiting.run()
    with at(central):
        return editions.release(meetings.own_meeting(meeting.id), edition.id, by_name=BY)
