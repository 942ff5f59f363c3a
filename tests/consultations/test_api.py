import pytest

from app.access.permissions import Role
from app.consultations import queries
from tests.consultations.records import recorded, typed


@pytest.fixture
def program(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def address(north):
    return f"/api/v1/centers/{north.slug}/consultations/"


def test_a_consultation_is_recorded_read_and_replaced(program, address):
    made = program.post(address, json=typed(body="話", person_name="見本 花子", minutes=20))
    assert made.status_code == 201
    assert made.json["number"] == "R7-0001"
    assert made.json["primary_topic"] == "founding"
    assert made.json["received_at"] == "2025-11-20T10:00:00+09:00"
    one = f"{address}{made.json['id']}"
    assert program.get(one).json == made.json

    replaced = program.put(one, json=typed(version=1, body="直した話", topics=["tax"]))

    assert (replaced.status_code, replaced.json["version"]) == (200, 2)
    assert (replaced.json["body"], replaced.json["topics"]) == ("直した話", ["tax"])
    assert replaced.json["person_name"] is None


def test_a_stale_replacement_is_a_conflict(program, address):
    one = f"{address}{program.post(address, json=typed()).json['id']}"
    program.put(one, json=typed(version=1, summary="先"))
    late = program.put(one, json=typed(version=1, summary="後"))
    assert late.status_code == 409
    assert late.content_type == "application/problem+json"
    assert program.get(one).json["summary"] == "先"


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"channel": "phone"}, {"received_at", "client_type", "topics"}),
        (typed(topics=[]), {"topics"}),
        (typed(topics="founding"), {"topics"}),
        (typed(channel=3), {"channel"}),
        (typed(channel="pigeon"), {"channel"}),
        (typed(surprise=1), {"surprise"}),
        (typed(received_at=None), {"received_at"}),
        (typed(received_at="0001-01-01T00:00:00+14:00"), {"received_at"}),
        (typed(received_at="9999-12-31T23:59:59-14:00"), {"received_at"}),
        (typed(summary="\ud800"), {"summary"}),
        (typed(topics=["fou\x00nding"]), {"topics"}),
        (typed(id="00000000-0000-7000-8000-000000000000"), {"id"}),
        (typed(center_id="00000000-0000-7000-8000-000000000000"), {"center_id"}),
    ],
)
def test_a_fault_is_a_problem_with_sentences_per_field(program, address, sent, fields):
    refused = program.post(address, json=sent)
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert refused.json["detail"] == "入力内容を確かめてください。"
    assert refused.json["errors"].keys() == fields
    for sentences in refused.json["errors"].values():
        assert all(sentence.endswith(("。", "相談", "magic")) for sentence in sentences), sentences


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "7"])
def test_a_body_that_is_no_record_is_refused_calmly(program, address, body):
    refused = program.post(address, data=body, content_type="application/json")
    assert refused.status_code in {400, 422}
    assert refused.content_type == "application/problem+json"


def test_the_list_is_walked_by_its_cursor(program, address, at, north):
    with at(north):
        made = {str(recorded()) for _ in range(5)}
    seen, after = [], ""
    while after is not None:
        page = program.get(f"{address}?limit=2&after={after}").json
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
    assert sorted(seen) == sorted(made)


def test_the_list_names_no_person_and_no_words(program, address, at, north):
    with at(north):
        recorded(person_name="見本 花子", person_contact="045-000-0000", body="長い話")
    [item] = program.get(address).json["items"]
    assert not {"person_name", "person_kana", "person_contact", "body", "response"} & item.keys()


@pytest.mark.parametrize("query", ["after=made-up", "month=2025-13", "limit=0", "limit=201"])
def test_a_wrong_question_is_a_problem(program, address, query):
    refused = program.get(f"{address}?{query}")
    assert refused.status_code == 422
    assert refused.json["errors"].keys() == {query.partition("=")[0]}


def test_the_wrong_center_is_not_found_for_programs_too(visitor, address, at, north, south):
    with at(north):
        one = recorded()
    stranger = visitor(Role.WARD_WORKER, south)
    assert stranger.get(f"{address}{one}").status_code == 404
    answer = stranger.get(f"/api/v1/centers/{south.slug}/consultations/{one}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_the_recorder_is_the_person_signed_in(program, address, at, north):
    made = program.post(address, json=typed()).json
    with at(north):
        kept = queries.by_number(made["number"])
        assert kept.received_by_id == north.people[Role.WARD_WORKER]
    assert made["received_by_name"] == f"港北 {Role.WARD_WORKER.label}"
