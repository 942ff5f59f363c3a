"""Nothing typed is lost: without network, without session, after a closed tab, in two tabs."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.access.permissions import Role
from app.accounts.models import SignedInSession
from app.drafts import queries
from tenants import db
from tests.browser.test_main_job import STATUS, ask_central, choose, record
from tests.places import PASSWORD, as_system, at, email_of

NEW = "/centers/north/consultations/new"
HOME = "/centers/north/"
STATE = ".draft-state"
SAVED = re.compile(r"保存しました \d\d:\d\d")
KEPT_HERE = "ネットワークがないため、この端末に保存しています"


@pytest.fixture(autouse=True)
def _empty_desk(site):
    with site.app.app_context(), at(site.places["north"], role=Role.WARD_WORKER):
        db.session.execute(sa.text("DELETE FROM drafts"))


def type_summary(page, words):
    page.get_by_label("概要").press("End")
    page.get_by_label("概要").press_sequentially(words)


def drafts_of(site, role=Role.WARD_WORKER):
    with site.app.app_context(), at(site.places["north"], role=role):
        return [draft.title for draft in queries.mine()]


def end_sessions(site):
    with site.app.app_context(), as_system():
        db.session.execute(sa.delete(SignedInSession))


def kept_here(page):
    return page.evaluate(
        "Object.keys(localStorage).filter((name) => name.includes('draft')).length"
    )


def copied_here(page):
    """How many drafts lie on the disk of this computer."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("kyodo", 1);
          asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
          asked.onsuccess = () => {
            const count = asked.result.transaction("drafts").objectStore("drafts").count();
            count.onsuccess = () => { asked.result.close(); resolve(count.result); };
          };
        })"""
    )


def reopen(page, address=HOME):
    """Close the tab and open another one."""
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    return page


def sign_in_again(page):
    page.get_by_label("メールアドレス").fill(email_of(Role.WARD_WORKER, "north"))
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()


def test_what_is_typed_is_saved_by_itself_and_says_so(sit_down, site):
    page = sit_down("worker")
    page.goto(NEW)
    type_summary(page, "ひとりでに残る言葉")
    expect(page.locator(STATE)).to_have_text(SAVED)
    assert drafts_of(site) == ["ひとりでに残る言葉"]
    assert drafts_of(site, Role.WARD_MANAGER) == []
    assert kept_here(page) == 0

    page = reopen(page)
    page.get_by_role("link", name=re.compile("^続きを書く")).click()

    expect(page.get_by_label("概要")).to_have_value("ひとりでに残る言葉")


def test_a_reload_brings_back_every_kind_of_field(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    choose(page, "電話", "個人", "団体の立ち上げ", "広報")
    page.get_by_label("相談内容(本文)").fill("二行の\n言葉")
    page.get_by_text("相談者・団体・所要時間・継続元").click()
    page.get_by_label("団体名").fill("見本の会")
    page.wait_for_timeout(500)

    page.reload()

    expect(page.get_by_label("電話", exact=True)).to_be_checked()
    expect(page.get_by_label("広報", exact=True)).to_be_checked()
    expect(page.get_by_label("◎ 主（団体の立ち上げ）")).to_be_checked()
    expect(page.get_by_label("相談内容(本文)")).to_have_value("二行の\n言葉")
    expect(page.get_by_label("団体名")).to_be_visible()
    expect(page.get_by_label("団体名")).to_have_value("見本の会")


def test_without_network_the_words_stay_here_and_go_when_it_is_back(sit_down, site):
    page = sit_down("worker")
    page.goto(NEW)
    page.context.set_offline(True)
    type_summary(page, "電波の届かない言葉")
    expect(page.locator(STATE)).to_have_text(KEPT_HERE)
    assert kept_here(page) == 1
    assert drafts_of(site) == []

    page.context.set_offline(False)

    expect(page.locator(STATE)).to_have_text(SAVED)
    assert drafts_of(site) == ["電波の届かない言葉"]
    assert kept_here(page) == 0


def test_a_form_sent_without_network_stays_open_and_is_recorded_later(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    choose(page, "電話", "個人", "広報")
    type_summary(page, "つながってから記録")
    page.context.set_offline(True)
    page.get_by_role("button", name="記録する").click()
    expect(page.locator(STATE)).to_contain_text("まだ記録されていません")

    page.context.set_offline(False)
    expect(page.locator(STATE)).to_have_text(SAVED)
    page.get_by_role("button", name="記録する").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")
    expect(page.get_by_text("つながってから記録").first).to_be_visible()
    page.goto(HOME)
    expect(page.get_by_text("書きかけ")).to_have_count(0)


def test_a_tab_closed_without_network_is_found_on_the_desk(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.context.set_offline(True)
    type_summary(page, "閉じてしまった言葉")
    page.wait_for_timeout(500)
    context = page.context
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(HOME)

    expect(page.get_by_role("link", name="閉じてしまった言葉", exact=True)).to_be_visible()
    page.get_by_role("link", name="閉じてしまった言葉", exact=True).click()
    expect(page.get_by_label("概要")).to_have_value("閉じてしまった言葉")


def test_what_a_power_cut_took_from_the_browsers_store_is_found_on_the_desk(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.context.set_offline(True)
    type_summary(page, "停電の前の言葉")
    page.wait_for_timeout(600)
    page.evaluate("localStorage.clear()")
    page.context.set_offline(False)
    page = reopen(page)
    expect(page.get_by_role("region", name="書きかけ")).to_contain_text("停電の前の言葉")


def test_the_state_never_says_saved_of_words_that_are_not(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    type_summary(page, "はじめ")
    expect(page.locator(STATE)).to_have_text("まもなく保存します…")
    expect(page.locator(STATE)).to_have_text(SAVED)
    assert page.locator(STATE).get_attribute("aria-live") == "polite"
    type_summary(page, "と続き")
    assert page.locator(STATE).inner_text() == "まもなく保存します…"
    expect(page.locator(STATE)).to_have_text(SAVED)
    assert page.locator(STATE).get_attribute("aria-live") == "off"
    page.get_by_label("対応内容").focus()
    page.wait_for_timeout(300)
    expect(page.locator(STATE)).to_have_text(SAVED)


def test_a_session_that_ends_while_typing_loses_nothing(sit_down, site):
    page = sit_down("worker", refusals={401})
    page.goto(NEW)
    choose(page, "電話", "個人", "広報")
    end_sessions(site)
    type_summary(page, "切れても残る言葉")
    expect(page.locator(STATE)).to_contain_text(
        "サインインが切れています。内容はこの端末に残っています"
    )

    page.get_by_role("link", name="サインインして続ける").click()
    sign_in_again(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("新しい相談")
    expect(page.get_by_label("概要")).to_have_value("切れても残る言葉")
    expect(page.get_by_label("電話", exact=True)).to_be_checked()
    expect(page.locator(STATE)).to_have_text(SAVED)
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")


def test_a_form_sent_after_the_session_ended_loses_nothing(sit_down, site):
    page = sit_down("worker", refusals={401})
    page.goto(NEW)
    choose(page, "電話", "個人", "広報")
    type_summary(page, "送る前に切れた言葉")
    end_sessions(site)
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="サインインして続ける").click()
    sign_in_again(page)
    expect(page.get_by_label("概要")).to_have_value("送る前に切れた言葉")


def test_a_note_on_the_card_outlives_a_closed_tab_without_network(sit_down, site):
    page = sit_down("worker")
    record(page, "経過を書きかける相談")
    card = page.url
    page.keyboard.press("k")
    page.context.set_offline(True)
    page.get_by_role("textbox", name=re.compile("^経過")).press_sequentially("先方の都合を聞いた")
    expect(page.locator(STATE)).to_contain_text(KEPT_HERE)
    another = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    another.goto(HOME)
    another.get_by_role("link", name="先方の都合を聞いた", exact=True).click()
    expect(another).to_have_url(re.compile(re.escape(card)))
    expect(another.get_by_role("textbox", name=re.compile("^経過"))).to_have_value(
        "先方の都合を聞いた"
    )


def form_with(page, label):
    return page.locator("form").filter(has=page.get_by_label(label))


def test_an_answer_and_a_refusal_on_one_page_outlive_a_closed_tab_without_network(sit_down, site):
    ward = sit_down("worker")
    record(ward, "回答を書きかける相談")
    ask_central(ward)
    page = sit_down("coordinator")
    page.goto(ward.url.replace("north", "central"))
    page.get_by_role("button", name="受け取る").click()
    page.context.set_offline(True)
    page.get_by_label("書くこと").press_sequentially("答えの途中")
    page.get_by_text("お断りする").first.click()
    page.get_by_label("お断りする理由").press_sequentially("断る途中")
    for label in ("書くこと", "お断りする理由"):
        expect(form_with(page, label).locator(STATE)).to_contain_text(KEPT_HERE)
    another = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    another.goto("/centers/central/")
    # The desk sends what was left here, and then shows itself anew.
    expect(another.get_by_role("link", name="断る途中", exact=True)).to_be_visible()
    for words, label in (("答えの途中", "書くこと"), ("断る途中", "お断りする理由")):
        another.goto("/centers/central/")
        another.get_by_role("link", name=words, exact=True).click()
        expect(another.get_by_label(label)).to_be_visible()
        expect(another.get_by_label(label)).to_have_value(words)
        expect(form_with(another, label).locator(STATE)).to_contain_text("書きかけの続きです")
    another.get_by_role("button", name="お断りする").click()
    expect(another.locator(STATUS)).to_contain_text("区で対応")
    another.goto("/centers/central/")
    expect(another.get_by_role("link", name="答えの途中", exact=True)).to_be_visible()
    expect(another.get_by_role("link", name="断る途中", exact=True)).to_have_count(0)


def test_a_reply_of_the_ward_outlives_its_session(sit_down, site):
    page = sit_down("worker", refusals={401})
    record(page, "返事を書きかける相談")
    ask_central(page)
    page.get_by_label("書くこと").press_sequentially("補足の途中")
    end_sessions(site)
    page.get_by_role("button", name="補足する").click()
    page.get_by_role("link", name="サインインして続ける").click()
    sign_in_again(page)
    expect(page.get_by_label("書くこと")).to_have_value("補足の途中")
    page.get_by_role("button", name="補足する").click()
    expect(page.get_by_text("「補足」を記録しました")).to_be_visible()


def test_who_signs_in_anew_in_another_tab_goes_on_in_the_first(sit_down, site):
    """The first tab's form token belongs to the old session."""
    page = sit_down("worker", refusals={400, 401})
    page.goto(NEW)
    choose(page, "電話", "個人", "広報")
    end_sessions(site)
    other = page.context.new_page()
    other.goto("/sign-in")
    sign_in_again(other)
    expect(other.get_by_role("heading", level=1)).to_have_text("今日の机")

    type_summary(page, "前のタブの言葉")
    page.get_by_role("button", name="記録する").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")
    expect(page.get_by_text("前のタブの言葉").first).to_be_visible()


