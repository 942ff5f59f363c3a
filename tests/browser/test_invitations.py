"""Everybody is asked to a meeting: by the convening center, at a ward's desk, by a guest's link."""

from datetime import timedelta

from playwright.sync_api import expect

from app import calendar
from app.invitations import service
from app.invitations.models import MeetingGuest
from tenants import db
from tests.browser.test_every_page import faults
from tests.places import at


def in_days(days):
    return f"{calendar.today() + timedelta(days=days):%Y/%m/%d}"


def press(page, name, role="button"):
    page.locator("main").get_by_role(role, name=name).first.click()


def test_who_is_asked_answers_and_the_board_shows_it(sit_down, site):
    desk = sit_down("coordinator")
    desk.goto("/centers/central/meetings/new")
    desk.get_by_label("開催日").fill(in_days(30))
    desk.get_by_label("会場").fill("協働ラボ")
    press(desk, "保存する")
    press(desk, "招待を用意する", role="link")
    desk.get_by_label("招待のことば").fill("ぜひご参加ください")
    assert list(faults(desk)) == []
    press(desk, "保存する")
    press(desk, "市役所の人・ゲストを加える", role="link")
    desk.get_by_label("氏名").fill("役所 一郎")
    press(desk, "保存する")
    press(desk, "招待を送る")
    expect(desk.locator("main")).to_contain_text("出席 0・欠席 0・オブザーバー 0・未回答 2")
    board = desk.url

    ward = sit_down("worker")
    ward.goto("/centers/north/")
    waiting = ward.locator("section", has_text="会議の出欠をお答えください")
    waiting.get_by_role("link").last.click()
    ward.get_by_text("出席", exact=True).click()
    ward.get_by_label("参加する人").fill("見本 太郎")
    assert list(faults(ward)) == []
    press(ward, "回答する")
    expect(ward.locator("main")).to_contain_text("回答しました")

    with site.app.app_context(), at(site.places["central"]):
        guest = db.session.query(MeetingGuest).filter_by(name="役所 一郎").one()
        secret = service.link_secret(str(site.app.secret_key), guest.id)
    stranger = sit_down(None)
    stranger.goto(f"/invitations/{secret}")
    stranger.get_by_text("オブザーバー", exact=True).click()
    assert list(faults(stranger)) == []
    press(stranger, "回答する")
    expect(stranger.locator("main")).to_contain_text("回答しました")

    desk.goto(board)
    expect(desk.locator("main")).to_contain_text("出席 1・欠席 0・オブザーバー 0・未回答 1")
    expect(desk.locator("main")).to_contain_text("見本 太郎")
    assert list(faults(desk)) == []


def test_a_year_is_made_in_three_steps(sit_down):
    desk = sit_down("coordinator")
    desk.goto("/centers/central/meetings/year/new")
    desk.get_by_label("会場").fill("協働ラボ")
    desk.get_by_label("年度").select_option(index=2)
    press(desk, "日程を確かめる")
    expect(desk.locator("h1")).to_have_text("日程を確かめる")
    assert list(faults(desk)) == []
    desk.get_by_label("2回目の開催日").fill("")
    press(desk, "もう一度確かめる")
    expect(desk.get_by_label("1回目の開催日")).not_to_have_value("")
    press(desk, "この日程で会議を作る")
    expect(desk.locator("main")).to_contain_text("会議を作りました")
    assert list(faults(desk)) == []
