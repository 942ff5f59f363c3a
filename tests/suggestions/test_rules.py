from datetime import date
from uuid import UUID

import pytest

from app.calendar import Month
from app.calls.rules import Line
from app.suggestions import rules
from app.suggestions.rules import Brought, LettersOfTopic, Promise, Rising, WardFigure

TODAY = date(2026, 11, 27)
ONE, TWO = UUID(int=1), UUID(int=2)


def test_nothing_is_suggested_without_data():
    assert list(rules.open_promises([], TODAY)) == []
    assert rules.rising([]) == []
    assert list(rules.many_letters([])) == []
    assert list(rules.late_letters(0)) == []
    assert list(rules.brought_lines([], set())) == []
    assert list(rules.new_stories([], None)) == []
    assert list(rules.open_months([])) == []
    assert list(rules.coming_meetings([], TODAY)) == []


def test_what_was_promised_is_one_item_with_a_list_and_who_is_late_first():
    promises = [
        Promise("戸塚", "比較表を作る", date(2027, 1, 10)),
        Promise("鶴見", "案内文を送る", date(2026, 11, 20)),
    ]
    [made] = rules.open_promises(promises, TODAY)
    assert made.reason == (
        "これまでの会議の宿題が2件、終わっていません。うち1件は、期限を過ぎています。"
    )
    assert made.item.title == "前回の宿題"
    assert made.item.details.splitlines() == [
        "鶴見: 案内文を送る（期限 11月20日）",
        "戸塚: 比較表を作る（期限 令和9年1月10日(日)）",
    ]


def risen(number, *, value=24, before=20, topic="founding"):
    return [WardFigure(topic, value, before)] * number


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (risen(3), [Rising("founding", 3, 72, 60)]),
        (risen(2), []),  # not several
        (risen(3, value=23), []),  # not clearly
        (risen(9, value=9, before=3), []),  # too few of each to be told
        (risen(9, value=50, before=0), []),  # nothing to compare with
        (
            [*risen(3), *risen(4, topic="space")],
            [Rising("space", 4, 96, 80), Rising("founding", 3, 72, 60)],
        ),
    ],
)
def test_a_topic_rises_where_it_did_clearly_in_several_wards(figures, found):
    assert rules.rising(figures) == found


def test_a_rise_says_in_how_many_wards_and_by_which_figures():
    [made] = rules.rising_topics([(Rising("founding", 3, 1072, 860), "団体の立ち上げ")], wards=18)
    assert made.key == "rising:founding"
    assert "18区のうち3区" in made.reason
    assert "860件→1,072件" in made.reason


def test_many_letters_of_one_topic_come_from_more_than_one_ward():
    counted = [
        LettersOfTopic("a", "広報", 5, 2),
        LettersOfTopic("b", "助成金", 9, 4),
        LettersOfTopic("c", "法人", 4, 4),
        LettersOfTopic("d", "場所", 9, 1),
    ]
    assert [each.subject for each in rules.many_letters(counted)] == ["b", "a"]


def test_lines_that_stand_on_the_agenda_are_not_suggested():
    lines = [
        Brought(ONE, "港北", Line("report", "講座を開いた")),
        Brought(TWO, "南", Line("topic", "更新をそろえたい")),
    ]
    assert [each.subject for each in rules.brought_lines(lines, set())] == [str(TWO), str(ONE)]
    [left] = rules.brought_lines(lines, {TWO})
    assert (left.item.kind, left.item.presenter) == ("report", "港北")


def test_stories_months_and_meetings_say_since_when_and_until():
    [stories] = rules.new_stories(["空き家の活用"], date(2026, 9, 30))
    assert "前回の会議（令和8年9月30日(水)）のあと" in stories.reason
    assert stories.item.details == "空き家の活用"
    [months] = rules.open_months([Month(2026, 9), Month(2026, 10)])
    assert (months.key, months.subject) == ("closing:2026-09", "2026-09")
    assert "令和8年9月ほか1か月" in months.reason
    meetings = [
        rules.Coming(ONE, "第5回", date(2027, 1, 20)),
        rules.Coming(TWO, "第3回", date(2026, 9, 30)),
    ]
    [near] = rules.coming_meetings(meetings, date(2026, 12, 16))
    assert near.subject == str(ONE)
    assert list(rules.coming_meetings(meetings, date(2026, 11, 1))) == []


def test_what_was_decided_is_not_suggested_again_and_nobody_is_flooded():
    lines = [Brought(UUID(int=n), "港北", Line("report", f"報告{n}")) for n in range(9)]
    made = list(rules.brought_lines(lines, set()))
    shown = rules.still_to_decide(made, {made[0].key})
    assert [each.key for each in shown] == [each.key for each in made[1:4]]