def test_another_person_at_this_computer_sees_nothing_of_it(sit_down, site):
    page = sit_down("worker", refusals={401})
    page.goto(NEW)
    end_sessions(site)
    type_summary(page, "わたしだけの言葉")
    page.get_by_role("link", name="サインインして続ける").click()
    page.get_by_label("メールアドレス").fill(email_of(Role.WARD_MANAGER, "north"))
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("新しい相談")
    page.wait_for_timeout(500)
    expect(page.get_by_label("概要")).to_have_value("")
    assert drafts_of(site, Role.WARD_MANAGER) == []


def test_two_tabs_keep_two_drafts(sit_down, site):
    first = sit_down("worker")
    second = first.context.new_page()
    for page, words in ((first, "一つめ"), (second, "二つめ")):
        page.goto(NEW)
        type_summary(page, words)
    for page in (first, second):
        expect(page.locator(STATE)).to_have_text(SAVED)
    assert sorted(drafts_of(site)) == ["一つめ", "二つめ"]


def test_the_same_draft_in_two_tabs_becomes_two(sit_down, site):
    first = sit_down("worker", refusals={409})
    first.goto(NEW)
    type_summary(first, "もとの言葉")
    expect(first.locator(STATE)).to_have_text(SAVED)
    second = first.context.new_page()
    second.goto(first.url)
    type_summary(second, "と続き")
    expect(second.locator(STATE)).to_have_text(SAVED)

    type_summary(first, "と別の続き")

    expect(first.locator(STATE)).to_contain_text("別の書きかけとして保存しました")
    assert sorted(drafts_of(site)) == ["もとの言葉と別の続き", "もとの言葉と続き"]


