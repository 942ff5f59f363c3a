"""A manager at the settings of her center, by keyboard; and whom she lets in."""

from playwright.sync_api import expect

SETTINGS = "/centers/south/settings/"
STAFF = "/centers/south/staff/"
GOOD = "みなとを歩いてから考える"


def test_opening_hours_are_changed_by_keyboard_alone(sit_down):
    page = sit_down("stranger")
    page.goto(f"{SETTINGS}weeks/new")
    page.get_by_label("月曜日").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("休館")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("１０時～１８時半")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("開館時間を保存しました")
    expect(page.get_by_role("row", name="月曜日")).to_contain_text("休館")
    expect(page.get_by_role("row", name="火曜日")).to_contain_text("10:00～18:30")


def test_a_newcomer_is_let_in_and_chooses_a_password(sit_down):
    manager = sit_down("stranger")
    manager.goto(STAFF)
    manager.get_by_label("氏名").fill("新しい職員")
    manager.get_by_label("メールアドレス").fill("new@south.example.com")
    manager.get_by_label("区センター職員").check(force=True)
    manager.get_by_role("button", name="招待のリンクを作る").click()
    link = manager.get_by_label("リンク").input_value()
    address = link[link.index("/welcome") :]

    newcomer = sit_down(None)
    newcomer.goto(address)
    newcomer.get_by_label("これから使うパスワード").fill(GOOD)
    newcomer.get_by_role("button", name="始める").click()
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text("今日の机")

    manager.goto(STAFF)
    manager.get_by_role("link", name="新しい職員").click()
    manager.get_by_role("button", name="利用を止める").click()
    expect(manager.get_by_role("row", name="新しい職員")).to_contain_text("利用停止")
    newcomer.reload()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("サインイン")
