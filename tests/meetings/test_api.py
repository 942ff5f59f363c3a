import pytest

from app.access.permissions import Role
from tests.meetings.tables import TYPED, built, convened, published


@pytest.fixture
def program(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


@pytest.fixture
def ward(visitor, north):
    return visitor(Role.WARD_MANAGER, north)


def at_center(center):
    return f"/api/v1/centers/{center.slug}/meetings/"


def test_a_meeting_goes_from_the_first_call_to_the_published_pack(program, central, worker_round):
    made = program.post(at_center(central), json=TYPED)
    assert made.status_code == 201
    assert made.json["held_on"] == "2026-12-10"
    assert (made.json["begins_at"], made.json["first_month"]) == ("14:00", "2020-04")
    one = f"{at_center(central)}{made.json['id']}"
    assert program.get(one).json == made.json
    assert [each["id"] for each in program.get(at_center(central)).json["items"]] == [
        made.json["id"]
    ]

    pack = program.post(f"{one}/packs")
    assert (pack.status_code, pack.json["finished_at"]) == (202, None)
    worker_round()
    address = f"{one}/packs/{pack.json['id']}"
    assert program.get(address).json["finished_at"]
    papers = program.get(f"{address}/handouts").json["items"]
    assert [(each["number"], each["file_format"]) for each in papers][:2] == [
        (0, "docx"),
        (0, "pdf"),
    ]
    assert program.post(f"{address}/publication").json["published_at"]
    assert program.get(f"{address}/files/{papers[1]['file_id']}").data.startswith(b"%PDF")


def test_a_stale_change_is_a_conflict(program, central):
    one = f"{at_center(central)}{convened(central).id}"
    assert program.put(one, json={**TYPED, "version": 1}).json["version"] == 2
    late = program.put(one, json={**TYPED, "version": 1})
    assert late.status_code == 409
    assert late.content_type == "application/problem+json"


def test_the_agenda_is_a_resource(program, central):
    agenda = f"{at_center(central)}{convened(central).id}/agenda"
    item = {"title": "懇談", "kind": "discussion", "minutes": 20}
    made = program.post(agenda, json=item)
    assert made.status_code == 201
    one = f"{agenda}/{made.json['id']}"

    assert program.put(one, json={**item, "minutes": 25, "version": 1}).json["minutes"] == 25
    moved = program.post(f"{one}/moves", json={"direction": "up"}).json["items"]
    assert moved[-3]["title"] == "懇談"
    beside = {"before": moved[1]["id"]}
    assert program.post(f"{one}/moves", json=beside).json["items"][1]["title"] == "懇談"
    assert program.delete(one).status_code == 204
    assert [each["title"] for each in program.get(agenda).json["items"]] == [
        each["title"] for each in moved if each["title"] != "懇談"
    ]


def test_what_is_wrong_is_named_by_field(program, central):
    refused = program.post(at_center(central), json={**TYPED, "ends_at": "13:00"})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["ends_at"]


def test_a_ward_reads_what_is_published_alone(ward, north, central):
    meeting = convened(central)
    one = f"{at_center(north)}{meeting.id}"
    assert ward.get(at_center(north)).json == {"items": [], "next": None}
    assert ward.get(one).status_code == 404
    pack = published(central, meeting)
    draft = built(central, meeting)

    assert ward.get(one).json["announced_at"]
    assert [each["id"] for each in ward.get(f"{one}/packs").json["items"]] == [str(pack.id)]
    assert ward.get(f"{one}/packs/{draft.id}").status_code == 404
    assert ward.get(f"{one}/packs/{draft.id}/handouts").status_code == 404
    assert ward.get(f"{one}/packs/{draft.id}/files/{draft.file_id}").status_code == 404
    assert ward.get(f"{one}/agenda").status_code == 403
    assert ward.put(one, json={**TYPED, "version": 1}).status_code == 403
    assert ward.post(f"{one}/packs").status_code == 403
