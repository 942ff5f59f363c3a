"""The same key and the same body: done once, answered alike."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.consultations.models import Consultation
from app.idempotency import service
from app.idempotency.models import KeptAnswer
from tenants import db
from tests.consultations.records import typed
from tests.referrals.letters import CONSENT, sent
from tests.threads import together

DESK = "/api/v1/centers/north/consultations/"
KEY = {"Idempotency-Key": "01890000-0000-7000-8000-000000000001"}


@pytest.fixture
def program(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def recorded(at, north):
    with at(north):
        return db.session.scalar(sa.select(sa.func.count(Consultation.id)))


def test_a_request_that_comes_again_is_answered_and_not_done_again(program, at, north):
    first = program.post(DESK, json=typed(), headers=KEY)
    again = program.post(DESK, json=typed(), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json, again.headers["ETag"]) == (first.json, first.headers["ETag"])
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert recorded(at, north) == 1


def test_another_key_or_none_is_another_request(program, at, north):
    for headers in (KEY, {"Idempotency-Key": "another"}, {}, {}):
        assert program.post(DESK, json=typed(), headers=headers).status_code == 201
    assert recorded(at, north) == 4


def test_the_same_key_with_something_else_is_a_mistake(program, at, north):
    program.post(DESK, json=typed(), headers=KEY)
    other = program.post(DESK, json=typed(summary="別"), headers=KEY)
    elsewhere = program.post("/api/v1/centers/north/drafts/", json={}, headers=KEY)
    for refused in (other, elsewhere):
        assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
        assert "Idempotency-Key" in refused.json["detail"]
    assert recorded(at, north) == 1


def test_what_was_refused_may_be_corrected_under_the_same_key(program, at, north):
    assert program.post(DESK, json=typed(topics=[]), headers=KEY).status_code == 422
    assert program.post(DESK, json=typed(), headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "鍵".encode().decode("latin-1"), "a b"])
def test_a_key_that_is_none_is_refused(program, key):
    refused = program.post(DESK, json=typed(), headers={"Idempotency-Key": key})
    assert refused.status_code == 422
    assert refused.json["errors"].keys() == {"Idempotency-Key"}


def test_a_key_is_ones_own(program, visitor, at, north, south):
    program.post(DESK, json=typed(), headers=KEY)
    colleague = visitor(Role.WARD_MANAGER, north).post(DESK, json=typed(), headers=KEY)
    stranger = visitor(Role.WARD_WORKER, south).post(
        DESK.replace("north", "south"), json=typed(summary="別"), headers=KEY
    )
    for answer in (colleague, stranger):
        assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (201, None)


def test_a_key_is_remembered_for_a_day(program, at, north):
    def age():
        yesterday = calendar.now() - timedelta(days=1, minutes=1)
        db.session.execute(sa.update(KeptAnswer).values(answered_at=yesterday))

    program.post(DESK, json=typed(), headers=KEY)
    with at(north):
        age()
    assert program.post(DESK, json=typed(summary="別"), headers=KEY).status_code == 201
    with at(north):
        service.forget_old()
        assert db.session.scalar(sa.select(sa.func.count(KeptAnswer.id))) == 1
        age()
        service.forget_old()
        assert db.session.scalar(sa.select(sa.func.count(KeptAnswer.id))) == 0


def test_a_file_sent_again_is_known_however_it_is_wrapped(program):
    def send():
        book = "受付日,相談方法,相談者属性,相談内容,概要\n2020/4/6,来館,個人,広報,話\n".encode()
        sent = {"file": (io.BytesIO(book), "受付簿.csv")}
        return program.post("/api/v1/centers/north/transfers", data=sent, headers=KEY)

    first, again = send(), send()
    assert first.status_code == again.status_code == 201
    assert first.json["id"] == again.json["id"]


def test_a_person_who_was_disclosed_is_not_kept(visitor, at, north, central):
    letter = sent(north, consent=CONSENT).id
    coordinator = visitor(Role.CENTRAL_COORDINATOR, central)
    coordinator.place = None  # with the consent, the person may be seen there
    address = f"/api/v1/centers/central/referrals/{letter}/disclosures"
    assert coordinator.post(address, headers=KEY).status_code == 201
    with at(central):
        assert db.session.scalar(sa.select(sa.func.count(KeptAnswer.id))) == 0


@pytest.mark.commits
def test_of_two_at_one_moment_one_is_done(app, visitor, at, north):
    def posting(program):
        def act(ready):
            ready.wait()
            return program.post(DESK, json=typed(), headers=KEY)

        return act

    answers = together(app, *(posting(visitor(Role.WARD_WORKER, north)) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert recorded(at, north) == 1
