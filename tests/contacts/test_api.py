from uuid import uuid4

import pytest

from app.access.permissions import Role
from tests.consultations.records import recorded
from tests.contacts.people import a_person


@pytest.fixture
def program(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def room(north):
    return f"/api/v1/centers/{north.slug}/contacts/"


def test_a_contact_goes_from_the_first_word_to_the_undone_merge(program, room, at, north):
    kept = program.post(room, json={"kind": "person", "name": "渡辺", "lines": ["045-000-1111"]})
    assert kept.status_code == 201
    assert kept.json["lines"] == [{"kind": "phone", "words": "045-000-1111"}]
    gone = program.post(
        room, json={"kind": "person", "name": "渡邊", "lines": ["０４５０００１１１１"]}
    )
    one = f"{room}{kept.json['id']}"
    assert program.get(one).json == kept.json
    revised = program.put(one, json={"name": "渡辺 一", "lines": ["045-000-1111"], "version": 1})
    assert (revised.status_code, revised.json["version"]) == (200, 2)
    stale = program.put(one, json={"name": "遅い", "version": 1})
    assert stale.status_code == 409

    (pair,) = program.get(f"{room}duplicates").json["items"]
    assert pair["reasons"] == ["phone"]
    asked = {"other_id": gone.json["id"], "version": 2, "other_version": 1, "name": "gone"}
    merge = program.post(f"{one}/merges", json=asked)
    assert merge.status_code == 201
    assert program.get(one).json["name"] == "渡邊"
    assert program.get(f"{room}{gone.json['id']}").json["merged_into_id"] == kept.json["id"]
    assert [each["id"] for each in program.get(f"{one}/merges").json["items"]] == [merge.json["id"]]

    back = program.post(f"{room}merges/{merge.json['id']}/reversal")
    assert back.json == {"fields": [], "rows": 0, "lines": 0}
    assert program.get(one).json["name"] == "渡辺 一"
    assert (
        program.post(f"{one}/distinctions", json={"other_id": gone.json["id"]}).status_code == 204
    )
    assert program.get(f"{room}duplicates").json["items"] == []


def test_contacts_are_found_and_paged(program, room, at, north):
    with at(north):
        for kana in ("い", "あ"):
            a_person(f"見本{kana}", kana=kana, group_name="みなと会")
    found = program.post(f"{room}searches", json={"text": "みなと", "kind": "person"}).json["items"]
    assert [each["name"] for each in found] == ["見本あ", "見本い"]
    assert found[0]["group_name"] == "みなと会"
    first = program.get(f"{room}?kind=person&limit=1").json
    rest = program.get(f"{room}?kind=person&after={first['next']}").json
    assert [each["name"] for each in first["items"] + rest["items"]] == ["見本あ", "見本い"]
    assert program.get(f"{room}?kind=cat").status_code == 422
    assert program.get(f"{room}?after={uuid4()}").json["errors"] == {
        "after": ["一覧の続きの位置を読み取れませんでした。"]
    }
    assert program.get(f"{room}?limit=0").json["errors"] == {
        "limit": ["1から200までにしてください。"]
    }
    assert program.post(f"{room}searches", json={"text": ""}).status_code == 422


def test_the_cases_of_a_contact_are_listed_newest_first(program, north, at):
    with at(north):
        contact = a_person()
        for day in ("R7.11.1", "R7.11.20"):
            recorded(received_at=day, contact_id=contact.id)
    room = f"/api/v1/centers/{north.slug}/consultations"
    cases = program.get(f"{room}/of-contact/{contact.id}").json["items"]
    assert [case["number"] for case in cases] == ["R7-0002", "R7-0001"]
    assert "person_name" not in cases[0]


def test_a_consultation_says_whom_it_points_at(program, north, at):
    desk = f"/api/v1/centers/{north.slug}/consultations/"
    sent = {"received_at": "R7.11.20", "channel": "phone", "client_type": "individual"}
    said = {"person_name": "見本", "topics": ["founding"]}
    made = program.post(desk, json=sent | said)
    assert made.json["contact_id"] is None
    kept = program.post(f"{desk}{made.json['id']}/contact")
    assert kept.status_code == 201
    assert kept.json["contact_id"]
    assert "keep_contact" not in kept.json
