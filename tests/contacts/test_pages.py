import html
import re

import pytest

from app.access.permissions import Role
from app.consultations import queries as consultations
from app.contacts import queries
from tests.consultations.records import recorded, typed
from tests.contacts.people import a_group, a_person, merged

PERSON = {
    "person_name": "見本 花子",
    "person_kana": "みほん はなこ",
    "person_contact": "045-000-1111",
}


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def room(north):
    return f"/centers/{north.slug}/contacts/"


@pytest.fixture
def desk(north):
    return f"/centers/{north.slug}/consultations/"


def text_of(response):
    return html.unescape(response.text)


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.text)[1]


def all_names():
    return sorted(found.name for found in queries.page().items)


def test_a_contact_is_kept_changed_and_found(worker, room):
    made = worker.post(
        room,
        data={
            "kind": "person",
            "name": "髙橋 見本",
            "kana": "タカハシ",
            "lines": "045-000-1111\r\n\r\n横浜市見本町1",
            "group_name": "NPO法人みなと会",
            "notes": "火曜に来る",
        },
    )
    assert made.status_code == 302
    card = text_of(worker.get(made.location))
    for words in ("髙橋 見本", "タカハシ", "045-000-1111", "横浜市見本町1", "NPO法人みなと会"):
        assert words in card
    form = worker.get(f"{made.location}/edit")
    changed = {"name": "髙橋 見本", "lines": "045-000-2222", "version": hidden(form, "version")}
    assert worker.post(made.location, data=changed).status_code == 302
    found = worker.post(f"{room}searches", data={"text": "０４５－０００－２"})
    assert "髙橋 見本" in text_of(found)
    assert "見つかりませんでした" in text_of(worker.post(f"{room}searches", data={"text": "不在"}))


def test_the_second_of_two_editors_sees_both_versions(worker, room, at, north):
    with at(north):
        contact = a_person(notes="はじめ")
    data = {"name": "先の人", "version": 1}
    assert worker.post(f"{room}{contact.id}", data=data).status_code == 302
    second = worker.post(f"{room}{contact.id}", data=data | {"name": "あとの人"})
    assert second.status_code == 409
    assert "先の人" in text_of(second)
    assert "あとの人" in text_of(second)
    again = data | {"name": "あとの人", "version": hidden(second, "version")}
    assert worker.post(f"{room}{contact.id}", data=again).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "入力してください。"),
        ("name", "あ" * 201, "200文字以内で入力してください。"),
        ("kind", "cat", "選択肢の中から選んでください。"),
        ("lines", "\n".join("123456789"[:1] * 1 + str(n) for n in range(21)), "20件まで"),
        ("lines", "あ" * 201, "200文字以内で入力してください。"),
        ("notes", "あ" * 2001, "2,000文字以内で入力してください。"),
        ("name", "見本\x00", "読めない文字が含まれています。"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    worker, room, at, north, field, value, sentence
):
    answer = worker.post(
        room, data={"kind": "person", "name": "見本", "notes": "残る", field: value}
    )
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    with at(north):
        assert all_names() == []


def test_who_gave_name_and_telephone_is_asked_once(worker, desk, at, north):
    for _ in range(2):
        worker.post(desk, data=typed(**PERSON, organization_name="みなと会", keep_contact="1"))
    with at(north):
        assert all_names() == ["みなと会", "見本 花子"]
        person = next(found for found in queries.page(kind="person").items)
        assert person.group_name == "みなと会"
        assert len(consultations.of_contact(person.id)) == 2
        assert len(consultations.of_contact(person.group_id)) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"keep_contact": "1"},
        {"keep_contact": "1", "person_name": "見本"},
        {**PERSON},
        {"keep_contact": "1", "person_contact": "045-000-1111"},
    ],
    ids=["anonymous", "a bare name", "not wished", "no name"],
)
def test_nobody_becomes_a_contact_by_accident(worker, desk, at, north, said):
    assert worker.post(desk, data=typed(**said)).status_code == 302
    with at(north):
        assert all_names() == []


def test_the_card_offers_to_remember_a_bare_name(worker, desk, at, north):
    card = worker.post(desk, data=typed(person_name="見本")).location
    assert "連絡先に残す" in text_of(worker.get(card))
    assert worker.post(f"{card}/contact").status_code == 302
    assert "これまでの相談を見る" in text_of(worker.get(card))
    with at(north):
        assert all_names() == ["見本"]


def test_an_anonymous_card_offers_nothing(worker, desk):
    card = worker.post(desk, data=typed()).location
    assert "連絡先に残す" not in text_of(worker.get(card))


def test_a_new_telephone_of_somebody_known_is_added(worker, desk, at, north):
    with at(north):
        contact = a_person(lines=["045-000-1111"])
    said = PERSON | {"person_contact": "045-000-9999"}
    worker.post(desk, data=typed(**said, contact_id=contact.id, keep_contact="1"))
    with at(north):
        lines = [line.words for line in queries.contact(contact.id).lines]
    assert lines == ["045-000-1111", "045-000-9999"]


