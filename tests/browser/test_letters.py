"""A letter's whole life by keyboard alone, on both sides: consent, a file, a hand-over, a story."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import STATUS, ask_central, record, tab_to

WARD, CENTER = "/centers/north/referrals/", "/centers/central/referrals/"


def press(page, name, role="button"):
    """Walk to a button or link by Tab, and press it."""
    there = page.locator("main").get_by_role(role, name=name, exact=True)
    tab_to(page, there, limit=90)
    page.keyboard.press("Enter")


def open_up(page, summary):
    there = page.locator("main summary").filter(has_text=summary)
    tab_to(page, there, limit=90)
    page.keyboard.press("Enter")


def write(page, field, words):
    tab_to(page, field, limit=90)
    page.keyboard.insert_text(words)


def tick(page, label):
    tab_to(page, page.get_by_label(label, exact=True), limit=90)
    page.keyboard.press("Space")


def pick(page, group, label):
    """Choose among radios: Tab to the group, then the arrow keys."""
    choices = page.get_by_role("group", name=group)
    tab_to(page, choices.get_by_role("radio").first, limit=90)
    page.keyboard.press("Space")
    while not choices.get_by_label(label, exact=True).is_checked():
        page.keyboard.press("ArrowRight")


def is_now(page, state):
    expect(page.locator(STATUS)).to_contain_text(state)


@pytest.fixture
def letter(sit_down):
    """A ward asks by keyboard, with the person's name and phone; its page, and the letter's id."""
    ward = sit_down("worker")
    record(ward, "鍵だけでする相談", 氏名="見本 鍵子", 連絡先="045-000-0001")
    press(ward, "推進センターに相談する", role="link")
    expect(ward.get_by_role("heading", level=1)).to_have_text("推進センターに相談する")
    pick(ward, "求めること", "引き継いでほしい")
    write(ward, ward.get_by_label("聞きたいこと"), "見本 鍵子さんに電話してください。")
    tick(ward, "同意を得たので、次の内容も伝える")
    pick(ward, "確認の方法", "書面で")
    write(ward, ward.get_by_label("伝える目的"), "電話するため")
    press(ward, "この内容で送る")
    expect(ward.get_by_label("聞きたいこと")).to_have_value("〔氏名〕さんに電話してください。")
    press(ward, "この内容で送る")  # the ward has seen how it will read
    is_now(ward, "受付待ち")
    return ward, ward.url.rpartition("/")[2]


def test_a_letter_is_received_asked_answered_thanked_for_and_resolved_by_keyboard(
    letter, sit_down, tmp_path
):
    ward, letter_id = letter
    center = sit_down("coordinator")
    center.goto(CENTER)
    press(center, "鍵だけでする相談", role="link")
    is_now(center, "受付待ち")
    expect(center.get_by_text("〔氏名〕さんに電話してください。")).to_be_visible()
    press(center, "受け取る")
    is_now(center, "対応中")
    press(center, "氏名・連絡先を見る")
    expect(center.get_by_text("045-000-0001")).to_be_visible()
    write(center, center.get_by_label("書くこと"), "何人の会ですか。")
    press(center, "区に確認する")
    is_now(center, "区に確認中")

    ward.goto(f"{WARD}{letter_id}")
    write(ward, ward.get_by_label("書くこと"), "名簿を送ります。")
    roster = tmp_path / "名簿.pdf"
    roster.write_bytes(b"%PDF-1.7")
    ward.get_by_label("ファイル").set_input_files(roster)  # the dialog is the system's own
    press(ward, "返事をする")
    is_now(ward, "区から返事あり")
    press(ward, re.compile("取り消す.*名簿.pdf"))
    expect(ward.get_by_text("ファイルを取り消しました")).to_be_visible()

    center.goto(f"{CENTER}{letter_id}")
    expect(center.get_by_text("名簿を送ります。")).to_be_visible()
    expect(center.get_by_text("名簿.pdf")).to_have_count(0)
    open_up(center, "担当を替える")
    tab_to(center, center.get_by_label("担当になる人"), limit=90)
    center.keyboard.press("ArrowDown")
    press(center, "担当を替える")
    expect(center.get_by_text("「担当を替えました」を記録しました")).to_be_visible()
    write(center, center.get_by_label("書くこと"), "五人からできます。")
    press(center, "回答する")
    is_now(center, "回答済み")

    ward.reload()
    write(ward, ward.get_by_label("回答した人へひとこと"), "助かりました")
    press(ward, "ありがとう")
    expect(ward.get_by_text("「ありがとう」を記録しました")).to_be_visible()
    press(ward, "解決した")
    is_now(ward, "解決")

    center.reload()
    press(center, "推進センターの相談として記録する")
    expect(center.get_by_text("推進センターの相談として記録しました")).to_be_visible()
    center.goto(f"{CENTER}{letter_id}")
    press(center, "事例にする", role="link")
    expect(center.get_by_role("heading", level=1)).to_have_text("事例にする文面")
    expect(center.locator("main form")).not_to_contain_text("鍵子")


def test_a_letter_is_passed_on_asked_again_declined_and_withdrawn_by_keyboard(letter, sit_down):
    ward, letter_id = letter
    center = sit_down("coordinator", refusals={422})
    center.goto(f"{CENTER}{letter_id}")
    press(center, "受け取る")
    is_now(center, "対応中")

    ward.reload()
    open_up(ward, "伝えるものを減らす")
    tick(ward, "連絡先")
    press(ward, "外したものを見えなくする")
    expect(ward.get_by_text("伝えるものを減らしました。")).to_be_visible()
    center.reload()
    press(center, "氏名・連絡先を見る")
    expect(center.get_by_text("見本 鍵子")).to_be_visible()
    expect(center.get_by_text("045-000-0001")).to_have_count(0)
    press(ward, "同意を取り消す")
    expect(ward.get_by_text("同意を取り消しました。")).to_be_visible()

    center.goto(f"{CENTER}{letter_id}")
    open_up(center, "ほかの相談先を紹介する")
    pick(center, "紹介先", "市・区の担当課")
    write(center, center.get_by_label("紹介する理由"), "窓口があります。")
    press(center, "ほかの相談先を紹介する")
    expect(center.get_by_role("link", name="紹介先の名前を入力してください。")).to_be_visible()
    write(center, center.get_by_label("担当課や専門家の名前"), "市民活動支援課")
    press(center, "ほかの相談先を紹介する")
    is_now(center, "ほかを紹介")

    ward.reload()
    expect(ward.get_by_text("→ 市民活動支援課")).to_be_visible()
    write(ward, ward.get_by_label("書くこと"), "そこでは分かりませんでした。")
    press(ward, "もう一度相談する")
    is_now(ward, "再開")

    center.reload()
    open_up(center, "お断りする")
    write(center, center.get_by_label("お断りする理由"), "市の仕事ではありません。")
    press(center, "お断りする")
    is_now(center, "区で対応")
    ward.reload()
    press(ward, "取り下げる")
    is_now(ward, "取り下げ")


@pytest.mark.parametrize("script", [True, False])
def test_too_large_a_file_takes_no_words_with_it(sit_down, tmp_path, script):
    page = sit_down("worker")
    record(page, "大きな資料のある相談")
    ask_central(page)
    letter = page.url
    if not script:
        page = sit_down("worker", java_script_enabled=False)
        page.goto(letter)
    large, small = tmp_path / "大.pdf", tmp_path / "小.pdf"
    large.write_bytes(b"%PDF-1.7" + bytes(21 * 1024 * 1024))
    small.write_bytes(b"%PDF-1.7")
    page.get_by_label("書くこと").fill("資料を送ります")
    page.get_by_label("ファイル").set_input_files(large)
    page.get_by_role("button", name="補足する").click()
    refusal = "選んだファイルは合わせて22MBあります" if script else "「大.pdf」は20MBを超えています"
    expect(page.get_by_text(refusal).last).to_be_visible()
    # Behind the mark stands the draft, as soon as one is kept.
    assert page.url.partition("?")[0] == letter.partition("?")[0] or not script
    expect(page.get_by_label("書くこと")).to_have_value("資料を送ります")
    page.get_by_label("ファイル").set_input_files(small)
    expect(page.get_by_text("選んだファイルは合わせて")).to_have_count(0)
    page.get_by_role("button", name="補足する").click()
    expect(page.get_by_text("「補足」を記録しました")).to_be_visible()
    expect(page.get_by_role("link", name="小.pdf")).to_be_visible()
