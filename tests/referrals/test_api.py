import pytest

from app.access.permissions import Role
from app.referrals import queries
from tests.consultations.records import recorded, with_person
from tests.referrals.letters import CONSENT, sent


@pytest.fixture
def ward(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def coordinator(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def room(north):
    return f"/api/v1/centers/{north.slug}/referrals/"


@pytest.fixture
def central_room(central):
    return f"/api/v1/centers/{central.slug}/referrals/"


def test_the_whole_life_over_the_api(ward, coordinator, room, central_room, at, north):
    with at(north):
        subject = str(recorded(body="話"))
    made = ward.post(
        room, json={"consultation_id": subject, "wanted": "handover", "wished_by": "2026-12-01"}
    )
    assert (made.status_code, made.json["state"], made.json["wished_by"]) == (
        201,
        "sent",
        "2026-12-01",
    )
    one = made.json["id"]
    assert [line["id"] for line in coordinator.get(f"{central_room}queue").json["items"]] == [one]
    for who, address, kind, words in (
        (coordinator, f"{central_room}{one}/addressee-steps", "received", ""),
        (coordinator, f"{central_room}{one}/addressee-steps", "answered", "こうします"),
        (ward, f"{room}{one}/sender-steps", "resolved", ""),
    ):
        taken = who.post(address, json={"kind": kind, "words": words})
        assert (taken.status_code, taken.json["kind"]) == (201, kind)
    here, there = ward.get(f"{room}{one}").json, coordinator.get(f"{central_room}{one}").json
    assert here == there
    assert [step["kind"] for step in there["steps"]] == ["received", "answered", "resolved"]
    assert (there["state"], there["body"], there["consents"]) == ("resolved", "話", [])
    assert coordinator.get(f"{central_room}queue").json["items"] == []


def test_without_consent_there_is_nothing_to_disclose(coordinator, central_room, north):
    letter = sent(north)
    answer = coordinator.post(f"{central_room}{letter.id}/disclosures")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_consent_is_given_used_and_withdrawn(ward, coordinator, room, central_room, at, north):
    with at(north):
        subject = str(recorded(**with_person(north)))
    consent = CONSENT._asdict()
    made = ward.post(
        room, json={"consultation_id": subject, "wanted": "advice", "with_person": True, **consent}
    ).json
    assert [each["kind"] for each in made["consents"]] == ["given"]
    coordinator.place = None  # here the ward's own words are the point
    person = coordinator.post(f"{central_room}{made['id']}/disclosures")
    assert person.status_code == 201
    assert person.json == {
        "name": with_person(north)["person_name"],
        "kana": with_person(north)["person_kana"],
        "contact": with_person(north)["person_contact"],
        "organization": with_person(north)["organization_name"],
    }
    withdrawn = ward.post(f"{room}{made['id']}/consent/withdrawal")
    assert withdrawn.json["consents"][-1]["scope"] == []
    assert coordinator.post(f"{central_room}{made['id']}/disclosures").status_code == 404
    assert ward.post(f"{room}{made['id']}/consent/withdrawal").status_code == 409


def test_a_letter_with_the_person_but_no_consent_is_a_problem(ward, room, at, north):
    with at(north):
        subject = str(recorded())
    refused = ward.post(
        room, json={"consultation_id": subject, "wanted": "advice", "with_person": True}
    )
    assert refused.status_code == 422
    assert refused.json["errors"].keys() == {"scope", "asked_by_name", "manner", "purpose"}
    with at(north):
        assert queries.sent() == []


def test_who_comes_second_is_told_who_was_first(visitor, coordinator, central_room, north, central):
    letter = sent(north)
    address = f"{central_room}{letter.id}/addressee-steps"
    visitor(Role.CENTRAL_MANAGER, central).post(address, json={"kind": "received"})
    late = coordinator.post(address, json={"kind": "received"})
    assert late.status_code == 409
    assert "先に受け取りました" in late.json["detail"]


def test_another_ward_is_told_that_there_is_nothing(visitor, room, north, south):
    letter = sent(north)
    stranger = visitor(Role.WARD_WORKER, south)
    for base in (room, f"/api/v1/centers/{south.slug}/referrals/"):
        assert stranger.get(f"{base}{letter.id}").status_code == 404
        step = {"kind": "replied", "words": "x"}
        assert stranger.post(f"{base}{letter.id}/sender-steps", json=step).status_code == 404
        assert stranger.post(f"{base}{letter.id}/consent/withdrawal").status_code == 404
        subject = str(letter.consultation_id)
        asked = stranger.post(base, json={"consultation_id": subject, "wanted": "advice"})
        assert asked.status_code == 404


def test_a_consent_given_later_is_narrowed_by_what_is_left(
    ward, coordinator, room, central_room, north
):
    letter = sent(north)
    base = f"{room}{letter.id}/consent"
    given = {**CONSENT._asdict(), "scope": ["name", "contact"]}
    assert ward.post(base, json={**given, "scope": []}).status_code == 422
    assert ward.post(base, json={**given, "scope": ["age"]}).status_code == 422
    assert ward.post(base, json=given).json["consents"][-1]["scope"] == ["name", "contact"]
    assert ward.post(f"{base}/narrowing", json={"scope": ["name", "kana"]}).status_code == 409
    assert ward.post(f"{base}/narrowing", json={"scope": []}).status_code == 422
    assert ward.post(f"{base}/narrowing", json={"scope": ["name"]}).status_code == 201
    coordinator.place = None  # here the ward's own words are the point
    person = coordinator.post(f"{central_room}{letter.id}/disclosures").json
    assert [part for part, words in person.items() if words] == ["name"]


def test_a_case_is_handed_over_and_passed_on_over_the_api(
    ward, coordinator, room, central_room, north, south, central
):
    letter = sent(north)
    address = f"{central_room}{letter.id}/addressee-steps"
    coordinator.post(address, json={"kind": "received"})
    someone = str(central.people[Role.CENTRAL_MANAGER])
    handed = coordinator.post(address, json={"kind": "handed_over", "target_account_id": someone})
    assert (handed.status_code, handed.json["state"]) == (201, "received")
    assert ward.get(room).json["items"][0]["owner_name"] == handed.json["target_name"]
    for typed in (
        {"kind": "handed_over", "target_account_id": str(north.people[Role.WARD_WORKER])},
        {"kind": "passed_on", "target": "ward", "target_center_id": str(north.id), "words": "x"},
        {"kind": "passed_on", "target": "colleague", "words": "x"},
        {"kind": "passed_on", "target": "division", "target_name": "市民活動支援課"},
    ):
        assert coordinator.post(address, json=typed).status_code == 422, typed
    passed = {"kind": "passed_on", "target": "ward", "target_center_id": str(south.id)}
    assert coordinator.post(address, json={**passed, "words": "わけ"}).status_code == 201
    assert ward.get(f"{room}{letter.id}").json["steps"][-1]["target_name"] == south.name


def test_words_of_the_thread_come_back_as_the_central_center_reads_them(ward, room, at, north):
    with at(north):
        subject = str(recorded(person_name="例田 例子"))
    made = ward.post(room, json={"consultation_id": subject, "wanted": "advice"}).json
    step = {"kind": "noted", "words": "例田さんの話"}
    taken = ward.post(f"{room}{made['id']}/sender-steps", json=step)
    assert (taken.status_code, taken.json["words"]) == (201, "〔氏名〕の話")
