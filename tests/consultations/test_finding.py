"""What narrows the list: the same on the page, in the API and for what is taken out."""

import html

import pytest

from app.access.permissions import Role
from app.consultations import queries
from app.consultations.rules import Filters
from tenants import db
from tests.consultations.records import recorded

DESK = "/centers/north/consultations/"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def found(**filters):
    asked = queries.finding.matching(Filters(**filters))
    return [consultation.summary for consultation in db.session.scalars(asked)]


CASES = {
    "はじめ": {"received_at": "R7.4.1 10:00", "channel": "visit", "outcome": "answered"},
    "なかば": {"received_at": "R7.7.1 23:59", "topics": ["tax"], "outcome": "continuing"},
    "おわり": {"received_at": "R7.7.2 0:00", "client_type": "npo", "referral_target": "other"},
}


@pytest.fixture
def cases(north, at):
    with at(north):
        for summary, case in CASES.items():
            recorded(summary=summary, **case)


@pytest.mark.parametrize(
    ("address", "summaries"),
    [
        ("", ["おわり", "なかば", "はじめ"]),
        ("since=R7.7.1", ["おわり", "なかば"]),
        ("until=令和7年7月1日", ["なかば", "はじめ"]),
        ("since=2025-07-02&until=2025-07-02", ["おわり"]),
        ("month=2025-07", ["おわり", "なかば"]),
        ("topics=tax", ["なかば"]),
        ("topics=tax&topics=founding", ["おわり", "なかば", "はじめ"]),
        ("channels=visit", ["はじめ"]),
        ("client_types=npo", ["おわり"]),
        ("outcomes=answered&outcomes=continuing", ["なかば", "はじめ"]),
        ("staff=見本", ["おわり", "なかば", "はじめ"]),
        ("staff=ほかの人", []),
        ("state=open", ["おわり", "なかば"]),
        ("state=over", ["はじめ"]),
        ("referred=yes", ["おわり"]),
        ("referred=no", ["なかば", "はじめ"]),
        ("topics=tax&state=over", []),
    ],
)
def test_each_filter_narrows_the_list_alike_everywhere(worker, cases, address, summaries):
    listed = worker.get(f"/api/v1{DESK}?{address}").json["items"]
    assert [item["summary"] for item in listed] == summaries
    page = html.unescape(worker.get(f"{DESK}?{address}").text)
    assert [summary for summary in CASES if f">{summary}<" in page] == summaries[::-1]


def test_the_statement_itself_is_for_whoever_takes_the_list_out(north, at, cases):
    with at(north):
        assert found(topics=("tax",)) == ["なかば"]
        assert found() == ["おわり", "なかば", "はじめ"]


def test_nothing_of_another_center_matches(south, at, cases):
    with at(south):
        assert found() == []
        assert found(words="はじめ") == []


def test_a_walk_by_cursor_stays_within_what_is_looked_for(worker, cases):
    seen, after = [], ""
    while after is not None:
        page = worker.get(f"/api/v1{DESK}?state=open&limit=1&after={after}").json
        seen += [item["summary"] for item in page["items"]]
        after = page["next"]
    assert seen == ["おわり", "なかば"]


@pytest.mark.parametrize(
    ("address", "field", "sentence"),
    [
        ("since=きのう", "since", "日付として読めません"),
        ("until=2.7.1", "until", "元号か西暦かわかりません"),
        ("month=2025-13", "month", "月は 2026-11 のように"),
        ("state=asleep", "state", "選択肢にありません。"),
        ("referred=maybe", "referred", "選択肢にありません。"),
        (f"words={'あ' * 201}", "words", "200文字以内で"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(worker, cases, address, field, sentence):
    refused = worker.get(f"/api/v1{DESK}?{address}")
    assert refused.status_code == 422
    assert sentence in refused.json["errors"][field][0]
    assert worker.get(f"{DESK}?{address}").status_code == 422


def test_a_filter_of_the_address_is_written_back_the_same(worker, cases):
    filters = Filters(topics=("tax", "funding"), state="open")
    assert filters.address == {"topics": ["tax", "funding"], "state": "open"}
    assert not Filters()