def test_signing_out_leaves_nothing_on_the_computer(sit_down, site):
    page = sit_down("worker")
    page.goto(NEW)
    type_summary(page, "サインアウト前の言葉")
    page.wait_for_timeout(400)
    assert (kept_here(page), copied_here(page)) == (1, 1)
    page.locator(".site-tools summary").last.click()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    assert (kept_here(page), copied_here(page)) == (0, 0)
    assert drafts_of(site) == ["サインアウト前の言葉"]


def test_what_was_kept_here_over_a_week_ago_is_gone(sit_down):
    page = sit_down("worker")
    page.goto(HOME)
    page.evaluate(
        "localStorage.setItem('kyodo.draft.x.y', JSON.stringify({at: Date.now() - 8 * 864e5}))"
    )
    page.reload()
    page.wait_for_timeout(300)
    assert kept_here(page) == 0


def test_words_that_look_like_a_person_are_named_and_may_stay(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    choose(page, "電話", "個人", "広報")
    type_summary(page, "山田様へ折り返し")
    expect(page.locator(".draft-traces")).to_contain_text(
        "氏名（山田様）のように見える文字があります"
    )
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")


def test_the_next_button_still_leads_to_the_next_form(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    choose(page, "電話", "個人", "広報")
    type_summary(page, "一件め")
    page.get_by_role("button", name="記録して次を入力").click()
    expect(page.get_by_text("を記録しました。")).to_be_visible()
    expect(page.get_by_label("概要")).to_have_value("")
