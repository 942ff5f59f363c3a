"""Every list has one shape, and walks on where it stopped, whatever came or went meanwhile."""

import base64

import pytest

from app.access.permissions import Role
from app.paging import Page, walk
from tests.meetings.tables import convened
from tests.referrals.letters import sent


def cursor(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


FORGED = [
    "made-up",
    "=",
    "あ",
    "\x00",
    cursor("2026-01-01T00:00:00+23:59|01890000-0000-7000-8000-000000000001"),
    cursor("0001-01-01T00:00:00+14:00|01890000-0000-7000-8000-000000000001"),
    cursor("9999-12-31T23:59:59-14:00|01890000-0000-7000-8000-000000000001"),
    cursor("2026-01-01T00:00:00+09:00|'; DROP TABLE consultations"),
    cursor("\x00"),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


def lists(nobody):
    paths = nobody.get("/api/v1/openapi.json").json["paths"]
    for path, methods in paths.items():
        sent = {each["name"] for each in methods.get("get", {}).get("parameters", [])}
        if "after" in sent:
            yield path


def test_every_list_of_the_api_has_one_shape(nobody):
    document = nobody.get("/api/v1/openapi.json").json
    schemas = document["components"]["schemas"]
    odd, found = [], 0
    for path, methods in document["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        shape = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
        sent = {each["name"] for each in methods.get("get", {}).get("parameters", [])}
        is_list = {"items", "next"} <= shape.get("properties", {}).keys()
        found += is_list
        if shape.get("type") == "array" or is_list != ({"after", "limit"} <= sent):
            odd.append(path)
    assert found >= 8
    assert odd == []


def test_no_answer_of_the_api_is_a_bare_array(nobody):
    document = nobody.get("/api/v1/openapi.json").json
    bare = [
        (method, path)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if method != "parameters"
        for status, answer in told["responses"].items()
        if status.startswith("2")
        for content in answer.get("content", {}).values()
        if content.get("schema", {}).get("type") == "array"
    ]
    assert bare == []


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_cursor_is_refused_or_a_place_in_the_list(visitor, nobody, central, forged):
    program = visitor(Role.CENTRAL_MANAGER, central)
    meeting = convened(central).id
    for path in lists(nobody):
        filled = path.replace("{center}", "central").replace("{meeting_id}", str(meeting))
        if "{" in filled:
            continue
        answer = program.get(filled, query_string={"after": forged})
        assert answer.status_code in {200, 422}, path


def test_a_short_list_walks_on_whatever_came_or_went():
    def page(rows, after=None):
        found: Page[str] = walk(rows, key=str, after=after, limit=2, latest_first=True)
        return list(found.items), found.next and str(found.next)

    shown, after = page(["a", "b", "c", "d", "e"])
    assert shown == ["e", "d"]
    shown, after = page(["a", "b", "bb", "c", "e", "f"], after)  # d went, bb and f came
    assert shown == ["c", "bb"]
    assert page(["a", "b", "bb", "c"], after) == (["b", "a"], None)


def test_letters_are_walked_from_both_ends(visitor, north, central):
    letters = {str(sent(north).id) for _ in range(5)}
    for person, address in (
        (visitor(Role.WARD_WORKER, north), "/api/v1/centers/north/referrals/"),
        (
            visitor(Role.CENTRAL_COORDINATOR, central),
            "/api/v1/centers/central/referrals/queue",
        ),
    ):
        seen, after = [], ""
        while after is not None:
            page = person.get(address, query_string={"limit": 2, "after": after}).json
            seen += [line["id"] for line in page["items"]]
            after = page["next"]
        assert len(seen) == 5
        assert set(seen) == letters
