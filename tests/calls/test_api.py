"""The call and its answer, as programs tell them to each other."""

from io import BytesIO

import pytest

from app.access.permissions import Role
from tests.calls.asking import in_days, opened
from tests.files.made import a_pdf
from tests.meetings.tables import convened

PDF = a_pdf()


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def room(center):
    return f"/api/v1/centers/{center.slug}/calls/"


def test_the_whole_life_of_a_call(preparer, worker, north, central):
    meeting = convened(central, held_on=in_days(30))
    ordered = {"meeting_id": str(meeting.id), "due_on": in_days(20).isoformat()}
    made = preparer.post(room(central), json=ordered)
    assert made.status_code == 201
    call = made.json
    assert call["opened_at"] is None
    one, mine = f"{room(central)}{call['id']}", f"{room(north)}{call['id']}/contribution"
    assert worker.get(mine).status_code == 404
    assert preparer.post(f"{one}/opening").json["remind_on"] is not None

    assert worker.get(mine).status_code == 404  # nothing is written yet
    record = {"lines": [{"kind": "topic", "words": "更新をそろえたい"}], "version": 0}
    written = worker.put(mine, json=record)
    assert written.status_code == 200, written.json
    sent = {"file": (BytesIO(PDF), "図.pdf")}
    assert worker.post(f"{mine}/files", data=sent).status_code == 201
    assert preparer.get(f"{one}/contributions").json["items"] == []
    assert worker.post(f"{mine}/submission", json={}).status_code == 201

    [brought] = preparer.get(f"{one}/contributions").json["items"]
    assert brought["center_name"] == "港北"
    [line], [file] = brought["lines"], brought["files"]
    assert preparer.get(f"{one}/files/{file['id']}").data == PDF
    item = preparer.post(f"{one}/items", json={"line_id": line["id"]})
    assert item.status_code == 201
    assert item.json["presenter"] == north.name
    states = {each["slug"]: each["state"] for each in preparer.get(f"{one}/wards").json["items"]}
    assert states == {"north": "提出済", "south": "未提出"}
    reminded = preparer.post(f"{one}/reminders", json={})
    assert [each["state"] for each in reminded.json["items"]] == ["督促済"]

    assert preparer.post(f"{one}/closure").status_code == 201
    assert worker.post(f"{mine}/withdrawal").status_code == 409


def test_an_empty_contribution_is_not_submitted_without_saying_so(worker, north, central):
    call = opened(central)
    mine = f"{room(north)}{call.id}/contribution"
    assert worker.put(mine, json={"lines": [], "version": 0}).status_code == 200
    refused = worker.post(f"{mine}/submission", json={})
    assert refused.status_code == 422
    assert worker.get(mine).json["submitted_at"] is None
    assert worker.post(f"{mine}/submission", json={"nothing": True}).json["submitted_at"]


def test_the_second_of_two_programs_is_told(worker, north, central):
    call = opened(central)
    mine = f"{room(north)}{call.id}/contribution"
    record = {"lines": [{"kind": "report", "words": "講座"}], "version": 0}
    assert worker.put(mine, json=record).status_code == 200
    assert worker.put(mine, json=record).status_code == 409
    tag = worker.get(mine).headers["ETag"]
    assert worker.put(mine, json={"lines": []}, headers={"If-Match": tag}).status_code == 200
