"""A list becomes a file while the page watches; without script a link does the same."""

import re

from playwright.sync_api import expect

from app.transfers.service import exports
from tests.consultations.records import recorded
from tests.places import at
from worker.tasks import transfers

LIST = "/centers/north/consultations/"


def test_the_page_turns_into_the_file_by_itself(site, sit_down, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    with site.app.app_context(), at(site.places["north"]):
        recorded(summary="書き出す相談")
    page = sit_down("worker")
    page.goto(LIST)
    page.get_by_role("link", name="書き出す").click()
    page.get_by_text("CSV(UTF-8)").click()
    page.get_by_role("button", name=re.compile("件を書き出す")).click()
    expect(page.get_by_role("status")).to_contain_text("0 / ")

    with site.app.app_context():
        transfers.write_waiting()

    fetch = page.get_by_role("link", name=re.compile("ダウンロード"))
    expect(fetch).to_be_visible()
    with page.expect_download() as download:
        fetch.click()
    assert download.value.suggested_filename.startswith("相談_")
    assert "書き出す相談" in download.value.path().read_text(encoding="utf-8-sig")
