"""No page can be changed by a form that another site lured a person into sending."""

import pytest

from app.access.permissions import Role
from tests.accounts.test_sign_in import form_token
from tests.web.addresses import UNSAFE, address_of, rules_of


def unsafe_addresses(app, *, center):
    for method in UNSAFE:
        for rule in rules_of(app, method):
            yield method, address_of(app, rule, center), rule.endpoint


@pytest.mark.parametrize(
    ("role", "place"), [(Role.WARD_MANAGER, "north"), (Role.CENTRAL_MANAGER, "central")]
)
@pytest.mark.parametrize("kind", ["none", "made up", "of another person"])
def test_every_change_by_cookie_needs_the_form_token_of_that_very_session(
    app, browser, request, role, place, kind
):
    place = request.getfixturevalue(place)
    person = browser(role, place)
    person.get(f"/centers/{place.slug}/")
    token = {"none": "", "made up": "x.y.z", "of another person": form_token(app.test_client())}
    tried = 0
    for method, address, endpoint in unsafe_addresses(app, center=place.slug):
        answer = person.open(address, method=method, data={"csrf_token": token[kind]})
        assert answer.status_code == 400, (method, endpoint, answer.status_code)
        tried += 1
    assert tried >= 10


def test_nobody_signs_a_person_in_from_another_site(nobody):
    typed = {"email": "a@b.invalid", "password": "x"}
    assert nobody.post("/sign-in", data=typed).status_code == 400
    assert nobody.post("/sign-out").status_code == 400


def test_a_program_with_a_bearer_needs_no_form_token(visitor, north):
    program = visitor(Role.WARD_WORKER, north)
    assert program.post("/api/v1/centers/north/consultations/", json={}).status_code == 422


def test_a_cookie_beside_a_worthless_bearer_does_not_pass(browser, north):
    person = browser(Role.WARD_WORKER, north)
    answer = person.post(
        "/api/v1/centers/north/consultations/", json={}, headers={"Authorization": "Bearer x"}
    )
    assert answer.status_code == 401


def test_a_token_in_a_header_serves_scripts_of_the_page(browser, north):
    person = browser(Role.WARD_WORKER, north)
    token = form_token(person, "/centers/north/consultations/new")
    answer = person.post(
        "/api/v1/centers/north/consultations/", json={}, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 422


def test_the_form_token_lasts_as_long_as_the_session(app):
    assert app.config["WTF_CSRF_TIME_LIMIT"] is None
