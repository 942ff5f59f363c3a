from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from app.calendar import CITY_TIME
from app.calls import rules
from app.calls.rules import Line, WardTile

NOW = datetime(2026, 12, 3, 10, tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        (date(2026, 12, 2), "今日かそれより後"),
        (date(2026, 12, 11), "会議の日かそれより前"),
        (date(2026, 12, 3), None),
        (date(2026, 12, 10), None),
    ],
)
def test_a_deadline_lies_between_today_and_the_meeting(due_on, sentence):
    wrong = rules.why_not_due_on(due_on, today=date(2026, 12, 3), held_on=date(2026, 12, 10))
    assert (sentence in wrong) if sentence else wrong is None


def tile(*, submitted=None, reminded=None):
    return WardTile(uuid4(), "north", "港北", submitted, reminded, date(2026, 12, 3))


@pytest.mark.parametrize(
    ("seen", "label"),
    [
        (tile(), "未提出"),
        (tile(reminded=NOW), "督促済"),
        (tile(submitted=NOW, reminded=NOW), "提出済"),
        (tile(submitted=NOW.replace(hour=23)), "提出済"),
        (tile(submitted=NOW + timedelta(days=1)), "提出済（締切後）"),
    ],
)
def test_a_tile_says_how_the_ward_stands(seen, label):
    assert seen.standing.label == label


def test_nobody_is_asked_twice_on_one_day_or_after_submitting():
    assert rules.may_be_reminded(tile(), NOW)
    assert not rules.may_be_reminded(tile(reminded=NOW - timedelta(hours=9)), NOW)
    assert rules.may_be_reminded(tile(reminded=NOW - timedelta(hours=11)), NOW)
    assert not rules.may_be_reminded(tile(submitted=NOW), NOW)


def test_a_topic_becomes_an_item_to_talk_about_that_the_ward_presents():
    item = rules.agenda_item(Line("topic", "更新をそろえたい"), presenter="港北区")
    assert (item.kind, item.title, item.presenter) == ("discussion", "更新をそろえたい", "港北区")
    assert rules.agenda_item(Line("report", "講座"), presenter="港北区").kind == "report"
