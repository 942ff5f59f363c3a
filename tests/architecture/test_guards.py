"""No view is open by forgetfulness."""

import pytest

from tests.isolation.expected import OPEN

CENTER_PATHS = ("/centers/<center>/", "/api/v1/centers/<center>/", "/city/", "/api/v1/city/")


def test_every_view_names_its_permission(app):
    unguarded = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "permission", None) is None
    }
    assert unguarded == OPEN


def test_every_guarded_view_lives_where_the_door_opens_a_scope(app):
    outside = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN and not rule.rule.startswith(CENTER_PATHS)
    }
    assert outside == set()


def test_every_address_is_written_in_one_way(app):
    """Lower case, words with hyphens, nouns in the plural or the name of a page."""
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and any(
            part != part.lower() or "_" in part
            for part in rule.rule.split("/")
            if not part.startswith("<")
        )
    ]
    assert odd == []


@pytest.mark.parametrize("path", ["/centers/north", "/centers/north/unknown", "/city/unknown"])
def test_an_unknown_page_of_the_house_asks_to_sign_in_first(nobody, path):
    assert nobody.get(path).status_code in {302, 404}
