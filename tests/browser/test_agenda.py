"""The agenda under the hands: dragged by mouse and finger, moved by keys, and said aloud."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app import calendar
from tests.browser.test_every_page import faults


def titles(page):
    return page.locator("#agenda tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.title)"
    )


@pytest.fixture
def meeting(sit_down):
    """A new meeting with the usual agenda."""
    desk = sit_down("coordinator")
    desk.goto("/centers/central/meetings/new")
    desk.get_by_label("開催日").fill(f"{calendar.today() + timedelta(days=30):%Y/%m/%d}")
    desk.get_by_label("会場").fill("協働ラボ")
    desk.locator("main").get_by_role("button", name="保存する").click()
    expect(desk.locator("#agenda tbody tr")).to_have_count(8)
    return desk


def drag(page, title, onto):
    """Take the handle of one item, and let go over another one."""
    handle = page.get_by_role("button", name=f"「{title}」を動かす")
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    goal = page.locator("#agenda tr", has_text=onto).first.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(goal["x"] + 40, goal["y"] + goal["height"] / 2 + 4, steps=8)
    page.mouse.up()


def test_an_item_is_dragged_with_one_request_and_stays(meeting):
    sent = []
    meeting.on("request", lambda request: sent.append(request.url))
    drag(meeting, "前回確認事項", "相談統計")

    said = meeting.locator("#agenda-said")
    expect(said).to_contain_text("「前回確認事項」は4番目です。合計 120分")
    assert titles(meeting)[1:4] == ["各区からの報告", "相談統計", "前回確認事項"]
    assert len([url for url in sent if url.endswith("/moves")]) == 1
    meeting.reload()
    assert titles(meeting)[3] == "前回確認事項"
    assert list(faults(meeting)) == []


def test_what_opens_is_never_dragged_past(meeting):
    drag(meeting, "相談統計", "前回確認事項")
    expect(meeting.locator("#agenda-said")).to_contain_text("「相談統計」は3番目です")
    assert meeting.get_by_role("button", name="「開会」を動かす").count() == 0
    assert titles(meeting)[0] == "開会"
    assert titles(meeting)[-1] == "次回・閉会"


def test_escape_puts_it_back_and_arrow_keys_move(meeting):
    before = titles(meeting)
    handle = meeting.get_by_role("button", name="「相談統計」を動かす")
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    meeting.mouse.move(start["x"] + 10, start["y"] + 10)
    meeting.mouse.down()
    meeting.mouse.move(start["x"] + 10, start["y"] + 120, steps=4)
    meeting.keyboard.press("Escape")
    meeting.mouse.up()
    assert titles(meeting) == before

    handle.focus()
    meeting.keyboard.press("ArrowDown")
    expect(meeting.locator("#agenda-said")).to_contain_text("「相談統計」は5番目です")
    expect(meeting.get_by_role("button", name="「相談統計」を動かす")).to_be_focused()
    meeting.keyboard.press("ArrowUp")
    expect(meeting.locator("#agenda-said")).to_contain_text("「相談統計」は4番目です")
    assert titles(meeting) == before


def test_somebody_who_was_faster_is_told(meeting, sit_down):
    other = sit_down("coordinator")
    other.goto(meeting.url)
    other.locator("#agenda tr", has_text="その他").get_by_role("link", name="直す").click()
    other.get_by_role("button", name="議題を消す").click()
    expect(other.locator("#agenda tbody tr")).to_have_count(7)

    drag(meeting, "前回確認事項", "その他")

    expect(meeting.locator("main")).to_contain_text("ほかの人が先に消しました")
    expect(meeting.locator("#agenda tbody tr")).to_have_count(7)
    assert titles(meeting)[1] == "前回確認事項"
