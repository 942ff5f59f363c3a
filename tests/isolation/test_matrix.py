"""Every endpoint × {nobody, four roles} × {own, another ward's, the central center's, absent}.

| asked | answer |
|---|---|
| by nobody | sign in first, whatever is asked |
| in a room of another center | as if that center did not exist |
| in the own room, without the permission | 403, whatever row is named |
| in the own room, about a foreign row | as about a row that does not exist |
| in the own room, about the own row | as `expected.OWN_ANSWERS` says |

Whatever is refused has changed nothing, and no answer shows another center's canary.
"""

import re
from collections.abc import Iterable
from uuid import uuid4

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.access.permissions import Role
from tenants import db
from tests.isolation.expected import OPEN, OWN_ANSWERS, SHOWN
from tests.isolation.house import ROLES, House, send
from tests.isolation.requests import PLAIN_ARGUMENTS, TABLE_OF, Asked, Endpoint, ids_of
from tests.isolation.seeding import owned_tables
from tests.places import Place, Visitor, at
from tests.walls import canary, texts_of

REFUSED, ABSENT = 403, 404
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PASSING = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f-]{27}"  # the request's number, and the ids that were asked about
    rb"|(?<=name=\"csrf_token\" value=\")[^\"]+"
)


FINGERPRINT = " UNION ALL ".join(
    f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table.name} t"  # noqa: S608
    for table in owned_tables()
)


def fingerprint(places: Iterable[Place]) -> list[str | None]:
    """All rows of the centers, in one short text for each table."""
    prints: list[str | None] = []
    for place in places:
        with at(place):
            prints += db.session.scalars(sa.text(FINGERPRINT)).all()
    return prints


def said(response: TestResponse) -> tuple[int, dict[str, str], bytes]:
    """All that an answer says, without what differs between any two answers."""
    headers = {
        name: PASSING.sub(b"", value.encode()).decode()
        for name, value in response.headers
        if name not in {"X-Request-Id", "Set-Cookie", "Date"}
    }
    return response.status_code, headers, PASSING.sub(b"", response.get_data())


def test_the_table_names_every_endpoint_and_no_other(app):
    registered = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert registered - OWN_ANSWERS.keys() - OPEN == set(), "not in expected.py"
    assert (OWN_ANSWERS.keys() | OPEN) - registered == set(), "no longer an endpoint"
    assert SHOWN.keys() - registered == set()


def test_every_argument_of_an_address_has_its_row(app):
    arguments = {argument for rule in app.url_map.iter_rules() for argument in rule.arguments}
    assert arguments - TABLE_OF.keys() - PLAIN_ARGUMENTS.keys() == {"center", "filename"}


@pytest.mark.parametrize("name", OWN_ANSWERS)
def test_the_own_row_answers_as_the_table_says(app, house, name):
    endpoint = Endpoint(app, name)

    met = []
    for role in ROLES:
        asked = endpoint.ask(house.home(role).slug, house.own_ids(role))
        met.append(send(house.visitors[role], asked).status_code)

    assert " ".join(map(str, met)) == OWN_ANSWERS[name]


@pytest.mark.parametrize("name", SHOWN)
def test_ones_own_words_come_back(app, house, name):
    endpoint = Endpoint(app, name)
    allowed = [
        role
        for role, met in zip(ROLES, OWN_ANSWERS[name].split(), strict=True)
        if met in {"200", "201"}
    ]

    assert allowed
    for role in allowed:
        asked = endpoint.ask(house.home(role).slug, house.own_ids(role))
        answer = send(house.visitors[role], asked)
        assert canaries_in(answer) & expected_words(house, role, SHOWN[name])


def expected_words(house: House, role: Role, where: str) -> set[str]:
    home, central = house.home(role), house.places["central"]
    north = house.places["north"]
    return {canary(home, where), canary(north, where, reader=central)}


def canaries_in(response: TestResponse) -> set[str]:
    words = re.compile(r"カナリア〔[a-z+]+〕[a-z_.]+")
    return {found for text in texts_of(response.get_data()) for found in words.findall(text)}


