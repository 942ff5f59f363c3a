"""Populations are entered by the central center with their source, and read by all."""

from io import BytesIO

import pytest
from sqlalchemy.exc import DBAPIError

from app.access.permissions import Role
from app.calendar import FiscalYear
from app.populations import queries, rules, service
from app.populations.rules import UnreadableError
from tests.statistics.months import a_consultation, counted_everything

PAGE, API = "/centers/central/populations/", "/api/v1/centers/central/populations/"
NORTH, SOUTH = "141097", "141054"
WARDS = {NORTH: "港北", "141062": "保土ケ谷"}
SOURCE = "見本統計"


def entered(year: int = 2026, **people: int) -> None:
    service.keep_year(
        year, {NORTH: 300_000, SOUTH: 200_000} | people, source=SOURCE, by_name="見本"
    )


@pytest.fixture
def manager(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


@pytest.mark.parametrize("text", ["358,530", "３５８５３０", " 358530人 "])
def test_people_are_read_as_they_are_written(text):
    assert rules.parse_people(text) == 358_530


@pytest.mark.parametrize("text", ["", "0", "-5", "35万", "1.5", "99999999", "1e5"])
def test_what_is_no_number_of_people_is_refused(text):
    with pytest.raises(UnreadableError):
        rules.parse_people(text)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026", 2026),
        ("２０２６年度", 2026),
        ("R8", 2026),
        ("令和8年度", 2026),
        ("令和元年度", 2019),
    ],
)
def test_years_are_read_as_they_are_written(text, year):
    assert rules.parse_year(text) == year


@pytest.mark.parametrize("text", ["8", "1999", "2101", "平成30", ""])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(UnreadableError):
        rules.parse_year(text)


def test_a_table_is_read_whatever_the_order_of_its_columns():
    lines = ("人口,出典,区,年度", "300000,見本,港北区,R8", "", '"200,000",見本,保土ヶ谷,2026')
    text = "\n".join((*lines, "1,見本,141062,2025"))

    found = rules.parse_table(text, WARDS)

    assert {key: each.people for key, each in found.items()} == {
        (NORTH, 2026): 300_000,
        ("141062", 2026): 200_000,
        ("141062", 2025): 1,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "何も書かれていません"),
        ("区,年度,人口\n港北,R8,1", "「出典」の見出しがありません"),
        ("区,年度,人口,出典\n", "人口の行がありません"),
        ("区,年度,人口,出典\n北,R8,1,見本", "2行目: 「北」という区はありません。"),
        ("区,年度,人口,出典\n港北,R8,1,", "2行目: 出典を書いてください。"),
        ("区,年度,人口,出典\n港北,R8,1,見本\n港北,2026,2,見本", "3行目: 同じ区と年度"),
        ("区,年度,人口,出典\n港北,R8,多い,見本", "2行目: 「多い」は人口として読めません"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(text, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        rules.parse_table(text, WARDS)


def test_a_year_is_entered_by_hand_and_read_by_every_center(manager, visitor, north, central):
    sent = {"source": SOURCE, NORTH: "300,000", SOUTH: ""}
    assert manager.post(f"{PAGE}2026", data=sent).status_code == 302

    shown = visitor(Role.WARD_WORKER, north).get("/centers/north/populations/").text
    assert "300,000" in shown
    assert SOURCE in shown
    assert "保存する" not in shown
    listed = visitor(Role.WARD_WORKER, north).get("/api/v1/centers/north/populations/").json
    assert [(each["ward_name"], each["population"]) for each in listed["items"]] == [
        ("港北", 300_000)
    ]
    assert "300,000" in manager.get(f"{PAGE}2026").text


def test_what_cannot_be_read_is_named_and_changes_nothing(manager, as_system, at, central):
    with as_system():
        entered()

    answer = manager.post(f"{PAGE}2026", data={"source": "", NORTH: "多い"})

    assert answer.status_code == 422
    assert "港北: 「多い」は人口として読めません" in answer.text
    assert "出典: 入力してください。" in answer.text
    assert 'value="多い"' in answer.text
    with at(central):
        assert queries.populations([2026])[NORTH, 2026].people == 300_000


def test_a_file_of_excel_is_entered_whole_or_not_at_all(manager, at, central):
    lines = "区,年度,人口,出典\r\n港北,R8,300000,見本\r\n南,R8,{},見本\r\n"

    def send(people: str):
        file = (BytesIO(lines.format(people).encode("cp932")), "人口.csv")
        return manager.post(f"{PAGE}file", data={"file": file})

    refused = send("二十万")
    assert refused.status_code == 422
    assert "3行目: 「二十万」は人口として読めません" in refused.text
    with at(central):
        assert queries.entries() == []
    assert send("200000").status_code == 302
    with at(central):
        assert [entry.population for entry in queries.entries()] == [300_000, 200_000]


def test_the_api_takes_a_year_whole(manager, as_system, central):
    with as_system():
        entered()
    etag = manager.get(f"{API}2026").headers["ETag"]

    sent = {"source": SOURCE, "people": {NORTH: 310_000}}
    kept = manager.put(f"{API}2026", json=sent, headers={"If-Match": etag})

    assert kept.json == {"fiscal_year": 2026, "source": SOURCE, "people": {NORTH: 310_000}}
    unknown = {"source": SOURCE, "people": {"999999": 1}}
    refused = manager.put(f"{API}2026", json=unknown, headers={"If-Match": "*"})
    assert refused.status_code == 422
    assert manager.get(f"{API}1999").status_code == 404


def test_a_ward_enters_nothing(visitor, north):
    ward = visitor(Role.WARD_MANAGER, north)
    sent = {"source": SOURCE, NORTH: "1"}
    assert ward.post("/centers/north/populations/2026", data=sent).status_code == 403
    assert ward.get("/centers/north/populations/2026").status_code == 403


def test_a_center_cannot_write_them_past_the_program(at, central):
    with pytest.raises(DBAPIError, match="permission denied"), at(central):
        entered()


def test_wards_are_compared_for_each_hundred_thousand_people(
    manager, at, as_system, north, south, central
):
    for place, number in ((north, 3), (south, 4)):
        with at(place):
            for _ in range(number):
                a_consultation()
            counted_everything()
    asked = "from=2026-05&to=2026-05"
    page = manager.get(f"/city/statistics/?{asked}&per=people").text
    assert "どの区の人口も入力されていないため、計算できません。" in page
    assert "人口未入力" in page

    with as_system():
        service.keep_year(2026, {NORTH: 290_000}, source=SOURCE, by_name="見本")
    page = manager.get(f"/city/statistics/?{asked}&per=people").text
    assert "南の人口が入力されていないため、計算できません。" in page

    with as_system():
        entered(2026)
    rates = manager.get(f"/api/v1/city/statistics/rates?{asked}").json
    assert [(row["value"], row["rank"], row["population"]) for row in rates["rows"]] == [
        (1.0, 2, 300_000),
        (2.0, 1, 200_000),
    ]
    assert rates["sources"] == [SOURCE]
    page = manager.get(f"/city/statistics/?{asked}&per=people").text
    assert f"人口: {FiscalYear(2026).short_label}の数字。出典: {SOURCE}" in page
    assert "計算できません" not in page
