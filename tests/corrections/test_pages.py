"""From the form that is refused to the answer, by pages and by programs."""

import re

import pytest

from app.access.permissions import Role
from app.consultations import queries as consultations
from app.corrections import queries
from app.notifications import queries as notices
from app.notifications import service as telling
from app.statistics import service as months
from app.transfers import service as transfers
from tests.corrections.test_corrections import WORDS, decide, proposed_revision
from tests.corrections.test_guard import CSV, close_city
from tests.places import at
from tests.statistics.months import MAY, a_consultation, counted_everything
from tests.statistics.test_pages import text_of
from worker.tasks.corrections import apply_accepted

DESK = "/centers/north/consultations/"
ROOM = "/centers/north/corrections/"
API = "/api/v1/centers/north/corrections"
TYPED = {
    "received_at": "2026/05/01 11:00",
    "channel": "visit",
    "client_type": "npo",
    "kind": "consultation",
    "topics": "tax",
    "summary": "新しい概要",
    "version": "1",
}


@pytest.fixture
def record(app, north):
    with at(north):
        made = a_consultation().id
        counted_everything()
    return made


def follow(client, answer, typed):
    """Send the form on, as a browser does after 307."""
    assert answer.status_code == 307
    return client.post(answer.location, data=typed)


def hidden(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in found if name != "csrf_token"}


def test_a_refused_form_becomes_a_proposal_without_typing_anything_twice(
    record, visitor, north, central
):
    close_city()
    worker = visitor(Role.WARD_WORKER, north)
    page = follow(worker, worker.post(f"{DESK}{record}", data=TYPED), TYPED)

    shown = text_of(page.text)
    assert "この月は全市で締めてあります" in shown
    assert "令和8年5月 相談方法: 電話 1→0 ほか1、公表済みの資料は変わりません" in shown
    assert hidden(page.text) == TYPED
    with at(north):
        assert queries.page().items == []

    address = f"{ROOM}revisions/{record}"
    refused = worker.post(address, data={**hidden(page.text), "correction_reason": ""})
    assert refused.status_code == 422
    sent = worker.post(address, data={**hidden(page.text), "correction_reason": WORDS})
    assert sent.status_code == 302
    card = text_of(worker.get(sent.location).text)
    assert "返事を待っています" in card
    assert WORDS in card

    manager = visitor(Role.CENTRAL_MANAGER, central)
    asked = sent.location.replace("north", "central")
    assert "認めない" in manager.get(asked).text
    assert manager.post(f"{asked}/decision", data={"kind": "declined"}).status_code == 422
    assert manager.post(f"{asked}/decision", data={"kind": "accepted"}).status_code == 302
    apply_accepted()
    assert "反映済み" in text_of(worker.get(sent.location).text)
    assert "返事をする" not in manager.get(asked).text


def test_a_late_record_goes_the_same_way(app, visitor, north):
    close_city()
    worker = visitor(Role.WARD_WORKER, north)
    typed = {name: value for name, value in TYPED.items() if name != "version"}
    page = follow(worker, worker.post(DESK, data=typed), typed)
    assert "令和8年5月 相談件数 0→1" in text_of(page.text)

    answer = worker.post(f"{ROOM}receptions", data={**typed, "correction_reason": WORDS})
    assert answer.status_code == 302


def test_deleting_bringing_back_and_bringing_in_go_the_same_way(record, visitor, north):
    manager = visitor(Role.WARD_MANAGER, north)
    with at(north):
        other = a_consultation().id
        import_ = transfers.receive("5月.csv", CSV.encode(), uploaded_by_name="見本").id
    manager.post(f"{DESK}{other}/deletion", data={"reason": "二度記録した"})
    with at(north):
        [gone] = consultations.deleted()
    close_city()
    for address, typed, said in (
        (f"{DESK}{record}/deletion", {"reason": "二度記録した"}, "相談件数 1→0"),
        (f"{DESK}deleted/{gone.id}/restoration", {}, "相談件数 1→2"),
        (f"/centers/north/transfers/{import_}/taking", {}, "相談件数 1→2"),
    ):
        page = follow(manager, manager.post(address, data=typed), typed)
        assert said in text_of(page.text)


def test_where_nothing_can_be_proposed_the_month_is_named(app, visitor, north):
    with at(north):
        record = a_consultation(topics=("other",)).id
    close_city()
    asked = {"consultation_ids": [str(record)], "to_topic": "founding", "reason": "理由"}

    answer = visitor(Role.WARD_MANAGER, north).post(f"{DESK}topic-corrections", data=asked)

    assert answer.status_code == 409
    assert "令和8年5月は全市で締めてあります" in answer.text


