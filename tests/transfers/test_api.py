"""The import for programs."""

import io

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.consultations.models import Consultation
from tenants import db
from tests.transfers import golden
from tests.transfers.hostile import GOOD, HEADINGS, workbook

ROOM = "/api/v1/centers/north/transfers"


@pytest.fixture
def program(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def send(client, content, name="受付簿.xlsx", room=ROOM, **reading):
    sent = {"file": (io.BytesIO(content), name), **reading}
    return client.post(room, data=sent, content_type="multipart/form-data")


def recorded():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Consultation))


def test_the_golden_workbook_is_seen_first_and_then_taken(program, at, north):
    answer = send(program, golden.golden_xlsx())
    assert answer.status_code == 201
    seen = answer.json
    assert (seen["rows_new"], seen["rows_known"], seen["rows_refused"]) == (507, 0, 0)
    assert (seen["taken_at"], len(seen["first_rows"])) == (None, 20)
    with at(north):
        assert recorded() == 0

    taken = program.post(f"{ROOM}/{seen['id']}/taking")

    assert taken.status_code == 200
    assert (taken.json["rows_created"], taken.json["rows_new"]) == (507, 0)
    with at(north):
        assert recorded() == golden.CONSULTATIONS
    again = send(program, golden.golden_csv(), "受付簿.csv").json
    assert (again["rows_new"], again["rows_known"]) == (0, 507)


def test_faults_name_row_column_value_and_reason(program):
    seen = send(program, workbook(HEADINGS, GOOD, ["2020/7/2", "のろし", "個人", "広報", ""])).json
    (fault,) = seen["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (3, "相談方法", "のろし")
    assert "一覧にありません" in fault["reason"]
    rows = program.get(f"{ROOM}/{seen['id']}/refused-rows")
    assert rows.content_type == "text/csv; charset=utf-8"
    assert "のろし" in rows.data.decode("utf-8-sig")


def test_columns_are_told_with_what_they_mean(program):
    seen = send(program, workbook([*HEADINGS, "天気"], GOOD)).json
    assert {"heading": "受付日", "meaning": "受付日時"} in seen["columns"]
    assert seen["unknown_columns"] == ["天気"]


def test_the_files_that_were_sent_are_listed_latest_first(program):
    first = send(program, workbook()).json["id"]
    program.post(f"{ROOM}/{first}/taking")
    second = send(program, workbook(), "二つめ.xlsx").json["id"]
    page = program.get(f"{ROOM}?limit=1").json
    assert [line["id"] for line in page["items"]] == [second]
    assert page["items"][0]["filename"] == "二つめ.xlsx"
    (line,) = program.get(f"{ROOM}?after={page['next']}").json["items"]
    assert (line["id"], line["rows_created"]) == (first, 1)


def test_taking_twice_is_a_conflict(program):
    seen = send(program, workbook()).json
    program.post(f"{ROOM}/{seen['id']}/taking")
    second = program.post(f"{ROOM}/{seen['id']}/taking")
    assert second.status_code == 409
    assert second.content_type == "application/problem+json"


def test_the_year_of_days_without_one_is_sent_along_or_chosen_later(program):
    content = workbook(HEADINGS, ["7/1", *GOOD[1:]])
    without = send(program, content).json
    assert without["rows_refused"] == 1
    later = program.post(f"{ROOM}/{without['id']}/reading", json={"fiscal_year": 2021}).json
    along = send(program, content, fiscal_year="2021").json
    for seen in (later, along):
        assert seen["first_rows"][0]["received_at"].startswith("2021-07-01")


def test_a_bad_file_is_refused_with_a_sentence(program, at, north):
    answer = send(program, b"%PDF-1.7", "資料.xlsx")
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert "「資料.xlsx」を読み込めません" in answer.json["detail"]


def test_a_request_without_a_file_is_told_what_it_lacks(program):
    answer = program.post(ROOM, data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert answer.json["errors"] == {"file": ["ファイルを選んでください。"]}


def test_a_file_not_taken_can_be_forgotten(program):
    seen = send(program, workbook()).json
    assert program.delete(f"{ROOM}/{seen['id']}").status_code == 204
    assert program.get(f"{ROOM}/{seen['id']}").status_code == 404


def test_another_ward_finds_no_import_here(program, visitor, south):
    seen = send(program, workbook()).json
    stranger = visitor(Role.WARD_WORKER, south)
    own_room = ROOM.replace("north", "south")
    for answer in (
        stranger.get(f"{own_room}/{seen['id']}"),
        stranger.get(f"{own_room}/{seen['id']}/refused-rows"),
        stranger.post(f"{own_room}/{seen['id']}/taking"),
        stranger.delete(f"{own_room}/{seen['id']}"),
        stranger.get(f"{ROOM}/{seen['id']}"),
    ):
        assert answer.status_code == 404


def test_nobody_unknown_sends_files(nobody):
    assert send(nobody, workbook()).status_code == 401
