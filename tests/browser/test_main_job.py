"""The main job as people do it: by keyboard at the desk, back and forth with the central center."""

import re

import pytest
from playwright.sync_api import expect

from app.access.permissions import Role
from tests.places import PASSWORD, email_of

STATUS = ".page-title .badge"


def choose(page, *labels):
    for label in labels:
        page.get_by_label(label, exact=True).check()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, locator, *, limit=60):
    """Reach `locator` by the Tab key alone."""
    for _ in range(limit):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {locator}")


def record(page, summary, **person):
    """Log a consultation with the mouse, where the test is about something later."""
    page.goto("/centers/north/consultations/new")
    choose(page, "電話", "個人", "団体の立ち上げ")
    page.get_by_label("概要").fill(summary)
    if person:
        page.get_by_text("相談者・団体・所要時間・継続元").click()
        for label, words in person.items():
            page.get_by_label(re.compile(f"^{label} ")).fill(words)
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")


def ask_central(page, *, with_person=False):
    page.get_by_role("link", name="推進センターに相談する").click()
    choose(page, "助言がほしい")
    if with_person:
        choose(page, "同意を得たので、次の内容も伝える", "口頭で")
        page.get_by_label("伝える目的").fill("直接電話するため")
    page.get_by_role("button", name="この内容で送る").click()
    expect(page.locator(STATUS)).to_contain_text("受付待ち")


def step(page, button, words=None):
    if words:
        page.get_by_label("書くこと").fill(words)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_case_goes_from_the_desk_to_the_central_center_and_back(sit_down):
    ward, center = sit_down(), sit_down("coordinator")
    ward.goto("/")
    ward.get_by_label("メールアドレス").fill(email_of(Role.WARD_WORKER, "north"))
    ward.get_by_label("パスワード").fill(PASSWORD)
    press(ward, "Enter")
    expect(ward.get_by_role("heading", level=1)).to_have_text("今日の机")

    press(ward, "n")
    expect(ward.get_by_role("heading", level=1)).to_have_text("新しい相談")
    for label in ("来館", "任意団体・ボランティアグループ"):
        tab_to(ward, ward.locator("fieldset", has=ward.get_by_label(label)).locator("input").first)
        press(ward, "Space")
        while not ward.get_by_label(label, exact=True).is_checked():
            press(ward, "ArrowRight")
    for label in ("団体の立ち上げ", "資金調達"):
        tab_to(ward, ward.get_by_label(label, exact=True))
        press(ward, "Space")
    tab_to(ward, ward.get_by_label("概要"))
    ward.keyboard.insert_text("活動資金の集め方")
    press(ward, "Tab")
    ward.keyboard.insert_text("はじめての助成金。")
    press(ward, "Control+Enter")
    expect(ward.get_by_role("heading", level=1)).to_contain_text("相談 R")
    expect(ward.get_by_text("◎団体の立ち上げ、○資金調達")).to_be_visible()

    ward.get_by_role("link", name="相談", exact=True).first.click()
    ward.get_by_role("row", name=re.compile("活動資金の集め方")).get_by_role("link").click()
    ward.get_by_role("link", name="推進センターに相談する").click()
    choose(ward, "助言がほしい", "至急")
    ward.get_by_label("聞きたいこと").fill("どの助成金がよいですか。")
    preview = ward.get_by_role("region", name="推進センターに見えるもの").locator("dl").inner_text()
    assert "はじめての助成金。" in preview
    ward.get_by_role("button", name="この内容で送る").click()
    expect(ward.locator(STATUS)).to_contain_text("受付待ち")

    center.goto("/")
    center.get_by_role("link", name="活動資金の集め方").click()
    seen = center.get_by_role("region", name="相談の内容").locator("dl").nth(1).inner_text()
    assert seen == preview
    step(center, "受け取る")
    step(center, "区に確認する", "会員は何人ですか。")
    expect(center.locator(STATUS)).to_contain_text("区に確認中")

    ward.goto("/")
    ward.get_by_role("region", name="推進センターから返事が来ています").get_by_role(
        "link", name="活動資金の集め方"
    ).click()
    expect(ward.get_by_text("会員は何人ですか。")).to_be_visible()
    step(ward, "返事をする", "五人です。")
    expect(ward.locator(STATUS)).to_contain_text("区から返事あり")

    center.reload()
    step(center, "回答する", "春の助成金があります。")
    expect(center.locator(STATUS)).to_contain_text("回答済み")
    ward.reload()
    expect(ward.get_by_text("春の助成金があります。")).to_be_visible()
    step(ward, "解決した")
    expect(ward.locator(STATUS)).to_contain_text("解決")
    expect(ward.get_by_role("list", name="経過").get_by_role("listitem")).to_have_count(6)


