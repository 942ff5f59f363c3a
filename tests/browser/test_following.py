"""A case by keyboard alone: from the first key to its end."""

from playwright.sync_api import expect

from app import calendar

HOME = "/centers/north/"


def tab_to(page, name):
    """Press Tab until the field is reached, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached")


def move_to(page, code):
    """Choose among what stands beside each other: the most used comes first, whatever it is."""
    page.keyboard.press("Space")
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == code:
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"{code} is not offered")


def test_a_case_is_recorded_followed_and_closed_by_keyboard_alone(sit_down):
    page = sit_down("worker")
    page.goto(HOME)
    page.keyboard.press("n")
    expect(page.locator("[name=channel]").first).to_be_focused()
    page.keyboard.press("Space")
    for name in ("client_type", "topics"):
        tab_to(page, name)
        page.keyboard.press("Space")
    tab_to(page, "summary")
    page.keyboard.type("助成金の申請書")
    tab_to(page, "outcome")
    move_to(page, "answered")
    expect(page.get_by_label("次はいつ")).to_be_hidden()
    move_to(page, "continuing")
    tab_to(page, "next_action_on")
    page.keyboard.type(f"{calendar.today():%Y/%m/%d}")
    tab_to(page, "next_action")
    page.keyboard.type("締切を電話で知らせる")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")
    card = page.url

    page.goto(HOME)
    due = page.get_by_role("region", name="今日やること")
    expect(due.get_by_text("締切を電話で知らせる").first).to_be_visible()
    page.goto(card)
    page.keyboard.press("k")
    expect(page.locator("[name=words]")).to_be_focused()
    page.keyboard.type("電話で知らせた。")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("経過を記録しました")).to_be_visible()
    expect(page.get_by_role("list", name="経過")).to_contain_text("電話で知らせた。")

    page.locator("summary", has_text="終了する").press("Enter")
    tab_to(page, "outcome")
    page.keyboard.press("Space")
    tab_to(page, "referral_target")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("相談を終了しました")).to_be_visible()
    expect(page.get_by_role("button", name="再開する")).to_be_hidden()


def test_a_deleted_consultation_is_brought_back_on_a_phone(on_the_phone):
    page = on_the_phone("manager")
    page.goto(f"{HOME}consultations/new")
    for name in ("channel", "client_type", "topics"):
        page.locator(f"[name={name}]").first.check()
    page.get_by_label("概要").fill("二度書いた相談")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")

    page.get_by_role("link", name="この相談を削除する").click()
    page.get_by_label("削除する理由").fill("二度記録した")
    page.get_by_role("button", name="削除する").click()
    expect(page.get_by_text("二度書いた相談").first).to_be_visible()
    page.get_by_role("button", name="元に戻す").first.click()
    expect(page.get_by_text("を元に戻しました")).to_be_visible()


def test_a_full_record_takes_few_keys_besides_its_words(sit_down):
    page = sit_down("worker")
    page.goto(HOME)
    page.keyboard.press("n")
    expect(page.locator("[name=channel]").first).to_be_focused()
    chosen = page.locator("[name=topics]").nth(2)
    for key in ("2", "Tab", "1", "Tab", "3", "g"):
        page.keyboard.press(key)
    expect(page.locator("[name=channel]").nth(1)).to_be_checked()
    expect(page.locator("[name=client_type]").first).to_be_checked()
    expect(chosen).to_be_checked()
    expect(page.get_by_label("概要")).to_be_focused()

    for words in ("助成金の申請書の書き方", "４月に立ち上げた団体。", "一緒に見た。"):
        page.keyboard.insert_text(words)
        page.keyboard.press("Tab")
    expect(page.get_by_role("complementary").get_by_text("資金調達").first).to_be_visible()
    page.get_by_label("対応内容").focus()
    for key in ("Tab", "Enter", "1", "Control+Enter"):
        page.keyboard.press(key)

    expect(page.get_by_role("heading", level=1)).to_contain_text("相談 R")
    expect(page.get_by_text("一緒に見た。")).to_be_visible()


def test_a_digit_in_a_text_stays_a_digit(sit_down):
    page = sit_down("worker")
    page.goto(f"{HOME}consultations/new")
    page.get_by_label("概要").press_sequentially("3g")
    assert page.get_by_label("概要").input_value() == "3g"
    assert page.locator("[name=channel]:checked").count() == 0
