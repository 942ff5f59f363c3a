import pytest

from app.access.permissions import Role
from app.factory import create_app
from app.web.headers import HEADERS, POLICY
from tests.web.addresses import address_of, rules_of

FOR_EVERYBODY = {"public_opendata.index", "public_opendata.show_catalog"}
"""The same for all who ask: see tests/opendata/test_public.py."""
FOR_EVERY_SITE = {"public_opendata.show_catalog"}


def every_answer(app, person, place):
    for rule in rules_of(app, "GET"):
        with person.get(address_of(app, rule, place.slug)) as answer:
            yield rule.endpoint, answer
    for address in ("/nothing", "/centers/elsewhere/", "/static/nothing.css", "/api/v1/nothing"):
        yield address, person.get(address)
    yield "wrong method", person.delete("/centers/north/consultations/")
    yield "no token", person.post("/centers/north/consultations/")


def test_every_answer_carries_the_security_headers_and_its_number(app, browser, north):
    seen = set()
    for name, answer in every_answer(app, browser(Role.WARD_MANAGER, north), north):
        for header, value in HEADERS.items():
            if header != "Cross-Origin-Resource-Policy" or name not in FOR_EVERY_SITE:
                assert answer.headers[header] == value, (name, header)
        assert answer.headers["X-Request-Id"], name
        seen.add(answer.status_code)
    assert {200, 302, 400, 404, 405} <= seen


def test_an_answer_about_people_is_never_kept_by_a_browser(app, browser, north):
    for name, answer in every_answer(app, browser(Role.WARD_MANAGER, north), north):
        if name in {"static", "/static/nothing.css"} | FOR_EVERYBODY:
            continue
        assert answer.headers["Cache-Control"] == "no-store", name


def test_what_never_changes_may_be_kept(nobody):
    with nobody.get("/static/style.css") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_a_fault_carries_the_headers_too(app, browser, north, monkeypatch):
    def broken():
        raise RuntimeError("見本 花子")

    monkeypatch.setitem(app.view_functions, "home.show", broken)
    answer = browser(Role.WARD_WORKER, north).get("/centers/north/")
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "見本 花子" not in answer.text


@pytest.mark.parametrize("word", ["unsafe", "*", "http", "blob"])
def test_the_policy_has_no_holes(word):
    assert word not in POLICY


def test_behind_https_the_browser_is_told_to_stay_there(database):
    settings = database.settings
    secure = create_app(
        type(settings)(
            **{
                name: getattr(settings, name)
                for name in ("secret_key", "login_url", "redis_url", "data")
            },
            public_url="https://kyodo.invalid",
        )
    )
    answer = secure.test_client().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    sent = answer.headers["Set-Cookie"]
    assert sent.startswith("__Host-kyodo_form=")
    assert "Secure" in sent
