"""What the form offers first, and what it warns of."""

import html
import re
from datetime import timedelta

import pytest

from app import calendar
from app.access.permissions import Role
from app.consultations import queries
from tests.consultations.records import recorded, typed

DESK = "/centers/north/consultations/"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def page_of(response):
    return html.unescape(response.text)


def offered(page, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def test_the_center_s_own_most_used_choices_come_first(worker, north, south, at):
    city_order = offered(page_of(worker.get(f"{DESK}new")), "channel")
    often, once = city_order[-1], city_order[-2]
    lately = calendar.now() - timedelta(days=1)
    with at(north):
        for channel in (often, often, once):
            recorded(received_at=lately, channel=channel, client_type="other")
    with at(south):
        recorded(received_at=lately, channel=city_order[1])

    page = page_of(worker.get(f"{DESK}new"))

    assert offered(page, "channel") == [often, once, *city_order[:-2]]
    assert offered(page, "client_type")[0] == "other"


def test_topics_and_outcomes_come_by_use_too_but_other_topics_stay_last(worker, north, at):
    empty = page_of(worker.get(f"{DESK}new"))
    lately = calendar.now() - timedelta(days=1)
    with at(north):
        for _ in range(3):
            recorded(received_at=lately, topics=["other"], primary_topic="other")
        recorded(received_at=lately, topics=["tax"], primary_topic="tax", outcome="withdrawn")

    page = page_of(worker.get(f"{DESK}new"))

    city_order = offered(empty, "topics")
    assert offered(page, "topics") == ["tax", *(each for each in city_order if each != "tax")]
    assert offered(page, "topics")[-1] == "other"
    assert offered(page, "outcome")[0] == "withdrawn"
    assert "相談内容: このセンターで最近よく選ばれた順" in page
    assert "事務(税務)(1回)" in page


def test_what_was_chosen_long_ago_does_not_count(north, at):
    with at(north):
        recorded(received_at=calendar.now() - queries.USE_LASTS - timedelta(days=1))
        assert not queries.recent_use().channels


def test_a_saved_summary_that_looks_like_a_person_is_pointed_out(worker):
    saved = worker.post(DESK, data=typed(summary="山田様 045-000-0000 へ折り返し"))
    card = page_of(worker.get(saved.location))
    assert "概要に、個人がわかるように見える文字があります" in card
    assert "氏名（山田様）、電話番号（045-000-0000）" in card
    assert "この相談を直す</a>" in card


def test_a_plain_summary_is_left_in_peace(worker):
    saved = worker.post(DESK, data=typed(summary="仲間の集め方", body="山田様から"))
    assert "個人がわかるように見える" not in page_of(worker.get(saved.location))


def test_a_letter_warns_before_it_is_sent(worker, north, at):
    with at(north):
        subject = recorded(body="山田様から相談")
    page = page_of(worker.get(f"/centers/north/referrals/new?consultation={subject}"))
    assert "推進センターに見えるものに、個人がわかるように見える文字があります" in page
