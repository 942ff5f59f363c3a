"""What is the same for finding, however it was typed."""

import pytest

from app.contacts.rules import GROUP, PERSON, keys_of, line_key, line_kind, sought, undoing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("見本 花子", "見本花子"),
        ("ミホン・ハナコ", "みほん はなこ"),
        ("ﾐﾎﾝ", "みほん"),
        ("保土ケ谷", "保土ヶ谷"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_two_writings_of_one_name_have_one_key(one, other):
    assert keys_of(PERSON, one, None).name == keys_of(PERSON, other, None).name


@pytest.mark.parametrize(
    "written",
    [
        "特定非営利活動法人みなと会",
        "NPO法人 みなと会",
        "ＮＰＯ法人みなと会",
        "認定NPO法人みなと会",
        "(特非)みなと会",
        "（特非） みなと会",
        "一般社団法人 みなと会",
        "(一社)みなと会",
        "㈱みなと会",
        "みなと会 株式会社",
    ],
)
def test_a_group_is_known_without_its_legal_form(written):
    assert keys_of(GROUP, written, None).name == "みなと会"


def test_a_group_named_by_its_form_alone_still_has_a_key():
    assert keys_of(GROUP, "社会福祉法人", None).name == "社会福祉法人"


def test_a_person_keeps_what_looks_like_a_form():
    assert keys_of(PERSON, "任意団体", None).name == "任意団体"


def test_who_has_no_kana_is_sorted_by_name():
    assert keys_of(PERSON, "見本", None).sort == "見本"
    assert keys_of(PERSON, "見本", "ミホン").sort == "みほん"


@pytest.mark.parametrize(
    ("words", "kind", "key"),
    [
        ("045-000-0000", "phone", "0450000000"),
        ("０４５（０００）００００", "phone", "0450000000"),
        ("+81 45 000 0000", "phone", "0450000000"),
        ("Mihon@Example.invalid", "mail", "mihon@example.invalid"),
        ("横浜市の見本町1-2-3", "address", "横浜市の見本町123"),
    ],
)
def test_a_way_to_reach_somebody_is_known_by_its_look(words, kind, key):
    assert line_kind(words) == kind
    assert line_key(kind, words) == key


def test_digits_seek_a_telephone_and_letters_a_name():
    assert sought("045-00") == (None, "04500", None)
    assert sought("ミホン") == ("みほん", None, None)
    assert sought("3丁目の会").name == "3丁目の会"
    assert sought("A@b.invalid").mail == "a@b.invalid"
    assert sought("045") == ("045", None, None)
    assert sought("　") == (None, None, None)


def test_undoing_gives_back_what_the_merge_changed_and_leaves_what_people_changed_since():
    before = {"name": "渡辺", "kana": None, "group_id": None, "notes": ""}
    after = {"name": "渡邊", "kana": "わたなべ", "group_id": None, "notes": ""}
    now = after | {"kana": "ワタナベ", "notes": "あとから"}

    assert undoing(before, after, now) == ({"name": "渡辺"}, ["kana"])