def test_a_withdrawn_consent_takes_name_and_contact_from_the_other_screen(sit_down):
    ward, center = sit_down("worker"), sit_down("coordinator")
    record(ward, "直接話したい方", 氏名="見本 花子", 連絡先="045-000-0000")
    ask_central(ward, with_person=True)
    letter = ward.url.rpartition("/")[2]
    center.goto(f"/centers/central/referrals/{letter}")
    expect(center.get_by_text("見本 花子")).to_have_count(0)
    center.get_by_role("button", name="氏名・連絡先を見る").click()
    expect(center.get_by_text("見本 花子")).to_be_visible()
    expect(center.get_by_text("045-000-0000")).to_be_visible()

    ward.get_by_role("button", name="同意を取り消す").click()
    expect(ward.get_by_text("同意を取り消しました。")).to_be_visible()

    center.goto(f"/centers/central/referrals/{letter}")
    expect(center.get_by_text("に取り消されました")).to_be_visible()
    expect(center.get_by_role("button", name="氏名・連絡先を見る")).to_have_count(0)


def test_of_two_coordinators_the_second_is_told_who_has_the_case(sit_down):
    ward = sit_down("worker")
    record(ward, "二人で同時に")
    ask_central(ward)
    letter = f"/centers/central/referrals/{ward.url.rpartition('/')[2]}"
    first, second = sit_down("coordinator"), sit_down("second coordinator")
    first.goto(letter)
    second.goto(letter)
    step(first, "受け取る")
    expect(first.locator(STATUS)).to_contain_text("対応中")
    step(second, "受け取る")
    told = f"{Role.CENTRAL_COORDINATOR.label}さんが先に受け取りました"
    expect(second.get_by_role("alert")).to_contain_text(told)


def test_another_ward_opens_the_same_address_and_finds_nothing(sit_down):
    ward, stranger = sit_down("worker"), sit_down("stranger")
    record(ward, "よそからは見えない")
    path = ward.url.partition("/centers/north")[2]
    for center in ("north", "south"):
        stranger.goto(f"/centers/{center}{path}")
        expect(stranger.get_by_role("heading", level=1)).to_have_text("見つかりません")


def test_the_whole_form_works_without_script(sit_down):
    page = sit_down("worker", java_script_enabled=False)
    page.goto("/centers/north/")
    page.get_by_role("link", name="新しい相談").click()
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("入力内容をご確認ください")).to_be_visible()
    choose(page, "電話", "個人", "広報", "◎ 主（広報）", "資金調達")
    page.get_by_label("概要").fill("スクリプトなしで")
    page.get_by_role("button", name="記録する").click()
    # What a center uses most comes first, and other tests use it too.
    expect(page.get_by_text(re.compile("◎広報、○資金調達|○資金調達、◎広報"))).to_be_visible()


def test_on_a_phone_a_consultation_is_logged_by_touch(on_the_phone):
    page = on_the_phone("worker")
    page.goto("/centers/north/")
    page.get_by_role("link", name="新しい相談").tap()
    for label in ("電話", "個人", "広報"):
        page.get_by_text(label, exact=True).first.tap()
    page.get_by_label("概要").fill("電話機から")
    page.get_by_role("button", name="記録する").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")
