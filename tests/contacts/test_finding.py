"""Who is found while typing, and who seems to be there twice."""

from datetime import timedelta

import pytest

from app import calendar
from app.contacts import queries, service
from tests.consultations.records import recorded
from tests.contacts.people import a_group, a_person, merged


@pytest.fixture(autouse=True)
def _in_north(at, north):
    with at(north):
        yield


def names(text, **filters):
    return [found.name for found in queries.find(text, **filters)]


@pytest.mark.parametrize(
    "typed",
    ["見本", "見本花", "花子", "ミホン", "みほん　はな", "045-000", "０４５０", "みなと", "hana@"],
)
def test_a_person_is_found_by_name_kana_telephone_mail_and_group(typed):
    a_person(
        kana="みほん はなこ",
        lines=["045-000-1234", "Hana@example.invalid"],
        group_name="NPO法人みなと会",
    )
    a_person("別の人", kana="べつのひと", lines=["045-999-1234"])
    assert "見本 花子" in names(typed)
    assert "別の人" not in names(typed)


def test_who_begins_with_what_was_typed_comes_first():
    a_person("あの花", kana="あのはな")
    a_person("花", kana="はな")
    assert names("はな") == ["花", "あの花"]


def test_nothing_typed_finds_nobody():
    a_person()
    assert names("　") == []
    assert names("％") == []


def test_what_was_merged_is_found_only_as_what_it_became():
    kept, gone = a_person("見本 花子"), a_person("見本 華子")
    merged(kept, gone)
    assert names("見本") == ["見本 花子"]
    assert queries.present(gone.id) is kept


def test_the_list_goes_on_after_the_last_one_seen_by_its_kana():
    for kana in ("う", "あ", "い"):
        a_person(f"名前{kana}", kana=kana)
    first = queries.page(limit=2)
    assert [found.kana for found in first.items] == ["あ", "い"]
    assert [found.kana for found in queries.page(after=first.next).items] == ["う"]
    assert queries.page(kind="group").items == []


def reasons(contact=None):
    return {
        tuple(sorted((pair.first.name, pair.second.name))): sorted(pair.reasons)
        for pair in queries.duplicates(contact.id if contact else None)
    }


def test_two_that_share_a_telephone_a_mail_or_kana_seem_to_be_one():
    a_person("渡辺一", kana="わたなべはじめ", lines=["045-000-1111"])
    a_person("渡邊一", kana="ワタナベ ハジメ", lines=["０４５（０００）１１１１"])
    a_person("別人", kana="わたなべはじめ")
    assert reasons() == {("渡辺一", "渡邊一"): ["kana", "phone"]}


def test_two_groups_that_differ_by_their_legal_form_seem_to_be_one():
    a_group("NPO法人みなと会")
    a_group("みなと会")
    assert reasons() == {("NPO法人みなと会", "みなと会"): ["name"]}


def test_a_group_and_its_chair_may_share_a_telephone():
    a_group(lines=["045-000-1111"])
    a_person(lines=["045-000-1111"])
    assert reasons() == {}


def test_who_was_told_apart_is_not_suggested_again():
    one, other = a_person(lines=["045-000-1111"]), a_person("妹", lines=["045-000-1111"])
    assert reasons(one)
    assert reasons(a_person("無関係")) == {}
    service.distinguish(other, one, said_by_name="見本")
    service.distinguish(one, other, said_by_name="見本")
    assert reasons() == {}


def test_a_contact_in_use_is_not_forgotten_and_an_idle_one_leaves_nothing():
    used, idle = a_person("使用中"), a_person("もう来ない人", lines=["045-000-2222"])
    twin = a_person("双子")
    merged(idle, twin)
    recorded(contact_id=used.id)
    later = calendar.now() + timedelta(minutes=1)

    assert {found.name for found in queries.unused(since=later)} == {"もう来ない人"}
    assert queries.unused(since=calendar.now() - timedelta(days=1)) == []
    ids = [each.id for each in (used, idle, twin)]
    assert service.forget(ids[:2]) == 1
    assert [queries.by_id(each) is not None for each in ids] == [True, False, False]


def test_a_group_with_members_is_in_use():
    member = a_person(group_name="みなと会")
    later = calendar.now() + timedelta(minutes=1)
    assert [found.name for found in queries.unused(since=later)] == ["見本 花子"]
    assert service.forget([member.group_id]) == 0


def test_a_telephone_that_everybody_gives_makes_no_flood_of_pairs():
    for number in range(30):
        a_person(f"名{number}", lines=["045-000-0000"])
    assert len(queries.duplicates(limit=1000)) == 20 * 19 / 2