def test_after_submission_alone_the_reason_is_enough(record, visitor, north):
    with at(north):
        months.close_month(MAY, by_name="見本")
    worker = visitor(Role.WARD_WORKER, north)
    page = follow(worker, worker.post(f"{DESK}{record}", data=TYPED), TYPED)
    assert "理由を添えて保存する" in page.text

    made = worker.post(f"{ROOM}revisions/{record}", data={**TYPED, "correction_reason": WORDS})
    assert "提出後・全市で締める前の訂正" in text_of(worker.get(made.location).text)
    with at(north):
        assert consultations.consultation(record).channel == "visit"


def test_words_alone_are_saved_in_a_closed_month_without_asking(record, visitor, north):
    close_city()
    typed = {**TYPED, "channel": "phone"}

    answer = visitor(Role.WARD_WORKER, north).post(f"{DESK}{record}", data=typed)

    assert (answer.status_code, answer.location) == (302, f"{DESK}{record}")


def test_pages_of_figures_are_marked(record, visitor, north, central):
    close_city()
    made = proposed_revision(north, record, channel="visit")
    decide(central, made)
    apply_accepted()
    span = "from=2026-05&to=2026-05"

    city = text_of(visitor(Role.CENTRAL_COORDINATOR, central).get(f"/city/statistics/?{span}").text)
    assert "訂正あり 2026年5月" in city
    assert "港北: 令和8年5月 相談方法: 電話 1→0 ほか1(記録の訂正" in city
    assert WORDS not in city
    ward = visitor(Role.WARD_WORKER, north).get(f"/centers/north/statistics/?{span}").text
    assert "訂正あり" in ward
    other = "from=2026-06&to=2026-06"
    ward = visitor(Role.WARD_WORKER, north).get(f"/centers/north/statistics/?{other}").text
    assert "訂正あり" not in ward


def heard(place, role):
    with at(place, role=role):
        return [notice.kind for notice in notices.page().items]


def test_both_sides_are_told(record, north, south, central):
    close_city()
    made = proposed_revision(north, record, channel="visit")
    assert heard(central, Role.CENTRAL_MANAGER) == ["proposed"]
    assert heard(central, Role.CENTRAL_COORDINATOR) == []
    decide(central, made)

    assert heard(north, Role.WARD_WORKER) == ["accepted"]  # who asked for it
    assert heard(north, Role.WARD_MANAGER) == ["accepted"]
    assert heard(south, Role.WARD_MANAGER) == []
    with at(north):
        telling.decide()
        account = north.people[Role.WARD_WORKER]
        envelope = telling.claim(account, public_url="https://kyodo.example")
    assert envelope is not None
    assert f"/centers/north/corrections/{made}" in envelope.words.body
    assert WORDS not in envelope.words.body


def test_a_program_is_told_looks_and_proposes(record, visitor, north, central):
    close_city()
    worker = visitor(Role.WARD_WORKER, north)
    revision = {**TYPED, "topics": ["tax"], "version": 1, "received_at": "2026-05-01T11:00+09:00"}
    refused = worker.put(
        f"/api/v1/centers/north/consultations/{record}", json=revision, headers={"If-Match": "*"}
    )
    assert (refused.status_code, refused.json["closed_month"]) == (409, "2026-05")
    assert refused.json["closed_by_city"] is True

    asked = {**revision, "correction_reason": WORDS}
    looked = worker.post(f"{API}/revisions/{record}", json={**asked, "preview": True})
    assert (looked.status_code, looked.json["id"], looked.json["state"]) == (200, None, "preview")
    assert {each["label"] for each in looked.json["changes"]} == {
        "相談方法: 来館",
        "相談方法: 電話",
    }
    assert worker.get(f"{API}/").json["items"] == []

    made = worker.post(f"{API}/revisions/{record}", json=asked)
    assert (made.status_code, made.json["state"]) == (201, "proposed")
    assert made.json["changes"] == looked.json["changes"]
    manager = visitor(Role.CENTRAL_MANAGER, central)
    theirs = f"{API.replace('north', 'central')}/{made.json['id']}"
    assert manager.get(theirs).json["reason"] == WORDS
    step = manager.post(f"{theirs}/decision", json={"kind": "accepted"})
    assert (step.status_code, step.json["kind"]) == (201, "accepted")
    apply_accepted()
    assert worker.get(f"{API}/{made.json['id']}").json["state"] == "applied"
    assert worker.post(f"{API}/{made.json['id']}/withdrawal").status_code == 409
