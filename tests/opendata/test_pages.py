"""The central manager prepares, looks, publishes and takes back."""

import pytest

from app.access.permissions import Role
from tests.opendata.years import a_year, an_order

FORM = {
    "title": "見本の統計",
    "description": "説明",
    "contact": "窓口",
    "fiscal_year": "2024",
    "span": "年度",
    "tables": ["consultations", "channels"],
    "threshold": "3",
}


@pytest.fixture
def manager(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


def test_from_the_form_to_the_public_page(manager, nobody, north, south, central, worker_round):
    a_year([north, south, central])
    ordered = manager.post("/centers/central/opendata/drafts", data=FORM)
    assert ordered.status_code == 303
    assert "集計しています" in manager.get(ordered.location).text
    worker_round()
    shown = manager.get(ordered.location).text
    assert "件数が基準に満たない" in shown
    assert "ほかの秘匿した数を逆算させないため" in shown

    done = manager.post(f"{ordered.location}/publication", follow_redirects=True)

    assert "公開しました" in done.text
    assert "見本の統計" in manager.get("/centers/central/opendata/").text
    assert "見本の統計" in nobody.get("/opendata/fy2024-v1/").text


def test_the_next_form_shows_what_was_chosen_before(manager, central):
    an_order(central, threshold=5)
    form = manager.get("/centers/central/opendata/new").text
    assert 'value="5"' in form
    assert "見本の窓口" in form


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_ordered(manager):
    refused = manager.post(
        "/centers/central/opendata/drafts", data={**FORM, "threshold": "2", "tables": []}
    )
    assert refused.status_code == 422
    assert "3から20までの数にしてください。" in refused.text
    assert "表を一つ以上選んでください。" in refused.text
    assert "用意している版" not in manager.get("/centers/central/opendata/").text


def test_an_overlapping_period_is_refused_in_the_form(manager, edition):
    refused = manager.post("/centers/central/opendata/drafts", data={**FORM, "span": "上半期"})
    assert refused.status_code == 422
    assert "差から少ない件数がわかるため" in refused.text


def test_a_withdrawal_needs_its_reason(manager, edition):
    address = f"/centers/central/opendata/editions/{edition.id}"
    assert manager.post(f"{address}/withdrawal", data={}).status_code == 422

    done = manager.post(
        f"{address}/withdrawal", data={"reason": "集計の誤り"}, follow_redirects=True
    )

    assert "公開を取りやめました" in done.text
    assert "集計の誤り" in done.text
