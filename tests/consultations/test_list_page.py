"""The list's page: its box, filters with counts, chips, and lists kept by a name."""

import html
import re
from urllib.parse import unquote

import pytest

from app.access.permissions import Role
from app.consultations import queries
from app.consultations.rules import Filters
from app.consultations.service.saved import MOST_LISTS
from tests.consultations.records import recorded

DESK = "/centers/north/consultations/"
LISTS = f"/api/v1{DESK}saved-lists"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def manager(visitor, north):
    return visitor(Role.WARD_MANAGER, north)


@pytest.fixture
def cases(north, at):
    with at(north):
        recorded(summary="一", channel="phone", topics=["tax"], outcome="answered")
        recorded(summary="二", channel="visit", topics=["tax", "funding"], primary_topic="tax")
        recorded(summary="三", channel="visit", topics=["funding"], referral_target="other")


def page_of(client, query=""):
    return html.unescape(client.get(f"{DESK}?{query}").text)


def counted(page, name, value):
    found = re.search(rf'name="{name}" value="{value}"[^>]*>[^<]*<span[^>]*>([\d,]+)<', page)
    return int(found[1]) if found else None


def test_beside_each_choice_stands_what_it_would_show(worker, cases):
    page = page_of(worker, "panel=1")
    shown = {
        ("channels", "visit"): 2,
        ("channels", "phone"): 1,
        ("channels", "mail"): 0,
        ("topics", "tax"): 2,
        ("topics", "funding"): 2,
        ("outcomes", "answered"): 1,
        ("staff", "見本"): 3,
        ("state", "open"): 2,
        ("state", "over"): 1,
        ("referred", "yes"): 1,
        ("referred", "no"): 2,
    }
    assert {choice: counted(page, *choice) for choice in shown} == shown
    assert "いまの条件では 3 件。" in page


def test_counts_follow_the_other_filters_but_not_their_own(worker, cases):
    page = page_of(worker, "panel=1&channels=visit")
    assert (counted(page, "channels", "phone"), counted(page, "channels", "visit")) == (1, 2)
    assert (counted(page, "topics", "tax"), counted(page, "topics", "funding")) == (1, 2)
    assert "いまの条件では 2 件。" in page


def test_counts_follow_the_words(worker, cases):
    counts = worker.get(f"/api/v1{DESK}counts?words=三").json
    assert counts["total"] == 1
    assert counts["complete"] is True
    assert counts["by"]["channels"] == {"visit": 1}
    assert counts["by"]["topics"] == {"funding": 1}


def test_of_very_many_only_the_newest_are_counted_and_it_is_said(worker, cases, monkeypatch):
    monkeypatch.setattr(queries.counting, "MOST_COUNTED", 2)
    counts = worker.get(f"/api/v1{DESK}counts").json
    assert (counts["total"], counts["complete"]) == (2, False)
    assert "新しい 2 件の中で数えています" in page_of(worker, "panel=1")


def test_another_center_s_records_are_in_no_count(south, at, cases):
    with at(south):
        counts = queries.counts(Filters())
    assert counts == (0, True, {})


def test_each_filter_at_work_can_be_taken_off(worker, cases):
    page = page_of(worker, "channels=visit&channels=phone&words=二&since=R7.4.1&state=open")
    chips = {
        unquote(address): words
        for address, words in re.findall(r'<a class="chip" href="([^"]+)">([^<]+)<', page)
    }
    both = "channels=visit&channels=phone"
    assert chips == {
        f"{DESK}?since=2025-04-01&{both}&state=open": "探す言葉: 二",
        f"{DESK}?words=二&{both}&state=open": "受付日(から): 令和7年4月1日(火)",
        f"{DESK}?words=二&since=2025-04-01&channels=phone&state=open": "相談方法: 来館",
        f"{DESK}?words=二&since=2025-04-01&channels=visit&state=open": "相談方法: 電話",
        f"{DESK}?words=二&since=2025-04-01&{both}": "対応中・終了: 対応中",
    }


def test_a_search_keeps_the_filters_at_work(worker, cases):
    page = page_of(worker, "channels=visit")
    form = re.search(r'<form class="finder".*?</form>', page, re.DOTALL)[0]
    assert '<input type="hidden" name="channels" value="visit">' in form


def test_nothing_found_says_what_to_try(worker, cases):
    assert "条件に合う相談は見つかりませんでした" in page_of(worker, "words=ないはずの語")


def test_a_day_that_cannot_be_read_is_named_beside_its_field(worker, cases):
    page = page_of(worker, "since=きのう")
    assert 'href="#field-since"' in page
    assert "日付として読めません" in page
    assert 'value="きのう"' in page


def test_a_list_is_kept_by_a_name_shown_and_removed(worker, cases):
    typed = {"name": "来館の税務", "channels": "visit", "topics": "tax"}
    kept = worker.post(f"{DESK}saved-lists", data=typed)
    assert kept.location == f"{DESK}?topics=tax&channels=visit"
    page = page_of(worker, "topics=tax&channels=visit")
    assert f'<a href="{DESK}?topics=tax&channels=visit" aria-current="page">来館の税務</a>' in page
    removal = re.search(r'action="([^"]+/removal)"', page)[1]
    assert worker.post(removal).status_code == 302
    assert worker.get(LISTS).json["items"] == []


def test_only_a_shared_list_is_seen_by_colleagues_who_cannot_remove_it(worker, manager, south, at):
    filters = {"state": "open"}
    worker.post(LISTS, json={"name": "わたしの", "filters": filters})
    shared = worker.post(LISTS, json={"name": "みんなの", "shared": True, "filters": filters}).json
    assert [each["name"] for each in manager.get(LISTS).json["items"]] == ["みんなの"]
    assert "みんなの" in page_of(manager)
    assert manager.delete(f"{LISTS}/{shared['id']}").status_code == 404
    assert worker.delete(f"{LISTS}/{shared['id']}").status_code == 204
    with at(south):
        assert queries.saved_lists() == []


def test_the_same_name_again_replaces_the_list(worker):
    for state in ("open", "over"):
        worker.post(LISTS, json={"name": "一覧", "filters": {"state": state}})
    [kept] = worker.get(LISTS).json["items"]
    assert kept["filters"] == {"state": "over"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"state": "open"}, "入力してください。"),
        ({"name": "あ" * 41, "state": "open"}, "40文字以内で入力してください。"),
        ({"name": "何も探さない"}, "一つ以上選んでください"),
    ],
)
def test_a_list_that_cannot_be_kept_is_refused_with_a_sentence(worker, typed, sentence):
    refused = worker.post(f"{DESK}saved-lists", data=typed)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    assert worker.get(LISTS).json["items"] == []


def test_nobody_keeps_lists_without_end(worker):
    for number in range(MOST_LISTS):
        worker.post(LISTS, json={"name": f"一覧{number}", "filters": {"state": "open"}})
    refused = worker.post(LISTS, json={"name": "もう一つ", "filters": {"state": "open"}})
    assert "30個までです" in refused.json["errors"]["name"][0]
