"""From the bell to the story that another ward reads, without a mouse and on a phone."""

from playwright.sync_api import expect

from tests.knowledge.stories import WORDS, proposed


def test_a_ward_hears_of_a_proposal_approves_it_by_keyboard_and_others_read_it(
    site, rows, sit_down, on_the_phone
):
    with site.app.app_context():
        proposal_id = proposed(
            site.places["north"], site.places["central"], WORDS._replace(title="鍵だけでする承認")
        )
    worker = on_the_phone("worker")
    worker.goto("/centers/north/")
    worker.get_by_role("link", name="お知らせ").tap()
    notice = worker.get_by_role("listitem").filter(has_text="事例にする文面の提案が届きました")
    notice.first.get_by_text("なぜ？").tap()
    expect(notice.first).to_contain_text("あなたが推進センターに送った相談だから")
    notice.first.get_by_role("button", name="開く").tap()
    worker.get_by_role("link", name="鍵だけでする承認").tap()
    worker.get_by_role("button", name="文面を確かめる・直す").tap()
    expect(worker.get_by_text("管理者の承認を待っています")).to_be_visible()

    manager = sit_down("manager")
    manager.goto(f"/centers/north/knowledge/proposals/{proposal_id}")
    manager.get_by_role("link", name="この区の文面を開く").press("Enter")
    for box in manager.get_by_role("checkbox", name="を読みました").all():
        box.press("Space")
    manager.get_by_role("button", name="この文面を承認して公開する").press("Enter")
    expect(manager.get_by_text("承認し、公開しました")).to_be_visible()

    stranger = sit_down("stranger")
    stranger.goto("/centers/south/knowledge/?words=鍵だけ")
    stranger.get_by_role("link", name="鍵だけでする承認").press("Enter")
    expect(stranger.get_by_role("heading", name="鍵だけでする承認")).to_be_visible()
    expect(stranger.locator("main")).not_to_contain_text("港北")