@pytest.mark.parametrize("name", OWN_ANSWERS)
def test_nobody_is_asked_to_sign_in(app, house, name):
    endpoint = Endpoint(app, name)
    before = fingerprint(house.places.values())

    for slug, ids in (
        ("north", ids_of(house.rows["north"])),
        ("nowhere", dict.fromkeys(TABLE_OF, uuid4())),
    ):
        asked = endpoint.ask(slug, ids)
        answer = house.nobody.open(asked.path, method=asked.method, **asked.options)
        assert answer.status_code == (401 if endpoint.is_api else 302)
        assert endpoint.is_api or answer.location.startswith("/sign-in")
    assert fingerprint(house.places.values()) == before


@pytest.mark.parametrize("name", OWN_ANSWERS)
def test_a_foreign_center_answers_like_one_that_does_not_exist(app, house, name):
    endpoint = Endpoint(app, name)
    if not endpoint.has_center:
        pytest.skip("not a center's room")
    before = fingerprint(house.places.values())

    for role, client in house.visitors.items():
        own = house.own_ids(role)
        absent = said(refused(client, endpoint.ask("nowhere", own)))
        assert absent[0] == ABSENT
        for place in house.places.values():
            if place == house.home(role):
                continue
            for ids in (own, own | ids_of(house.rows[place.slug])):
                assert said(refused(client, endpoint.ask(place.slug, ids))) == absent
    assert fingerprint(house.places.values()) == before


def refused(client: Visitor, asked: Asked) -> TestResponse:
    """What is refused is not undone by the test: it must have changed nothing by itself."""
    return client.open(asked.path, method=asked.method, **asked.options)


@pytest.mark.parametrize("name", OWN_ANSWERS)
def test_a_foreign_row_answers_like_one_that_does_not_exist(app, house, name):
    endpoint = Endpoint(app, name)
    if not endpoint.names_rows:
        pytest.skip("names no row")
    before = fingerprint(house.places.values())

    for role, met in zip(ROLES, OWN_ANSWERS[name].split(), strict=True):
        client, slug = house.visitors[role], house.home(role).slug
        own, foreign = house.own_ids(role), house.foreign_ids(role)
        for arguments in positions(endpoint.names_rows):
            nothing = {**own, **{argument: uuid4() for argument in arguments}}
            smuggled = {**own, **{argument: foreign[argument] for argument in arguments}}
            absent = said(refused(client, endpoint.ask(slug, nothing)))
            assert absent[0] == (REFUSED if met == "403" else ABSENT), (role, arguments)
            assert said(refused(client, endpoint.ask(slug, smuggled))) == absent, (role, arguments)
    assert fingerprint(house.places.values()) == before


def positions(arguments: list[str]) -> list[list[str]]:
    """Each argument by itself names a foreign row, and all of them together."""
    each = [[argument] for argument in arguments]
    return each if len(arguments) == 1 else [*each, arguments]


@pytest.mark.parametrize("name", OWN_ANSWERS)
def test_no_other_method_opens_an_address(app, house, name):
    endpoint = Endpoint(app, name)
    offered = {
        method
        for rule in app.url_map.iter_rules()
        if rule.rule == endpoint.rule.rule
        for method in rule.methods or ()
    }
    before = fingerprint(house.places.values())

    for role, client in house.visitors.items():
        asked = endpoint.ask(house.home(role).slug, house.own_ids(role))
        for method in set(METHODS) - offered:
            answer = client.open(asked.path, method=method)
            assert answer.status_code in {404, 405}, (role, method)
    assert fingerprint(house.places.values()) == before


def test_the_canaries_are_seen_by_the_walls(house):
    """The scan itself: a foreign text in an answer stops the test."""
    client = house.visitors[Role.WARD_WORKER]
    shown = client.get("/centers/north/consultations/")
    assert canaries_in(shown)
    client.place = house.places["south"]
    with pytest.raises(AssertionError, match="what only north may see"):
        client.get("/centers/north/consultations/")
