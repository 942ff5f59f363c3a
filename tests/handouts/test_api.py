"""The papers of a pack, as programs tell them."""

from io import BytesIO

import pytest

from app.access.permissions import Role
from app.calls.rules import Line
from tests.files.made import a_docx, a_pdf
from tests.handouts.tables import brings, called
from worker.tasks.handouts import build_late_waiting


@pytest.fixture
def program(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


@pytest.fixture
def ward(visitor, north):
    return visitor(Role.WARD_MANAGER, north)


def test_a_program_decides_checks_publishes_and_adds(program, ward, central, worker_round):
    meeting = called(central)[0].id
    one = f"/api/v1/centers/central/handouts/{meeting}"
    sent = {"file": (BytesIO(a_docx("例田さんの話")), "案内.docx"), "title": "案内"}
    added = program.post(f"{one}/files", data=sent)
    assert added.status_code == 201, added.text
    board = program.get(one).json
    assert [paper["title"] for paper in board["papers"] if paper["number"]] == [
        "相談統計",
        "案内",
    ]
    wish = {
        "papers": [f"added:{added.json['id']}"],
        "left_out": ["statistics"],
        "version": board["version"],
    }
    assert [
        paper["title"] for paper in program.put(one, json=wish).json["papers"] if paper["number"]
    ] == ["案内"]

    order = f"/api/v1/centers/central/meetings/{meeting}/packs"
    pack = program.post(order).json["id"]
    worker_round()
    assert program.post(f"{order}/{pack}/publication").status_code == 409
    marks = program.get(f"{one}/packs/{pack}/marks").json["items"]
    assert [(mark["kind"], mark["words"]) for mark in marks] == [("氏名", "例田さん")]
    keys = {"keys": [mark["key"] for mark in marks]}
    assert program.post(f"{one}/packs/{pack}/decisions", json=keys).json == {"undecided": 0}
    assert program.post(f"{order}/{pack}/publication").status_code == 201

    late = {"file": (BytesIO(a_pdf("地図")), "地図.pdf")}
    made = program.post(f"{one}/packs/{pack}/late-papers", data=late)
    assert (made.status_code, made.json["number"]) == (202, 2)
    build_late_waiting.run()
    there = f"/api/v1/centers/north/handouts/{meeting}/packs/{pack}"
    assert [paper["title"] for paper in ward.get(f"{there}/papers").json["items"]] == [
        "次第",
        "案内",
    ]
    assert (
        program.post(f"{one}/late-papers/{made.json['id']}/publication").json["published_at"]
        is not None
    )
    assert ward.get(f"{there}/papers").json["items"][-1]["document"] is None
    assert [each["number"] for each in ward.get(f"{there}/late-papers").json["items"]] == [2]
    assert ward.get(f"{there}/changes").json == {"edition": None, "sentences": []}
    assert ward.get(f"{there}/marks").status_code == 403


def test_a_paper_is_read_on_the_screen_by_wards_too(program, ward, central, north, worker_round):
    meeting, call = called(central)
    brings(north, call, lines=[Line("report", "講座に40人が集まりました")])
    order = f"/api/v1/centers/central/meetings/{meeting.id}/packs"
    pack = program.post(order).json["id"]
    worker_round()
    page = f"/centers/north/handouts/{meeting.id}/packs/{pack}/papers/2"
    assert ward.get(page).status_code == 404
    program.post(f"{order}/{pack}/publication")
    shown = ward.get(page)
    assert shown.status_code == 200
    assert "講座に40人が集まりました" in shown.text
    assert ward.get(page.replace("/papers/2", "/papers/9")).status_code == 404
