import json

import pytest
from sqlalchemy.exc import OperationalError

from app.access.permissions import Role
from app.web.errors import SENTENCES
from tests.consultations.records import typed

DESK = "/centers/north/"
API = "/api/v1/centers/north/consultations/"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/nothing", 404),
        ("get", "/centers/north/nothing", 404),
        ("get", "/centers/elsewhere/", 404),
        ("get", "/centers/south/", 404),
        ("get", "/centers/central/", 404),
        ("get", "/city/nothing", 404),
        ("get", "/centers/north/audit/", 403),
        ("delete", "/centers/north/consultations/", 405),
    ],
)
def test_a_person_gets_a_calm_page(worker, method, address, status):
    answer = getattr(worker, method)(address)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")
    assert SENTENCES[status] in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", f"{API}nothing", 404),
        ("get", "/api/v1/centers/elsewhere/consultations/", 404),
        ("get", "/api/v1/centers/south/consultations/", 404),
        ("delete", API, 405),
        ("post", "/api/v1/centers/north/referrals/queue", 405),
    ],
)
def test_a_program_gets_a_problem(worker, method, address, status):
    answer = getattr(worker, method)(address)
    assert answer.content_type == "application/problem+json"
    assert answer.status_code == status == answer.json["status"]
    assert answer.json["detail"] == SENTENCES[status]
    assert answer.json["instance"] == answer.headers["X-Request-Id"]


def test_a_center_that_is_not_mine_and_one_that_is_not_there_answer_alike(worker):
    for path in ("/centers/{}/", "/centers/{}/consultations/", "/api/v1/centers/{}/consultations/"):
        foreign, absent = worker.get(path.format("south")), worker.get(path.format("elsewhere"))
        assert foreign.status_code == absent.status_code == 404
        strip = {"instance"} if foreign.is_json else set()
        if strip:
            assert {**foreign.json, "instance": 0} == {**absent.json, "instance": 0}
        else:
            assert foreign.text == absent.text


def test_nobody_is_taken_to_the_door_wherever_they_ask(nobody):
    for address in ("/centers/north/", "/centers/elsewhere/", "/city/nothing", "/centers/north/x"):
        assert nobody.get(address).location.startswith("/sign-in?then="), address
    assert nobody.get("/api/v1/centers/elsewhere/").status_code == 401


def test_too_large_a_request_is_refused_calmly(app, worker):
    text = b"x" * (app.config["MAX_FORM_MEMORY_SIZE"] + 1)
    part = b'--edge\r\nContent-Disposition: form-data; name="body"\r\n\r\n'
    answer = worker.post(
        "/centers/north/consultations/",
        data=part + text + b"\r\n--edge--\r\n",
        content_type="multipart/form-data; boundary=edge",
    )
    assert answer.status_code == 413
    assert SENTENCES[413] in answer.text
    assert "「書きかけ」から続けられます" in answer.text


def test_another_kind_of_body_is_refused_calmly(worker):
    answer = worker.post(API, data="<x/>", content_type="text/xml")
    assert answer.status_code in {400, 415, 422}
    assert answer.content_type == "application/problem+json"


def test_a_database_that_is_away_is_said_to_be_away(app, worker, monkeypatch):
    def away():
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setitem(app.view_functions, "home.show", away)
    answer = worker.get(DESK)
    assert (answer.status_code, SENTENCES[503] in answer.text) == (503, True)


def test_a_fault_is_logged_where_it_broke_without_what_a_person_wrote(
    app, worker, monkeypatch, capsys
):
    def broken(**_):
        try:
            int("見本 花子 045-000-0000")
        except ValueError as cause:
            raise RuntimeError("見本 花子") from cause

    monkeypatch.setitem(app.view_functions, "consultations.create", broken)
    answer = worker.post("/centers/north/consultations/", data=typed(person_name="見本 花子"))
    assert answer.status_code == 500
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [fault] = [line for line in lines if line["event"] == "fault"]
    assert (fault["error"], fault["cause"]) == ("RuntimeError", "ValueError")
    assert fault["request"] == answer.headers["X-Request-Id"]
    assert any("in broken" in frame for frame in fault["trace"])
    logged = [{**line, "trace": ""} for line in lines]
    assert "見本" not in json.dumps(logged, ensure_ascii=False)


def test_an_error_of_the_database_does_not_say_what_a_person_wrote(
    app, worker, monkeypatch, capsys
):
    from app.consultations.service import records  # noqa: PLC0415

    def unchecked(*_args):
        return None

    monkeypatch.setattr(records, "check_record", unchecked)
    sent = typed(channel="鳩", person_name="見本 花子", summary="秘密の概要")
    assert worker.post("/centers/north/consultations/", data=sent).status_code == 500
    printed = capsys.readouterr()
    assert "IntegrityError" in printed.out
    for word in ("見本 花子", "秘密の概要", "鳩"):
        assert word not in printed.out + printed.err


def test_the_log_of_a_request_names_ids_and_the_rule_only(worker, capsys, north):
    worker.get("/centers/north/consultations/?after=&month=2025-11")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [line] = [line for line in lines if line["event"] == "request"]
    assert line["rule"] == "/centers/<center>/consultations/"
    assert line["actor"] == str(north.people[Role.WARD_WORKER])
    assert line["center"] == "north"
    assert "2025-11" not in json.dumps(line)
