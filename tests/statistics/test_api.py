from app.access.permissions import Role
from app.statistics import service
from tests.statistics.months import MAY, a_consultation, counted_everything, the_golden_rows
from tests.transfers.golden import TOPIC_COUNTS

CITY, NORTH = "/api/v1/city/statistics/", "/api/v1/centers/north/statistics/"


def test_the_golden_table_over_the_api(at, visitor, central) -> None:
    with at(central):
        the_golden_rows()
        counted_everything()
    client = visitor(Role.CENTRAL_COORDINATOR, central)

    report = client.get(f"{CITY}?center=central&year=2020&until=2").get_json()

    assert report["consultations"]["value"] == 507
    assert {row["code"]: row["value"] for row in report["topics"]["rows"]} == TOPIC_COUNTS
    assert report["topics"]["total"] == 615
    ranks = {row["code"]: row["rank"] for row in report["topics"]["rows"] if row["rank"]}
    assert ranks == {"covid": 1, "activities": 2, "corporate_affairs": 3}
    assert report["period"] == {"from": "2020-04", "to": "2021-02", "label": "R2年度(2月末)"}


def test_a_ward_reads_its_own_report(at, visitor, north, south) -> None:
    for place in (north, south):
        with at(place):
            a_consultation()
            counted_everything()

    report = visitor(Role.WARD_WORKER, north).get(f"{NORTH}?from=2026-05&to=2026-05").get_json()

    assert report["consultations"]["value"] == 1
    assert [row["center"]["slug"] for row in report["centers"]] == ["north"]
    assert report["months"] == [{"month": "2026-05", "value": 1, "before": None}]


def test_a_ward_reads_no_city_report(visitor, north) -> None:
    assert visitor(Role.WARD_MANAGER, north).get(CITY).status_code == 404


def test_a_wrong_period_is_named(visitor, north) -> None:
    answer = visitor(Role.WARD_WORKER, north).get(f"{NORTH}?from=2026-05&to=x")

    assert answer.status_code == 422
    assert answer.get_json()["errors"] == {"to": ["月は 2026-11 のように書いてください。"]}


def test_a_manager_closes_and_reopens_a_month(visitor, north) -> None:
    client = visitor(Role.WARD_MANAGER, north)

    made = client.post(f"{NORTH}closings", json={"month": "2026-05", "confirmed": True})
    assert made.status_code == 201
    assert made.get_json()["month"] == "2026-05-01"
    listed = client.get(f"{NORTH}closings").json["items"]
    assert [each["month"] for each in listed] == ["2026-05-01"]
    assert (
        client.post(f"{NORTH}closings", json={"month": "2026-05", "confirmed": True}).status_code
        == 409
    )

    assert client.delete(f"{NORTH}closings/2026-05").status_code == 204
    assert client.delete(f"{NORTH}closings/2026-05").status_code == 404
    assert client.delete(f"{NORTH}closings/may").status_code == 404


def test_another_wards_closing_stays(at, visitor, north, south) -> None:
    with at(south):
        service.close_month(MAY, by_name="見本")

    client = visitor(Role.WARD_MANAGER, north)
    assert client.delete(f"{NORTH}closings/2026-05").status_code == 404
    assert client.get("/api/v1/centers/south/statistics/closings").status_code == 404
