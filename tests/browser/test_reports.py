"""A report in one press, and its texts written with buttons and seen as they will be printed."""

import re

from playwright.sync_api import expect

from app.calendar import FiscalYear
from app.reports.rules.kinds import ANNUAL
from app.reports.service import desks
from tests.places import at
from tests.statistics.months import a_consultation
from worker.tasks.reports import build_waiting

FIGURES = "/centers/south/statistics/?from=2026-05&to=2026-05"


def test_one_press_beside_the_figures_becomes_three_papers(site, sit_down):
    with site.app.app_context(), at(site.places["south"]):
        a_consultation(topics=("tax", "funding"))
    page = sit_down("stranger")
    page.goto(FIGURES)
    page.get_by_role("button", name="5月の月次報告を作る").click()
    expect(page.get_by_text("報告を作っています")).to_be_visible()

    with site.app.app_context():
        build_waiting.run()

    expect(page.get_by_text("でき上がりました")).to_be_visible()
    expect(page.get_by_text("南区市民活動支援センター 令和8年5月 月次報告")).to_be_visible()
    for words, ending in (("Word", "docx"), ("PDF", "pdf"), ("Excel", "xlsx")):
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(words)).click()
        assert download.value.suggested_filename == f"202605_月次報告_第1版.{ending}"
        assert download.value.path().stat().st_size > 1000


def test_a_text_is_written_with_buttons_and_seen_as_it_will_be_printed(site, sit_down):
    with site.app.app_context(), at(site.places["central"]):
        report = desks.open_report(ANNUAL, FiscalYear(2024).first)
        address = f"/centers/central/reports/{report.id}"
    page = sit_down("coordinator")
    page.goto(f"{address}/texts/p3")
    text, preview = page.get_by_label("文"), page.locator("#preview")
    text.fill("一つめ\n二つめ")
    text.select_text()
    page.get_by_role("button", name="・箇条書き").click()

    expect(text).to_have_value("・一つめ\n・二つめ")
    expect(preview.get_by_role("listitem")).to_have_text(["一つめ", "二つめ"])
    page.get_by_role("button", name="1. 番号").click()
    expect(text).to_have_value("1. 一つめ\n2. 二つめ")
    page.get_by_role("button", name="1. 番号").click()
    expect(text).to_have_value("一つめ\n二つめ")
    text.evaluate("area => area.setSelectionRange(0, 3)")
    page.get_by_role("button", name="太字").click()
    expect(text).to_have_value("**一つめ**\n二つめ")
    expect(preview.locator("strong")).to_have_text("一つめ")

    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("を保存しました")).to_be_visible()
    page.goto(f"{address}/texts/p3")
    expect(page.locator("#preview strong")).to_have_text("一つめ")
