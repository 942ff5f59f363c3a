import pytest

from app.access.permissions import Role
from app.referrals import rules as referrals
from tests.referrals.letters import bring_to, sent, take


@pytest.fixture
def coordinator(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


def test_the_bell_counts_on_every_page_and_the_list_opens_the_letter(coordinator, north, central):
    letter = sent(north)
    page = coordinator.get("/centers/central/consultations/")
    assert '<span class="count">1' in page.text

    shown = coordinator.get("/centers/central/notifications/").text
    assert "新しい相談が届きました" in shown
    assert "担当する人がまだいないので" in shown
    opened = coordinator.post(f"/centers/central/notifications/referrals/{letter.id}/reading")

    assert opened.location.endswith(f"/centers/central/referrals/{letter.id}")
    assert '<span class="count">' not in coordinator.get("/centers/central/").text


def test_across_the_city_the_bell_has_no_number(visitor, north, central):
    sent(north)
    manager = visitor(Role.CENTRAL_MANAGER, central)

    shown = manager.get("/city/statistics/").text

    assert "/centers/central/notifications/" in shown
    assert '<span class="count">' not in shown


def test_a_program_reads_the_same(visitor, north, central):
    letter = sent(north)
    bring_to(referrals.ANSWERED, letter, ward=north, central=central)
    worker = visitor(Role.WARD_WORKER, north)

    [answered, received] = worker.get("/api/v1/centers/north/notifications/").json["items"]
    assert (answered["headline"], received["headline"]) == ("回答", "受け取りました")
    assert answered["why"].startswith("あなたが推進センターに送った")
    assert answered["is_unread"]

    assert worker.post("/api/v1/centers/north/notifications/reading").json == {"read": 2}
    assert worker.post(
        f"/api/v1/centers/north/notifications/referrals/{letter.id}/reading"
    ).json == {"read": 0}


def test_a_place_in_the_list_that_was_made_up_is_refused(coordinator):
    assert coordinator.get("/centers/central/notifications/?after=x").status_code == 422


def test_the_whole_center_can_look(visitor, north, central):
    letter = sent(north)
    take(central, letter, referrals.RECEIVED)
    manager = visitor(Role.WARD_MANAGER, north)

    assert "お知らせはありません" in manager.get("/centers/north/notifications/").text
    shown = manager.get("/centers/north/notifications/?of=center").text
    assert "受け取りました" in shown
    assert "担当はほかの人なので" in shown
