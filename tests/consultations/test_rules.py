import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import FiscalYear
from app.codes.rules import CodeLists, Entry
from app.consultations import rules

LISTS = CodeLists(
    {
        "channels": (Entry("phone", "電話", 2000, None),),
        "client_types": (Entry("individual", "個人", 2000, None),),
        "kinds": (Entry("consultation", "相談", 2000, None),),
        "outcomes": (Entry("answered", "その場で回答", 2000, 2020),),
        "referral_targets": (Entry("central", "推進センター", 2000, None),),
        "topics": (
            Entry("founding", "団体の立ち上げ", 2000, None),
            Entry("center_functions", "センターの機能", 2021, None),
        ),
        "activity_fields": (Entry("welfare", "福祉", 2000, None),),
    }
)


@pytest.mark.parametrize(
    ("year", "number", "label"),
    [(2026, 1, "R8-0001"), (2019, 12, "R1-0012"), (2018, 7, "H30-0007"), (2026, 12345, "R8-12345")],
)
def test_a_number_is_written_as_people_say_it(year, number, label):
    assert rules.number_label(year, number) == label
    assert rules.parse_number(label) == (year, number)


@pytest.mark.parametrize("written", ["r8-12", " R8-0012 ", "Ｒ８－００１２", "R8-012"])
def test_a_number_is_read_however_it_is_typed(written):
    assert rules.parse_number(written) == (2026, 12)


@pytest.mark.parametrize("written", ["", "12", "R8", "S8-1", "R8-", "R8-12345678", "R8-1-2", "R-1"])
def test_what_is_no_number_is_none(written):
    assert rules.parse_number(written) is None


@given(st.integers(1989, 2117), st.integers(1, 9_999_999))
def test_every_number_is_read_back(year, number):
    assert rules.parse_number(rules.number_label(year, number)) == (year, number)


def test_the_only_topic_is_the_primary_one():
    assert rules.primary_of(["founding"], None) == "founding"


def test_of_several_topics_the_marked_one_is_primary():
    assert rules.primary_of(["founding", "funding"], "funding") == "funding"


@pytest.mark.parametrize(
    ("topics", "marked"), [(["founding", "funding"], None), (["founding"], "tax"), ([], None)]
)
def test_a_primary_topic_that_was_not_chosen_must_be_said(topics, marked):
    assert rules.primary_of(topics, marked) is None


def test_each_code_is_held_against_the_list_of_the_fiscal_year():
    details = {
        "channel": "pigeon",
        "client_type": "individual",
        "outcome": "answered",
        "topics": ["founding", "center_functions"],
        "activity_fields": ["welfare", "magic"],
    }
    assert rules.code_faults(details, LISTS, FiscalYear(2020)) == {
        "channel": ["令和2年度(2020年度)の選択肢にありません。"],
        "topics": ["令和2年度(2020年度)の項目にありません: センターの機能"],
        "activity_fields": ["令和2年度(2020年度)の項目にありません: magic"],
    }
    assert rules.code_faults(details, LISTS, FiscalYear(2021)) == {
        "channel": ["令和3年度(2021年度)の選択肢にありません。"],
        "outcome": ["令和3年度(2021年度)の選択肢にありません。"],
        "activity_fields": ["令和3年度(2021年度)の項目にありません: magic"],
    }


def test_what_is_chosen_most_comes_first_and_the_rest_keeps_its_order():
    choices = [("visit", "来館"), ("phone", "電話"), ("mail", "メール"), ("other", "その他")]
    assert rules.often_first(choices, {"phone": 3, "other": 1}) == [
        ("phone", "電話"),
        ("other", "その他"),
        ("visit", "来館"),
        ("mail", "メール"),
    ]
    assert rules.often_first(choices, {}) == choices
