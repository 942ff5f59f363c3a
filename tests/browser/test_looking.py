"""Charts are taken along as pictures and as data, made in the browser alone."""

import csv
import io
from threading import Event
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.statistics import queries
from tests.places import at
from tests.statistics.months import a_consultation, counted_everything

PAGE = "/centers/north/statistics/?from=2026-05&to=2026-05"
TITLE = "相談内容別の件数"


@pytest.fixture
def chart(site, sit_down):
    """The chart of topics, with clipboard, of a month with a funding case more than taxes."""
    with site.app.app_context(), at(site.places["north"]):
        for topics in (("tax", "funding"), ("funding",)):
            a_consultation(topics=topics)
        counted_everything()
    page = sit_down("worker", permissions=["clipboard-read", "clipboard-write"])
    page.goto(PAGE)
    found = page.locator("figure.chart").filter(has=page.get_by_text(TITLE, exact=True))
    found.get_by_text("コピー・保存", exact=True).click()
    return found


def saved(chart, words):
    with chart.page.expect_download() as download:
        chart.get_by_role("button", name=words).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_table_is_saved_as_data(chart):
    name, content = saved(chart, "表を保存")

    assert name.startswith(TITLE)
    assert name.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    funding = next(row for row in rows if row["項目"] == "資金調達")
    assert (int(funding["この期間"]), funding["順位"]) >= (2, "1")
    assert rows[-1]["項目"] == "合計"
    assert rows[-1]["この期間"].isdigit()
    assert "一致しません" in rows[-1]["注"]


def test_the_table_is_copied_to_be_pasted_into_cells(chart):
    chart.get_by_role("button", name="表をコピー").click()
    chart.get_by_text("表をコピーしました").wait_for()

    pasted = chart.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert pasted[0].split("\t")[:2] == ["項目", "この期間"]
    assert {line.count("\t") for line in pasted} == {pasted[0].count("\t")}


def test_the_picture_is_saved_with_a_white_ground_and_without_links(chart):
    name, content = saved(chart, "SVG")

    assert name.endswith(".svg")
    root = ET.fromstring(content)  # noqa: S314  our own drawing
    tags = [element.tag.partition("}")[2] for element in root.iter()]
    assert "a" not in tags
    assert "資金調達" in "".join(root.itertext())
    assert b"http" not in content.replace(b"http://www.w3.org/2000/svg", b"")


def test_the_picture_is_saved_as_png_twice_as_fine(chart):
    name, content = saved(chart, "PNG")

    assert name.endswith(".png")
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    assert picture.width == 1280
    colors = picture.getcolors(1_000_000)
    assert len(colors) > 10
    assert max(colors)[1] == (255, 255, 255)


def test_the_picture_is_copied(chart):
    chart.get_by_role("button", name="図をコピー").click()
    chart.get_by_text("図をコピーしました").wait_for()

    kinds = chart.page.evaluate("navigator.clipboard.read().then((all) => all[0].types)")
    assert kinds == ["image/png"]


def test_the_page_of_the_city_is_there_before_its_figures(site, sit_down, monkeypatch):
    counted, report = Event(), queries.report

    def slowly(*args, **options):
        assert counted.wait(30)
        return report(*args, **options)

    monkeypatch.setattr(queries, "report", slowly)
    page = sit_down("coordinator")
    page.goto("/city/statistics/", wait_until="commit")
    coming = page.get_by_text("数字を集めています")

    coming.wait_for()
    expect(page.get_by_role("heading", name="全市の集計")).to_be_visible()
    expect(page.locator(".figure-card")).to_have_count(0)

    counted.set()
    page.locator("figure.chart").first.wait_for()
    expect(page.locator(".figure-card").first).to_be_visible()
    expect(coming).to_be_hidden()
