"""Finding and suggestions with real keys: a pause, a conversion, a press."""

import re

from playwright.sync_api import expect

from tests.browser.test_main_job import choose, record

NEW = "/centers/north/consultations/new"
ASKED = "**/consultations/suggestions"


def is_asking(request):
    return request.method == "POST" and request.url.endswith("/suggestions")


def test_a_suggested_topic_is_only_ticked_when_it_is_pressed(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.get_by_label("概要").fill("助成金の申請について")
    offered = page.get_by_role("complementary").get_by_role("button", name="資金調達")
    expect(offered).to_have_attribute("aria-pressed", "false")
    box = page.get_by_label("資金調達", exact=True)
    expect(box).not_to_be_checked()
    page.get_by_role("complementary").get_by_text("なぜ？").first.click()
    expect(
        page.get_by_text("「助成金」という語が「資金調達」の相談に多いためです。")
    ).to_be_visible()

    offered.press("Enter")

    expect(box).to_be_checked()
    expect(offered).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("保存しました")).to_be_visible()  # a press is kept like any typing


def test_a_similar_case_stands_beside_the_form(sit_down):
    page = sit_down("worker")
    record(page, "子ども食堂の冷蔵庫を買い替えたい")
    page.goto(NEW)
    page.get_by_label("相談内容(本文)").fill("子ども食堂で使う冷蔵庫のこと")
    link = page.get_by_role("link", name=re.compile("子ども食堂の冷蔵庫"))
    expect(link).to_be_visible()
    expect(page.get_by_role("complementary").get_by_role("status")).to_contain_text("似た相談が")
    assert re.search(r"/consultations/[0-9a-f-]{36}$", link.get_attribute("href"))


def test_nothing_is_asked_in_the_middle_of_a_conversion(sit_down):
    page = sit_down("worker")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if is_asking(request) else None)
    page.goto(NEW)
    typing = page.context.new_cdp_session(page)
    page.get_by_label("概要").focus()
    for text in ("じょせい", "じょせいきん", "助成金"):
        caret = {"selectionStart": len(text), "selectionEnd": len(text)}
        typing.send("Input.imeSetComposition", {"text": text, **caret})
    page.wait_for_timeout(1200)
    assert asked == []
    with page.expect_request(ASKED):
        typing.send("Input.insertText", {"text": "助成金のこと"})


def test_the_list_is_searched_narrowed_and_kept_by_a_name(sit_down):
    page = sit_down("worker")
    record(page, "保土ヶ谷の町内会のこと")
    page.goto("/centers/north/consultations/")
    page.keyboard.press("/")
    page.keyboard.insert_text("保土ケ谷　自治会")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=re.compile("保土ヶ谷の町内会のこと"))).to_be_visible()
    page.get_by_role("link", name="絞り込む").click()
    page.locator("#filters summary", has_text="相談方法").click()
    choose(page, "電話 1")
    page.get_by_role("button", name="この条件で探す").click()
    expect(page.get_by_role("link", name=re.compile("相談方法: 電話"))).to_be_visible()
    page.get_by_text("この条件に名前を付けて保存").click()
    page.get_by_label("名前").fill("電話の町内会")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("navigation", name="保存した一覧")).to_contain_text("電話の町内会")
    page.get_by_role("link", name=re.compile("相談方法: 電話")).click()
    expect(page.get_by_role("link", name=re.compile("相談方法: 電話"))).to_have_count(0)
