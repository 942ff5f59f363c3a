from app.access.permissions import Role
from tests.accounts.test_service import kept
from tests.accounts.test_sign_in import sign_in


def test_a_person_of_two_centers_has_at_each_only_the_rights_of_that_place(
    app, as_system, north, south
):
    places = [(north.id, Role.WARD_MANAGER), (south.id, Role.WARD_WORKER)]
    kept(as_system, places=places)
    person = app.test_client()
    sign_in(person, email="new@north.invalid", password="はじめの合言葉")

    assert "南区市民活動支援センターへ" in person.get("/centers/north/").text
    assert person.get("/centers/north/audit/").status_code == 200
    assert person.get("/centers/south/audit/").status_code == 403
    assert person.get("/centers/south/consultations/").status_code == 200
    assert person.get("/centers/central/").status_code == 404
