"""Keys, guards and what must never get in the way of writing Japanese."""

from playwright.sync_api import expect

NEW = "/centers/north/consultations/new"
LIST = "/centers/north/consultations/"


def keydown(page, key, *, composing, code=0):
    page.evaluate(
        "([key, isComposing, keyCode]) => document.activeElement.dispatchEvent(new KeyboardEvent("
        "'keydown', {key, isComposing, keyCode, bubbles: true, cancelable: true}))",
        [key, composing, code],
    )


def test_a_key_pressed_while_kana_become_kanji_does_not_leave_the_page(sit_down):
    page = sit_down("worker")
    page.goto(LIST)
    keydown(page, "n", composing=True)
    keydown(page, "n", composing=False, code=229)  # how Safari ends a conversion
    page.wait_for_timeout(300)
    assert page.url.endswith(LIST)
    keydown(page, "n", composing=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("新しい相談")


def test_enter_that_confirms_kanji_does_not_send_the_form(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.get_by_label("概要").focus()
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter',"
        " ctrlKey: true, isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(300)
    assert page.url.endswith(NEW)


def test_a_letter_typed_into_a_field_stays_a_letter(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.get_by_label("概要").press_sequentially("n?e")
    assert page.get_by_label("概要").input_value() == "n?e"
    # Not the address: it names the draft as soon as one is kept.
    expect(page.get_by_role("heading", level=1)).to_have_text("新しい相談")


def test_the_keys_are_listed_and_can_be_switched_off(sit_down):
    page = sit_down("worker")
    page.goto(LIST)
    page.keyboard.press("?")
    expect(page.get_by_text("入力を送信する")).to_be_visible()
    page.get_by_label("キー操作を使う").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.url.endswith(LIST)


def test_the_first_topic_becomes_the_primary_one(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.get_by_label("広報", exact=True).check()
    page.get_by_label("その他", exact=True).last.check()
    expect(page.get_by_label("◎ 主（広報）")).to_be_checked()
    page.get_by_label("広報", exact=True).uncheck()
    expect(page.get_by_label("◎ 主（広報）")).not_to_be_checked()


def test_who_leaves_a_half_written_form_is_asked(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.get_by_label("概要").press_sequentially("書きかけ")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(LIST)
    assert asked == ["beforeunload"]


def test_a_refused_form_puts_the_cursor_at_what_is_wrong(sit_down):
    page = sit_down("worker")
    page.goto(NEW)
    page.get_by_label("概要").fill("だいじな言葉")
    page.keyboard.press("Control+Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("概要")).to_have_value("だいじな言葉")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("来館")).to_be_in_viewport()


def test_two_editors_see_both_versions(sit_down):
    first, second = sit_down("worker"), sit_down("manager")
    first.goto(NEW)
    for label in ("電話", "個人", "広報"):
        first.get_by_label(label, exact=True).first.check()
    first.get_by_role("button", name="記録する").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("相談 R")
    for page in (first, second):
        page.goto(f"{first.url.removesuffix('/edit')}/edit")
    first.get_by_label("概要").fill("先の人の言葉")
    first.get_by_role("button", name="記録する").click()
    expect(first.get_by_text("先の人の言葉").first).to_be_visible()
    second.get_by_label("概要").fill("あとの人の言葉")
    second.get_by_role("button", name="記録する").click()
    expect(second.get_by_text("ほかの人が先に保存しています")).to_be_visible()
    expect(second.get_by_text("先の人の言葉")).to_be_visible()
    expect(second.get_by_label("概要")).to_have_value("あとの人の言葉")