def test_what_was_said_then_stays_when_the_contact_changes(worker, room, desk, at, north):
    with at(north):
        contact = a_person("旧姓 花子")
    said = {"person_name": "旧姓 花子", "contact_id": contact.id}
    card = worker.post(desk, data=typed(**said)).location
    worker.post(f"{room}{contact.id}", data={"name": "新姓 花子", "version": 1})
    shown = text_of(worker.get(card))
    assert "旧姓 花子" in shown
    assert "新姓 花子" in shown


def test_a_contact_merged_while_the_form_was_open_is_the_one_it_became(worker, desk, at, north):
    with at(north):
        kept, gone = a_person("一"), a_person("二")
        kept_id, gone_id = kept.id, gone.id
        merged(kept, gone)
    worker.post(desk, data=typed(contact_id=gone_id))
    with at(north):
        assert len(consultations.of_contact(kept_id)) == 1


def test_a_foreign_contact_an_absent_one_and_one_of_another_kind_answer_alike(
    worker, desk, at, north, south
):
    with at(south):
        foreign = a_person("よその人").id
    with at(north):
        group = a_group().id
    answers = [
        worker.post(desk, data=typed(contact_id=each))
        for each in (foreign, "00000000-0000-7000-8000-000000000000", group)
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("選んだ連絡先は、もうありません" in text_of(answer) for answer in answers)
    assert all('name="contact_id" value=""' in answer.text for answer in answers[:2])


def test_a_consultation_begins_with_what_is_known(worker, desk, room, at, north):
    with at(north):
        contact = a_person(kana="みほん", lines=["045-000-1111"], group_name="みなと会")
        recorded(contact_id=contact.id, summary="前の話")
    card = text_of(worker.get(f"{room}{contact.id}"))
    assert "前の話" in card
    assert "continues=R7-0001" in card
    form = worker.get(f"{desk}new?contact={contact.id}")
    assert hidden(form, "contact_id") == str(contact.id)
    for words in ("見本 花子", "みほん", "045-000-1111", "みなと会"):
        assert words in text_of(form)
    following = worker.get(f"{desk}new?continues=R7-0001")
    assert hidden(following, "contact_id") == str(contact.id)
    assert worker.get(f"{desk}new?contact=nobody").status_code == 200


def test_the_merge_is_shown_before_it_is_done_and_undone_afterwards(worker, room, at, north):
    with at(north):
        kept = a_person("渡辺", lines=["045-000-1111"])
        gone = a_person("渡邊", kana="わたなべ", lines=["045-000-1111"])
        recorded(contact_id=gone.id)
    assert "電話番号が同じ" in text_of(worker.get(f"{room}duplicates"))
    shown = worker.get(f"{room}{kept.id}/merges/new?other={gone.id}")
    assert "1 件の相談が「渡辺」に移り、あわせて 1 件になります" in text_of(shown)
    data = {"other_id": gone.id, "version": 1, "other_version": 1, "kana": "gone"}
    done = worker.post(f"{room}{kept.id}/merges", data=data)
    assert done.status_code == 302
    card = worker.get(done.location)
    assert "わたなべ" in text_of(card)
    assert worker.get(f"{room}{gone.id}").location == f"{room}{kept.id}"
    back = re.search(r'action="([^"]+/reversal)"', card.text)[1]
    undone = worker.post(back)
    assert undone.location == f"{room}{gone.id}"
    assert "まとめる前に戻しました" in text_of(worker.get(undone.location)) + text_of(
        worker.get(room)
    )
    assert worker.post(back).status_code == 409


def test_told_apart_they_are_no_candidates_any_more(worker, room, at, north):
    with at(north):
        one, other = (a_person(name, lines=["045-000-1111"]) for name in ("姉", "妹"))
    worker.post(f"{room}{one.id}/distinctions", data={"other_id": other.id})
    assert "重なっていそうな連絡先はありません" in text_of(worker.get(f"{room}duplicates"))


def test_a_merge_without_the_other_one_says_so(worker, room, at, north):
    with at(north):
        contact = a_person()
    assert worker.post(f"{room}{contact.id}/merges", data={}).status_code == 422
    assert worker.get(f"{room}{contact.id}/merges/new?other=x").status_code == 404


def test_no_address_holds_a_name(worker, room, at, north):
    with at(north):
        for number in range(51):
            a_person(f"見本{number:02}", kana=f"みほん{number:02}")
    page = text_of(worker.get(room))
    addresses = re.findall(r'(?:href|action)="([^"]+)"', page)
    assert any("after=" in address for address in addresses)
    assert not any("見本" in address or "%E" in address for address in addresses)
    assert "見本50" in text_of(worker.get(next(each for each in addresses if "after=" in each)))


def test_who_is_late_takes_over_the_contact_that_another_one_chose(worker, desk, at, north):
    with at(north):
        contact_id = a_person("先に選ばれた人").id
    card = worker.post(desk, data=typed()).location
    linked = typed(contact_id=contact_id, version=1)
    assert worker.post(card, data=linked).status_code == 302
    late = worker.post(card, data=typed(summary="あとの言葉", version=1))
    assert late.status_code == 409
    assert hidden(late, "contact_id") == str(contact_id)
    assert "先に選ばれた人" in text_of(late)
    assert "先に選ばれた人" in text_of(worker.get(f"{card}/changes"))
