import random
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.calendar import Month
from app.errors import NotFoundError
from app.meetings import queries
from app.meetings.models import AgendaItem
from app.meetings.rules.agenda import ENDS, FIRST_AGENDA, ItemFacts
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
        opening, first, second, *_, closing = queries.agenda(meeting)

        meetings.move_item(meeting, first, "up")
        assert titles(meeting)[:3] == [opening.title, first.title, second.title]

        meetings.move_item(meeting, first, "down")
        assert titles(meeting)[:3] == [opening.title, second.title, first.title]

        for fixed, direction in ((opening, "down"), (closing, "up")):
            meetings.move_item(meeting, fixed, direction)
        last = queries.agenda(meeting)[-2]
        meetings.move_item(meeting, last, "down")
        assert titles(meeting)[-2:] == [last.title, closing.title]


def test_an_item_is_put_beside_another_and_never_past_what_is_fixed(at, central):
    meeting = convened(central)
    with at(central):
        opening, first, second, third, *_, closing = queries.agenda(meeting)
        meetings.place_item(meeting, first, beside=third.id, behind=True)
        assert titles(meeting)[1:4] == [second.title, third.title, first.title]
        meetings.place_item(meeting, first, beside=opening.id, behind=False)
        assert titles(meeting)[:2] == [opening.title, first.title]
        meetings.place_item(meeting, second, beside=closing.id, behind=True)
        assert titles(meeting)[-2:] == [second.title, closing.title]
        meetings.place_item(meeting, opening, beside=third.id, behind=True)
        meetings.place_item(meeting, third, beside=third.id, behind=True)
        assert titles(meeting)[:3] == [opening.title, first.title, third.title]


def test_two_who_move_at_once_lose_nothing(at, central):
    """The second names the item beside, which holds wherever the first has put it meanwhile."""
    meeting = convened(central)
    with at(central):
        _, first, second, third, *_ = queries.agenda(meeting)
        meetings.place_item(meeting, third, beside=first.id, behind=False)
        meetings.place_item(meeting, second, beside=third.id, behind=True)
        assert titles(meeting)[1:4] == [third.title, second.title, first.title]
        meetings.remove_item(first)
        with pytest.raises(meetings.NeighborGoneError):
            meetings.place_item(meeting, second, beside=first.id, behind=True)


def test_what_opens_and_closes_is_not_removed_until_its_kind_is_changed(at, central):
    meeting = convened(central)
    with at(central):
        opening, *_ = queries.agenda(meeting)
        with pytest.raises(meetings.FixedItemError):
            meetings.remove_item(opening)
        closing = ItemFacts(title="開会", kind="closing", presenter="", minutes=5)
        meetings.change_item(opening, closing, version=1)
        assert titles(meeting)[-2] == "開会"  # before what closed it already
        meetings.change_item(opening, TALK, version=2)
        meetings.remove_item(opening)
        assert "懇談" not in titles(meeting)


def test_the_next_meeting_takes_over_the_shape_of_the_last_one(at, central):
    meeting = convened(central)
    later, before = date(2027, 2, 10), date(2026, 11, 1)
    with at(central):
        meetings.add_item(meeting, TALK)
        meetings.add_item(meeting, replace(TALK, title="一度きり", once=True))
        brought = meetings.add_item(meeting, replace(TALK, title="区から"))
        brought.line_id = meeting.id
        meetings.move_item(meeting, queries.agenda(meeting)[1], "down")
        expected = [each for each in titles(meeting) if each not in {"一度きり", "区から"}]

        taken = meetings.create_meeting(facts(held_on=later))
        assert titles(taken) == expected
        assert [item.handout for item in queries.agenda(taken)] == [
            item.handout for item in queries.agenda(meeting) if item.title in expected
        ]
        first = meetings.create_meeting(facts(held_on=before))
        assert titles(first) == [item.title for item in FIRST_AGENDA]

        meetings.cancel_meeting(queries.own_meeting(taken.id), by_name="見本 花子")
        assert queries.before(date(2027, 3, 1)).id == meeting.id


def test_a_change_of_what_is_in_calendars_is_counted_and_a_cancelled_meeting_stays(at, central):
    meeting = convened(central)
    with at(central):
        mine = queries.own_meeting(meeting.id)
        meetings.change_meeting(mine, facts(last_month=Month(2021, 3)), version=1)
        assert mine.sequence == 0
        meetings.change_meeting(mine, facts(held_on=date(2026, 12, 17)), version=2)
        assert mine.sequence == 1
        meetings.cancel_meeting(mine, by_name="見本 花子")
        meetings.cancel_meeting(mine, by_name="見本 太郎")
        assert (mine.sequence, mine.cancelled_by_name) == (2, "見本 花子")
        with pytest.raises(meetings.CancelledError):
            meetings.change_meeting(mine, facts(), version=mine.version)


def test_positions_stay_unique_whatever_is_moved_added_and_removed(at, central):
    meeting, chance = convened(central), random.Random(4)  # noqa: S311  not a secret: the same every time
    with at(central):
        for _ in range(40):
            items = queries.agenda(meeting)
            item = chance.choice(items)
            match chance.randrange(4):
                case 0 if item.kind not in ENDS:
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
        item = queries.agenda(meeting)[1]
        meetings.move_item(meeting, item, "down")
        meetings.change_item(item, TALK, version=1)

        assert titles(meeting)[2] == "懇談"


def test_a_meeting_that_is_being_prepared_is_seen_by_nobody_else(at, central, north):
    meeting = convened(central)
    with at(north):
        assert queries.meetings() == []
        with pytest.raises(NotFoundError):
            queries.meeting(meeting.id)
