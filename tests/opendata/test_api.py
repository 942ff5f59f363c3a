"""The same by program: prepared and published at the center, read by anybody."""

import pytest

from app.access.permissions import Role
from tests.opendata.years import a_year

BASE = "/api/v1/centers/central/opendata"
ORDER = {
    "title": "見本の統計",
    "description": "説明",
    "contact": "窓口",
    "fiscal_year": 2024,
    "span": "年度",
    "tables": ["consultations", "client_types"],
    "threshold": 3,
}


@pytest.fixture
def manager(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


def test_an_edition_from_order_to_withdrawal(manager, nobody, north, south, central, worker_round):
    a_year([north, south, central])
    ordered = manager.post(f"{BASE}/drafts", json=ORDER)
    assert ordered.status_code == 202
    draft = f"{BASE}/drafts/{ordered.json['id']}"
    assert manager.get(f"{draft}/figures").json["items"] == []
    assert manager.post(f"{draft}/publication").status_code == 409
    worker_round()
    assert manager.get(draft).json["finished_at"]

    figures = manager.get(f"{draft}/figures?limit=200").json["items"]
    assert {figure["reason"] for figure in figures if figure["hidden"]} > {"small"}
    published = manager.post(f"{draft}/publication")
    assert published.status_code == 201
    assert manager.get(f"{BASE}/drafts").json["items"] == []
    (listed,) = manager.get(f"{BASE}/editions").json["items"]
    assert listed["withdrawn_at"] is None
    slug = published.json["slug"]

    (open_one,) = nobody.get("/api/v1/opendata/editions").json["items"]
    assert open_one["document"]["reported"] == "2/2区"
    assert nobody.get(f"/api/v1/opendata/editions/{slug}").json == open_one
    lines = nobody.get(
        f"/api/v1/opendata/editions/{slug}/tables/client_types/figures?limit=200"
    ).json
    assert all((line["value"] is None) == line["hidden"] for line in lines["items"])
    assert [line for line in lines["items"] if line["hidden"]]

    edition = f"{BASE}/editions/{published.json['id']}"
    taken_back = manager.post(f"{edition}/withdrawal", json={"reason": "誤り"})
    assert taken_back.status_code == 201
    assert taken_back.json["reason"] == "誤り"
    assert manager.get(edition).json["withdrawn_at"]
    assert nobody.get(f"/api/v1/opendata/editions/{slug}").json["reason"] == "誤り"
    gone = nobody.get(f"/api/v1/opendata/editions/{slug}/tables/client_types/figures")
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", 2),
        ("threshold", "三"),
        ("tables", []),
        ("tables", ["persons"]),
        ("span", "先月"),
        ("fiscal_year", 1800),
        ("fiscal_year", 2099),
        ("title", ""),
        ("contact", "あ" * 201),
    ],
)
def test_what_cannot_be_is_refused_by_name(manager, field, value):
    refused = manager.post(f"{BASE}/drafts", json={**ORDER, field: value})

    assert refused.status_code == 422
    named = {"fiscal_year": {"fiscal_year", "span"}}.get(field, {field})
    assert refused.json["errors"].keys() <= named
    assert manager.get(f"{BASE}/drafts").json["items"] == []


@pytest.mark.parametrize("path", ["opendata/editions/x", "opendata/editions/x/tables/y/figures"])
def test_what_is_not_public_is_not_found(nobody, path):
    assert nobody.get(f"/api/v1/{path}").status_code == 404
