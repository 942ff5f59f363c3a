import html

import pytest

from app import calendar
from app.access.permissions import Role
from app.home import queries
from app.referrals import rules
from tests.consultations.records import recorded
from tests.referrals.letters import WAY_TO, bring_to, sent

WARD_MOVES = {rules.ASKED, rules.ANSWERED, rules.DECLINED, rules.PASSED_ON}
OVER = {rules.RESOLVED, rules.WITHDRAWN}


@pytest.mark.parametrize("state", WAY_TO)
def test_each_open_letter_waits_on_exactly_one_desk(north, central, at, state):
    letter = sent(north)
    bring_to(state, letter, ward=north, central=central)
    with at(north):
        ward = queries.ward_desk()
    with at(central):
        center = queries.central_desk()

    waits_at_ward = [line.id for line in ward.waiting] == [letter.id]
    waits_at_center = [line.id for line in center.waiting] == [letter.id]
    assert waits_at_ward is (state in WARD_MOVES)
    assert waits_at_center is (state not in WARD_MOVES | OVER)
    assert [line.id for line in ward.elsewhere] == [letter.id] * waits_at_center
    assert [line.id for line in center.elsewhere] == [letter.id] * waits_at_ward


def test_today_and_this_month_are_counted_in_city_time(north, south, at):
    now = calendar.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight.replace(day=1)
    with at(north):
        recorded(received_at=midnight)
        recorded(received_at=first)
        recorded(received_at=first.replace(year=first.year - 1))
        desk = queries.ward_desk()
    with at(south):
        assert queries.ward_desk().this_month == 0
    on_the_first = midnight == first
    assert desk.today == (2 if on_the_first else 1)
    assert desk.this_month == 2


def test_the_desk_shows_the_five_latest(north, at):
    with at(north):
        for day in range(1, 8):
            recorded(received_at=f"R7.11.{day}", summary=f"{day}日")
        latest = queries.ward_desk().latest
    assert [line.summary for line in latest] == ["7日", "6日", "5日", "4日", "3日"]


def test_an_empty_desk_is_calm(visitor, north):
    page = html.unescape(visitor(Role.WARD_WORKER, north).get("/centers/north/").text)
    assert "いま待っているものはありません" in page
    assert "相談の記録はまだありません" in page
    assert 'data-key="n"' in page


def test_each_side_reads_on_its_desk_whose_turn_it_is(visitor, north, central):
    letter = sent(north)
    bring_to(rules.ASKED, letter, ward=north, central=central)
    ward = visitor(Role.WARD_WORKER, north).get("/centers/north/").text
    center = visitor(Role.CENTRAL_COORDINATOR, central).get("/centers/central/").text
    assert "区に確認中" in ward
    assert f"/centers/north/referrals/{letter.id}" in ward
    assert "区の返事・確認を待っているもの" in center
    assert f"/centers/central/referrals/{letter.id}" in center
