"""People asked for once: found by keyboard alone, without ever hindering Japanese input."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_every_page import barriers
from tests.consultations.records import recorded
from tests.contacts.people import a_person
from tests.places import at

NEW = "/centers/north/consultations/new"


def somebody_known(site, name, **told):
    with site.app.app_context(), at(site.places["north"]):
        contact = a_person(name, **told)
        recorded(contact_id=contact.id, summary="前に聞いたこと", topics=["publicity"])
        return contact.id


def opened(page):
    page.goto(NEW)
    page.get_by_text("相談者・団体・所要時間・継続元").click()


def test_somebody_known_is_chosen_by_keyboard_and_the_case_continued(sit_down, site):
    somebody_known(
        site, "窓口 見本", kana="まどぐち みほん", lines=["045-000-7777"], group_name="鍵盤の会"
    )
    page = sit_down("worker")
    opened(page)
    kana = page.get_by_label("ふりがな")
    kana.press_sequentially("まどぐち")
    expect(page.locator(".found-contacts [role=option]:visible")).to_have_count(1)
    assert list(barriers(page)) == []
    kana.press("ArrowDown")
    kana.press("Enter")
    expect(page.get_by_label("氏名", exact=False).first).to_have_value("窓口 見本")
    expect(page.get_by_label("連絡先 任意")).to_have_value("045-000-7777")
    expect(page.get_by_label("団体名")).to_have_value("鍵盤の会")
    expect(page.get_by_label("広報", exact=True)).not_to_be_checked()
    page.get_by_role("button", name="前回の続きにする").click()
    expect(page.get_by_label("広報", exact=True)).to_be_checked()
    expect(page.get_by_label("継続元の受付番号")).not_to_have_value("")
    page.get_by_label("電話", exact=True).check()
    page.get_by_label("個人", exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")
    expect(page.get_by_text("前に聞いたこと")).to_be_visible()
    page.get_by_role("link", name="窓口 見本").click()
    expect(page.get_by_text("これまでの相談（2件）")).to_be_visible()


def test_nothing_is_asked_while_kana_become_kanji_and_another_name_lets_go(sit_down, site):
    somebody_known(site, "変換 中", kana="へんかん")
    page = sit_down("worker")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)
    name = page.get_by_label("氏名", exact=False).first
    name.focus()
    page.evaluate(
        "document.activeElement.value = 'へんかん';"
        "document.activeElement.dispatchEvent("
        "new InputEvent('input', {isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(600)
    assert not any("searches" in url for url in asked)
    name.fill("変換")
    page.get_by_role("option", name="変換 中").click()
    expect(page.get_by_text("連絡先「変換 中」につなげます。")).to_be_visible()
    name.fill("べつの人")
    expect(page.get_by_text("連絡先とのつながりを外しました。")).to_be_visible()
    assert page.locator("input[name=contact_id]").input_value() == ""
    assert not any("%E" in url for url in asked)


def test_two_are_looked_at_side_by_side_without_a_barrier(sit_down, site):
    one, other = (somebody_known(site, name, lines=["045-000-8888"]) for name in ("双一", "双二"))
    for options in ({}, {"viewport": PHONE}):
        page = sit_down("worker", **options)
        page.goto(f"/centers/north/contacts/{one}/merges/new?other={other}")
        assert list(barriers(page)) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="一つにまとめる").click()
    page.get_by_role("button", name="まとめる前に戻す").click()
    expect(page.get_by_text("まとめる前に戻しました。")).to_be_visible()


def test_others_are_chosen_and_moved(sit_down, site):
    with site.app.app_context(), at(site.places["north"]):
        for _ in range(3):
            recorded(topics=["other"], summary="焼却炉の跡地について")
    page = sit_down("manager")
    page.goto("/centers/north/consultations/others?first=R7.4&last=R8.3")
    page.get_by_role("button", name=re.compile("相談を見る.*焼却炉")).click()
    page.get_by_role("button", name="すべて選ぶ").click()
    page.get_by_label("移す先の項目").select_option(label="広報")
    page.get_by_label("理由").fill("広報の相談だったため")
    assert list(barriers(page)) == []
    page.get_by_role("button", name="選んだ相談を移す").click()
    expect(page.get_by_text("3件を「広報」に移しました。")).to_be_visible()
    page.get_by_role("button", name=re.compile("元の項目に戻す.*広報の相談だったため")).click()
    expect(page.get_by_text("3件を、移す前の項目に戻しました。")).to_be_visible()
