"""From a ward's line to the pack that every ward reads: ordered, checked, published, added to."""

import pytest
from playwright.sync_api import expect

from app import calendar
from tests.browser.test_calls import in_days, press
from tests.browser.test_every_page import faults
from tests.files.made import a_docx, a_pdf
from worker.tasks.handouts import build_late_waiting
from worker.tasks.meetings import build_waiting

NAMED = "講座の講師は例田さんでした"


@pytest.fixture
def works(site):
    """What the worker does, when a test says so."""

    def one(task):
        with site.app.app_context():
            task.run()

    return one


def choose_file(page, name, content):
    kept = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").first.set_input_files([kept])


def asked_and_answered(desk, ward):
    """A meeting, and what a ward brings to it: its title and address."""
    desk.goto("/centers/central/meetings/new")
    title = f"会議 {calendar.now():%H%M%S}"
    desk.get_by_label("会議名").fill(title)
    desk.get_by_label("開催日").fill(in_days(30))
    desk.get_by_label("会場").fill("協働ラボ")
    press(desk, "保存する")
    meeting = desk.url
    press(desk, "募集を用意する", role="link")
    desk.get_by_label("締切").fill(in_days(20))
    press(desk, "保存する")
    press(desk, "募集を始める")
    ward.goto(desk.url.replace("/central/", "/north/"))
    ward.get_by_label("1行目の内容").fill(NAMED)
    press(ward, "推進センターに提出する")
    expect(ward.locator("main")).to_contain_text("提出済")
    return title, meeting


def test_a_pack_goes_from_the_wards_line_to_every_wards_screen(sit_down, works):
    desk, ward = sit_down("coordinator"), sit_down("worker")
    title, meeting = asked_and_answered(desk, ward)
    desk.goto(meeting)
    press(desk, "資料に入れるものを選ぶ", role="link")
    choose_file(desk, "案内.docx", a_docx("会場の案内です。"))
    press(desk, "加える")
    row = desk.locator("#papers tr", has_text="案内.docx")
    expect(row).to_contain_text("資料3")
    row.get_by_role("button", name="上へ").click()
    expect(row).to_contain_text("資料2")
    assert list(faults(desk)) == []

    press(desk, "資料を作る")
    expect(desk.locator("#pack")).to_contain_text("順番を待っています")
    works(build_waiting)
    expect(desk.locator("#pack")).to_contain_text("公開前の確認が1か所残っています")
    expect(desk.get_by_role("link", name="区に公開する")).to_have_count(0)
    pack = desk.url
    press(desk, "公開前の確認", role="link")
    expect(desk.locator("main")).to_contain_text(NAMED)
    press(desk, "このままでよい")
    expect(desk.locator("main")).to_contain_text("すべて確かめました")
    assert list(faults(desk)) == []
    press(desk, "公開の画面へ進む", role="link")
    press(desk, "公開する")
    expect(desk.locator("main")).to_contain_text("区に公開しています")

    ward.goto(meeting.replace("/central/", "/north/"))
    ward.get_by_role("link", name="資料3 各区からの報告・議題", exact=True).click()
    expect(ward.locator("article")).to_contain_text(NAMED)
    assert list(faults(ward)) == []

    desk.goto(pack)
    press(desk, "資料を追加する", role="link")
    choose_file(desk, "地図.pdf", a_pdf("会場までの地図"))
    press(desk, "加える")
    expect(desk.locator("#late")).to_contain_text("作成中")
    works(build_late_waiting)
    desk.reload()
    press(desk, "公開する")
    expect(desk.locator("#late")).to_contain_text("公開済み")
    assert list(faults(desk)) == []
    ward.goto("/centers/north/notifications/")
    told = ward.locator(".notices li", has_text="会議の資料が追加されました")
    told.first.get_by_role("button", name="開く").click()
    expect(ward.locator("h1")).to_contain_text(title)
    expect(ward.locator("main")).to_contain_text("資料4 地図")
