"""A promise is added by keyboard on the page of a meeting, and its owner ends it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app import calendar
from tests.browser.test_every_page import faults


def in_days(days):
    return f"{calendar.today() + timedelta(days=days):%Y/%m/%d}"


@pytest.fixture
def meeting(sit_down):
    desk = sit_down("coordinator", refusals={422})
    desk.goto("/centers/central/meetings/new")
    desk.get_by_label("開催日").fill(in_days(1))
    desk.get_by_label("会場").fill("協働ラボ")
    desk.locator("main").get_by_role("button", name="保存する").click()
    expect(desk.locator("#actions")).to_be_visible()
    return desk


def add(page, what):
    page.get_by_label("すること").fill(what)
    page.get_by_label("だれが").select_option("港北")
    page.get_by_label("いつまで").fill(in_days(20))
    page.get_by_label("いつまで").press("Enter")


def test_two_promises_in_a_row_and_what_was_refused_stays(meeting, sit_down):
    meeting.evaluate("window.stays = true")
    add(meeting, "ちらしを送る")
    section = meeting.locator("#actions")
    expect(section.locator("tbody tr")).to_have_count(1)
    expect(meeting.get_by_label("すること")).to_be_focused()
    add(meeting, "")
    expect(section.locator(".error-summary")).to_be_visible()
    expect(meeting.get_by_label("いつまで")).to_have_value(in_days(20))
    add(meeting, "名簿を直す")
    expect(section.locator("tbody tr")).to_have_count(2)
    assert meeting.evaluate("window.stays")  # the page around it was never left
    assert list(faults(meeting)) == []

    ward = sit_down("worker")
    ward.goto("/centers/north/actions/")
    ward.get_by_role("link", name="名簿を直す").click()
    assert list(faults(ward)) == []
    ward.get_by_role("button", name="完了にする").click()
    expect(ward.locator("main")).to_contain_text("完了しました")
    meeting.reload()
    expect(section.locator("tr", has_text="名簿を直す")).to_contain_text("完了")


def test_what_is_sent_twice_has_one_effect(meeting):
    meeting.get_by_label("すること").fill("ちらしを送る")
    meeting.get_by_label("だれが").select_option("港北")
    meeting.get_by_label("いつまで").fill(in_days(20))
    meeting.evaluate("""() => {
        const form = document.querySelector("#add-action");
        const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
        return Promise.all([send(), send()]);
    }""")
    meeting.reload()
    expect(meeting.locator("#actions tbody tr")).to_have_count(1)


def test_what_is_open_comes_on_the_next_agenda_and_is_found_in_the_archive(meeting):
    add(meeting, "ちらしを送る")
    expect(meeting.locator("#actions tbody tr")).to_have_count(1)
    meeting.goto("/centers/central/meetings/new")
    meeting.get_by_label("開催日").fill(in_days(40))
    meeting.get_by_label("会場").fill("協働ラボ")
    meeting.locator("main").get_by_role("button", name="保存する").click()
    suggested = meeting.locator("#suggestions li", has_text="前回の宿題")
    expect(suggested).to_contain_text("終わっていません")
    assert list(faults(meeting)) == []
    suggested.get_by_role("button", name="議題に入れる").click()
    expect(meeting.locator("#agenda tr", has_text="前回の宿題")).to_contain_text("ちらしを送る")
    expect(suggested).to_have_count(0)
    meeting.goto("/centers/central/archive/?words=ちらし")
    expect(meeting.locator("main")).to_contain_text("見つかりませんでした")  # none was held yet
    assert list(faults(meeting)) == []
