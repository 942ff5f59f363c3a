"""What somebody tries who has a place, a token, or a stolen idea."""

import uuid

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.consultations.models import Consultation
from app.idempotency.models import KeptAnswer
from tenants import db
from tests.consultations.records import recorded, typed
from tests.referrals.letters import sent

DESK = "/api/v1/centers/north/consultations/"
ID = "01890000-0000-7000-8000-000000000001"
UNASKED = (
    *("id", "center_id", "number", "fiscal_year", "received_by_id", "received_by_name"),
    *("import_id", "import_key", "entry_key", "continues_id", "created_at", "updated_at", "month"),
)


@pytest.fixture
def program(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.mark.parametrize("name", UNASKED)
def test_nothing_is_assigned_that_was_not_asked_for(program, at, north, name):
    refused = program.post(DESK, json=typed(**{name: ID}))
    assert (refused.status_code, refused.json["errors"].keys()) == (422, {name})
    one = f"{DESK}{program.post(DESK, json=typed()).json['id']}"
    refused = program.put(one, json=typed(**{name: ID}), headers={"If-Match": "*"})
    assert (refused.status_code, refused.json["errors"].keys()) == (422, {name})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Original-URL": "/api/v1/centers/south/consultations/"},
        {"X-Rewrite-URL": "/api/v1/centers/south/consultations/"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Forwarded-Prefix": "/api/v1/centers/south"},
        {"X-Forwarded-Host": "elsewhere.invalid"},
        {"Center": "south"},
        {"X-Center-Id": ID},
    ],
)
def test_no_header_leads_to_another_center(program, at, north, south, headers):
    with at(south):
        recorded(summary="南の概要")
    answer = program.get(DESK, headers=headers, query_string={"center": "south"})
    assert "南の概要" not in answer.text
    assert answer.status_code in {200, 422}  # an argument that is not asked for is refused


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/centers/north/../south/consultations/",
        "/api/v1/centers/north%2f..%2fsouth/consultations/",
        "/api/v1/centers/south%00/consultations/",
        "/api/v1/centers/north;south/consultations/",
        "/api/v1/centers/SOUTH/consultations/",
        "/api/v1//centers/south/consultations/",
        "/API/v1/centers/south/consultations/",
    ],
)
def test_no_spelling_of_an_address_leads_to_another_center(program, at, south, path):
    with at(south):
        recorded(summary="南の概要")
    answer = program.get(path, follow_redirects=True)
    assert answer.status_code in {401, 404}
    assert "南の概要" not in answer.text


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Bearer kyodo_",
        "bearer kyodo_\x00",
        "Bearer " + "x" * 8000,
        "Basic bm9ib2R5Og==",
        "Bearer null, Bearer x",
        "Bearer é",
    ],
)
def test_a_made_up_authorization_is_nobody(nobody, authorization):
    refused = nobody.get(DESK, headers={"Authorization": authorization})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_bad_bearer_is_not_made_good_by_a_cookie(browser, north):
    person = browser(Role.WARD_WORKER, north)
    assert person.get(DESK).status_code == 200
    assert person.get(DESK, headers={"Authorization": "Bearer x"}).status_code == 401
    forged = person.post(DESK, json=typed(), headers={"Authorization": "Basic x"})
    assert forged.status_code == 400  # the cookie alone needs the form token


def test_a_foreign_row_answers_every_precondition_like_one_that_is_not_there(
    visitor, program, at, south
):
    with at(south):
        foreign = recorded()
    for headers in ({"If-Match": "*"}, {"If-Match": '"1-x"'}, {"If-None-Match": "*"}, {}):
        answers = [
            program.open(f"{DESK}{one}", method=method, headers=headers, json=typed(version=1))
            for method in ("GET", "PUT")
            for one in (foreign, uuid.uuid4())
        ]
        assert {answer.status_code for answer in answers} == {404}, headers
        assert all("ETag" not in answer.headers for answer in answers)


def test_a_key_guessed_from_a_colleague_answers_nothing_of_theirs(program, visitor, north, at):
    key = {"Idempotency-Key": "guessable"}
    program.post(DESK, json=typed(person_name="見本 花子"), headers=key)
    colleague = visitor(Role.WARD_MANAGER, north)
    mine = colleague.post(DESK, json=typed(summary="私の"), headers=key)
    assert (mine.status_code, mine.json["person_name"]) == (201, None)
    with at(north):
        assert db.session.scalar(sa.select(sa.func.count(Consultation.id))) == 2
        assert db.session.scalar(sa.select(sa.func.count(KeptAnswer.id))) == 2


def test_an_answer_is_not_repeated_to_whom_it_is_not_open_any_more(program, visitor, north):
    key = {"Idempotency-Key": "k"}
    address = "/api/v1/centers/north/statistics/closings"
    manager = visitor(Role.WARD_MANAGER, north)
    closing = {"month": "2020-05", "confirmed": True}
    assert manager.post(address, json=closing, headers=key).status_code == 201
    assert program.post(address, json=closing, headers=key).status_code == 403


def test_a_letter_of_another_ward_is_not_found_by_any_verb(visitor, north, south):
    letter = sent(north).id
    stranger = visitor(Role.WARD_MANAGER, south)
    room = f"/api/v1/centers/south/referrals/{letter}"
    for method, path, body in (
        ("GET", room, None),
        ("POST", f"{room}/sender-steps", {"kind": "replied", "words": "x"}),
        ("POST", f"{room}/consent/withdrawal", {}),
    ):
        assert stranger.open(path, method=method, json=body).status_code == 404


UNREADABLE = {
    "nested without end": "[" * 100_000,
    "an object without end": '{"a":' * 100_000,
    "a number without end": '{"minutes": ' + "9" * 5000 + "}",
    "a name twice": '{"channel": 1, "channel": 2}',
    "another encoding": "\xff".encode("latin-1"),
    "a number that is none": '{"minutes": NaN}',
    "half of a character": '{"summary": "\\ud800"}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_nobody_can_read_is_refused_calmly(program, nobody, body):
    for who, address in ((program, DESK), (nobody, "/api/v1/session")):
        answer = who.post(address, data=body, content_type="application/json")
        assert answer.status_code in {400, 422}, address
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("query", ["limit=" + "9" * 5000, "month=%00", "after=%00", "%00=1", "x"])
def test_a_question_that_nobody_can_read_is_refused_calmly(program, query):
    assert program.get(f"{DESK}?{query}").status_code in {200, 422}
