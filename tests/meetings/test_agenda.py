import random

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.errors import NotFoundError
from app.meetings import queries
from app.meetings.models import AgendaItem
from app.meetings.rules.agenda import FIRST_AGENDA, ItemFacts
from app.meetings.service import meetings
from tenants import db
from tests.meetings.tables import convened, facts

TALK = ItemFacts(title="懇談", kind="discussion", presenter="", minutes=20)


def titles(meeting):
    return [item.title for item in queries.agenda(meeting)]


def test_a_new_meeting_has_the_usual_agenda(at, central):
    meeting = convened(central)
    with at(central):
        assert titles(meeting) == [item.title for item in FIRST_AGENDA]


def test_a_new_item_stands_before_the_closing(at, central):
    meeting = convened(central)
    with at(central):
        meetings.add_item(meeting, TALK)

        assert titles(meeting)[-2:] == ["懇談", "次回・閉会"]


def test_moving_an_item_swaps_it_with_its_neighbor_and_stops_at_the_ends(at, central):
    meeting = convened(central)
    with at(central):
        first, second, *_ = queries.agenda(meeting)

        meetings.move_item(meeting, first, "up")
        assert titles(meeting)[:2] == [first.title, second.title]

        meetings.move_item(meeting, first, "down")
        assert titles(meeting)[:2] == [second.title, first.title]

        last = queries.agenda(meeting)[-1]
        meetings.move_item(meeting, last, "down")
        assert titles(meeting)[-1] == last.title


def test_positions_stay_unique_whatever_is_moved_added_and_removed(at, central):
    meeting, chance = convened(central), random.Random(4)  # noqa: S311  not a secret: the same every time
    with at(central):
        for _ in range(40):
            items = queries.agenda(meeting)
            item = chance.choice(items)
            match chance.randrange(4):
                case 0 if len(items) > 1:
                    meetings.remove_item(item)
                case 1:
                    meetings.add_item(meeting, TALK)
                case _:
                    meetings.move_item(meeting, item, chance.choice(["up", "down"]))
            positions = [item.position for item in queries.agenda(meeting)]
            assert positions == sorted(set(positions))


def test_the_database_refuses_two_items_at_one_place(at, central):
    meeting = convened(central)
    same = sa.update(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    with pytest.raises(IntegrityError, match="position"), at(central):
        db.session.execute(same.values(position=1))


def test_the_second_of_two_editors_is_told(at, central):
    meeting = convened(central)
    with at(central):
        mine = queries.own_meeting(meeting.id)
        meetings.change_meeting(mine, facts(place="区役所"), version=1)
        with pytest.raises(meetings.ChangedMeanwhileError):
            meetings.change_meeting(mine, facts(place="公会堂"), version=1)

        item = queries.agenda(meeting)[0]
        meetings.change_item(item, TALK, version=1)
        with pytest.raises(meetings.ChangedMeanwhileError):
            meetings.change_item(item, TALK, version=1)

        assert (mine.place, mine.version) == ("区役所", 2)


def test_moving_an_item_does_not_disturb_its_editor(at, central):
    meeting = convened(central)
    with at(central):
        item = queries.agenda(meeting)[0]
        meetings.move_item(meeting, item, "down")
        meetings.change_item(item, TALK, version=1)

        assert titles(meeting)[1] == "懇談"


def test_a_meeting_that_is_being_prepared_is_seen_by_nobody_else(at, central, north):
    meeting = convened(central)
    with at(north):
        assert queries.meetings() == []
        with pytest.raises(NotFoundError):
            queries.meeting(meeting.id)
