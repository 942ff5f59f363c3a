"""From the form to the file on somebody else's phone, hidden figures and all."""

from playwright.sync_api import expect

from app.calendar import FiscalYear, Period
from tests.browser.test_every_page import barriers
from tests.opendata.attack import read
from tests.opendata.years import a_year
from worker.tasks.opendata import count_waiting

YEAR = FiscalYear(2023)


def test_a_manager_publishes_a_year_and_anybody_takes_it_home(site, rows, sit_down, on_the_phone):
    with site.app.app_context():
        a_year(site.places.values(), months=list(Period(YEAR.first, YEAR.last).months))
    manager = sit_down("second coordinator")
    manager.goto("/centers/central/opendata/")
    manager.get_by_role("link", name="新しい版を用意する").press("Enter")
    manager.get_by_label("年度").select_option("2023")
    manager.get_by_label("題名").fill("画面で用意した統計")
    manager.get_by_label("秘匿する件数の基準").fill("2")
    manager.get_by_role("button", name="集計して秘匿する数を調べる").press("Enter")
    expect(manager.get_by_role("alert")).to_contain_text("3から20までの数にしてください。")
    manager.get_by_label("秘匿する件数の基準").fill("4")
    manager.get_by_role("button", name="集計して秘匿する数を調べる").press("Enter")
    expect(manager.get_by_text("集計しています")).to_be_visible()

    with site.app.app_context():
        count_waiting.run()

    manager.get_by_text("秘匿する数と、その理由の一覧").click()
    expect(manager.get_by_role("cell", name="件数が基準に満たない").first).to_be_visible()
    manager.get_by_role("button", name="この内容で公開する").press("Enter")
    expect(manager.get_by_text("「画面で用意した統計」を公開しました。")).to_be_visible()

    passer_by = on_the_phone(None)
    passer_by.goto("/opendata/")
    passer_by.get_by_role("link", name="画面で用意した統計").tap()
    expect(passer_by.get_by_text("CC BY 4.0（出典を記せば")).to_be_visible()
    of_clients = passer_by.get_by_role("row").filter(has_text="相談者の属性別・センター別 相談件数")
    with passer_by.expect_download() as taken:
        of_clients.get_by_role("link", name="CSV").tap()
    lines = read(taken.value.path().read_bytes())
    assert {line["秘匿"] for line in lines} == {"0", "1"}
    assert not [line for line in lines if line["件数"] in {"1", "2", "3"}]
    of_clients.get_by_role("link", name="表を見る").tap()
    expect(passer_by.get_by_role("cell", name="X", exact=True).first).to_be_visible()
    assert list(barriers(passer_by)) == []
