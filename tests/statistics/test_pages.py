import html
import json
import re

import pytest

from app.access.permissions import Role
from app.calendar import Month
from app.statistics import service
from tests.statistics.months import MAY, a_consultation, counted_everything, the_golden_rows

WARD_PAGE = "/centers/north/statistics/"
R2 = "/city/statistics/?center=central&year=2020&until=2"


def text_of(page: str) -> str:
    """The words of a page, without its drawings."""
    words = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


def test_the_citys_page_shows_the_golden_table(at, visitor, central) -> None:
    with at(central):
        the_golden_rows()
        counted_everything()

    page = visitor(Role.CENTRAL_MANAGER, central).get(R2).text

    words = text_of(page)
    for cell in ("相談件数 507", "①153", "②60", "③47", "合計 ※615"):
        assert cell in words
    assert "※1件の相談が、複数の項目に分類されることもあるため、相談件数とは一致しません。" in words
    assert "R2年度(2月末)" in words


def test_a_ward_sees_its_own_figures_only(at, visitor, north, south) -> None:
    for place, count in ((north, 1), (south, 5)):
        with at(place):
            for _ in range(count):
                a_consultation()
            counted_everything()

    page = visitor(Role.WARD_WORKER, north).get(f"{WARD_PAGE}?from=2026-05&to=2026-05").text

    assert "相談件数 1 件" in text_of(page)
    assert "南" not in text_of(page).replace("港南", "")


@pytest.mark.parametrize("role", [Role.WARD_WORKER, Role.WARD_MANAGER])
def test_a_ward_does_not_see_the_citys_page(visitor, north, role) -> None:
    assert visitor(role, north).get("/city/statistics/").status_code == 404


def test_the_map_leads_to_each_wards_report(at, visitor, north, central) -> None:
    with at(north):
        a_consultation()
        counted_everything()
    client = visitor(Role.CENTRAL_COORDINATOR, central)

    page = client.get("/city/statistics/?from=2026-05&to=2026-05").text
    href = re.search(r'<a href="([^"]*center=north[^"]*)"', page)

    assert href is not None
    shown = client.get(href[1].replace("&amp;", "&")).text
    assert "港北区市民活動支援センターの集計" in text_of(shown)
    assert "提出済み 0/1区" in text_of(shown)


def test_an_unknown_center_is_not_found(visitor, central) -> None:
    client = visitor(Role.CENTRAL_MANAGER, central)

    assert client.get("/city/statistics/?center=nowhere").status_code == 404
    assert client.get("/city/statistics/?center=canary-north").status_code == 404


@pytest.mark.parametrize(
    "asked",
    ["year=abc", "until=13", "from=2026-05", "from=2026-05&to=2026-04", "from=2020-04&to=2026-04"],
)
def test_a_period_that_cannot_be_is_refused_in_words(visitor, north, asked) -> None:
    answer = visitor(Role.WARD_WORKER, north).get(f"{WARD_PAGE}?{asked}")

    assert answer.status_code == 422


def test_a_manager_submits_a_month_and_takes_it_back(at, browser, north) -> None:
    client = browser(Role.WARD_MANAGER, north)
    page = client.get(f"{WARD_PAGE}?from=2026-05&to=2026-05").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1]}
    assert "確かめて提出する" in page

    client.post(f"{WARD_PAGE}closings", data={**form, "month": "2026-05", "confirmed": "1"})
    shown = text_of(client.get(f"{WARD_PAGE}?from=2026-05&to=2026-05").text)
    assert "提出済み" in shown
    assert "港北 区センター管理者" in shown

    client.post(f"{WARD_PAGE}closings/2026-05/removal", data=form)
    assert "確かめて提出する" in client.get(f"{WARD_PAGE}?from=2026-05&to=2026-05").text


def test_a_worker_sees_the_months_but_does_not_submit_them(visitor, north) -> None:
    client = visitor(Role.WARD_WORKER, north)

    assert "確かめて提出する" not in client.get(f"{WARD_PAGE}?from=2026-05&to=2026-05").text
    assert client.post(f"{WARD_PAGE}closings", data={"month": "2026-05"}).status_code == 403


def test_the_same_month_twice_is_a_conflict(at, visitor, north) -> None:
    with at(north):
        service.close_month(MAY, by_name="見本")
    client = visitor(Role.WARD_MANAGER, north)

    asked = {"month": str(MAY), "confirmed": "1"}
    assert client.post(f"{WARD_PAGE}closings", data=asked).status_code == 409
    assert client.post(f"{WARD_PAGE}closings", data={"month": "5月"}).status_code == 422
    later = f"{WARD_PAGE}closings/{Month(2026, 6)}/removal"
    assert client.post(later).status_code == 404


def test_no_drawing_carries_an_inline_style(at, visitor, central) -> None:
    with at(central):
        a_consultation()
        counted_everything()

    page = visitor(Role.CENTRAL_MANAGER, central).get("/city/statistics/").text

    assert "<svg" in page
    assert " style=" not in page


CITY = "from=2026-05&to=2026-05"


@pytest.mark.parametrize("path", ["", "figure", "rates", "trends"])
def test_every_total_of_the_city_says_how_many_wards_it_is_of(at, visitor, north, central, path):
    with at(north):
        service.close_month(MAY, by_name="見本")
    client = visitor(Role.CENTRAL_MANAGER, central)

    answer = client.get(f"/api/v1/city/statistics/{path}?{CITY}").json
    assert (answer["reported"]["closed"], answer["reported"]["of"]) == (1, 2)
    if path in {"", "figure"}:
        page = client.get(f"/city/statistics/{path}?{CITY}").text
        assert "提出済み 1/2区" in text_of(page)


def test_data_taken_from_a_chart_of_the_city_says_it_too(at, visitor, north, central):
    with at(north):
        a_consultation()
        counted_everything()
        service.close_month(MAY, by_name="見本")

    page = visitor(Role.CENTRAL_MANAGER, central).get(f"/city/statistics/?{CITY}").text

    sheets = [json.loads(html.unescape(each)) for each in re.findall(r'data-sheet="([^"]*)"', page)]
    assert len(sheets) > 5
    for sheet in sheets:
        assert sheet["columns"][-1] == "提出した区"
        assert {row[-1] for row in sheet["rows"]} == {"1/2区"}
    own = visitor(Role.WARD_WORKER, north).get(f"{WARD_PAGE}?{CITY}").text
    assert "提出した区" not in own
