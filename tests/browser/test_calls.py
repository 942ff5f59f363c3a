"""From the call for topics to the agenda: the center asks, a ward answers, one press takes it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app import calendar
from tests.browser.test_every_page import faults
from tests.files.made import a_pdf

TOPIC = "団体登録の更新をそろえたい"


def in_days(days):
    return f"{calendar.today() + timedelta(days=days):%Y/%m/%d}"


def press(page, name, role="button"):
    page.locator("main").get_by_role(role, name=name).first.click()


@pytest.fixture
def called(sit_down):
    """The central center convenes a meeting, and asks the wards; its board."""
    desk = sit_down("coordinator")
    desk.goto("/centers/central/meetings/new")
    desk.get_by_label("開催日").fill(in_days(30))
    desk.get_by_label("会場").fill("協働ラボ")
    press(desk, "保存する")
    press(desk, "募集を用意する", role="link")
    desk.get_by_label("締切").fill(in_days(20))
    desk.get_by_label("区へのことば").fill("一年の振り返りを")
    press(desk, "保存する")
    press(desk, "募集を始める")
    expect(desk.get_by_role("heading", level=2).first).to_contain_text("提出の状況 0/")
    return desk


def test_a_ward_answers_in_two_lines_and_the_center_takes_one_over(sit_down, called):
    ward = sit_down("worker")
    ward.goto(called.url)
    assert ward.locator("h1").inner_text() != "報告・議題を出す"  # another center's desk
    ward.goto("/centers/north/")
    waiting = ward.locator("section", has_text="会議の報告・議題を募集しています")
    waiting.get_by_role("link").last.click()
    ward.get_by_label("1行目の内容").fill("講座に40人が集まりました")
    ward.get_by_label("2行目の種類").select_option("議題")
    ward.get_by_label("2行目の内容").fill(TOPIC)
    press(ward, "下書きを保存する")
    expect(ward.locator("main")).to_contain_text("まだ推進センターには見えません")
    paper = {"name": "図.pdf", "mimeType": "application/pdf", "buffer": a_pdf("paper")}
    ward.get_by_label("ファイルを選ぶ").set_input_files([paper])
    press(ward, "添える")
    assert list(faults(ward)) == []
    called.reload()
    expect(called.locator("main")).not_to_contain_text(TOPIC)

    press(ward, "推進センターに提出する")

    expect(ward.locator("main")).to_contain_text("提出済")
    called.reload()
    expect(called.get_by_role("heading", level=2).first).to_contain_text("提出の状況 1/")
    expect(called.get_by_role("link", name="図.pdf")).to_be_visible()
    assert list(faults(called)) == []
    called.locator("tr", has_text=TOPIC).get_by_role("button").click()
    expect(called.locator("tr", has_text=TOPIC)).to_contain_text("議題に入れました")
    press(called, "会議の議題を見る", role="link")
    expect(called.locator("#agenda tr", has_text=TOPIC)).to_contain_text("港北")


def test_who_has_not_answered_is_reminded_at_the_bell(sit_down, called):
    press(called, "督促する")
    expect(called.locator(".ward-tiles")).to_contain_text("督促済")
    ward = sit_down("worker")
    ward.goto("/centers/north/notifications/")
    told = ward.locator(".notices li", has_text="督促")
    told.first.get_by_role("button", name="開く").click()
    expect(ward.locator("h1")).to_have_text("報告・議題を出す")
    expect(ward.locator("main")).to_contain_text("督促が届いています")
