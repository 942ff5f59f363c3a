"""ETag, If-Match and If-None-Match, by what the edge does for every address."""

import pytest

from app.access.permissions import Role
from tests.consultations.records import typed
from tests.meetings.tables import TYPED, convened

EDITS = {"put", "patch"}


@pytest.fixture
def program(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def desk(north):
    return f"/api/v1/centers/{north.slug}/consultations/"


@pytest.fixture
def one(program, desk):
    return f"{desk}{program.post(desk, json=typed()).json['id']}"


def matching(tag):
    return {"If-Match": tag}


def test_what_is_read_carries_a_tag_and_is_not_sent_twice(program, desk, one):
    for address in (desk, one):
        shown = program.get(address)
        again = program.get(address, headers={"If-None-Match": shown.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == shown.headers["ETag"]
    program.put(one, json=typed(summary="新しい概要"), headers=matching("*"))
    shown = program.get(one, headers={"If-None-Match": shown.headers["ETag"]})
    assert (shown.status_code, shown.json["summary"]) == (200, "新しい概要")


def test_an_edit_begins_with_the_tag_of_what_was_read(program, one):
    read = program.get(one)
    changed = program.put(one, json=typed(summary="先"), headers=matching(read.headers["ETag"]))
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert changed.headers["ETag"] == program.get(one).headers["ETag"]


def test_what_was_just_created_can_be_edited_at_once(program, desk):
    made = program.post(desk, json=typed())
    changed = program.put(
        f"{desk}{made.json['id']}", json=typed(), headers=matching(made.headers["ETag"])
    )
    assert changed.status_code == 200


def test_a_stale_tag_is_refused_with_the_tag_of_what_stands_there(program, one):
    read = program.get(one).headers["ETag"]
    program.put(one, json=typed(summary="先"), headers=matching(read))

    late = program.put(one, json=typed(summary="後"), headers=matching(read))

    assert (late.status_code, late.content_type) == (412, "application/problem+json")
    now = program.get(one)
    assert now.json["summary"] == "先"
    assert late.json["etag"] == late.headers["ETag"] == now.headers["ETag"]


def test_an_edit_that_names_no_version_is_asked_for_one(program, one):
    blind = program.put(one, json=typed(summary="上書き"))
    assert blind.status_code == 428
    assert "If-Match" in blind.json["detail"]
    assert program.get(one).json["summary"] != "上書き"


@pytest.mark.parametrize("tag", ['"made-up"', '"99-0123456789abcdef"', "W/*", "nonsense", '""'])
def test_a_made_up_tag_matches_nothing(program, one, tag):
    assert program.put(one, json=typed(), headers=matching(tag)).status_code == 412


def test_of_two_edits_that_both_matched_the_second_is_told_what_the_first_left(
    program, one, monkeypatch
):
    from app.consultations import service  # noqa: PLC0415

    revise = service.revise_consultation

    def revise_after_another(consultation, **revision):
        revise(consultation, **{**revision, "summary": "先"})
        revise(consultation, **revision)

    monkeypatch.setattr(service, "revise_consultation", revise_after_another)
    read = program.get(one).headers["ETag"]
    late = program.put(one, json=typed(summary="後"), headers=matching(read))
    assert (late.status_code, late.json["etag"]) == (412, read)  # the first was undone as well


def test_a_stale_deletion_is_refused_and_nothing_to_match_is_stale_too(visitor, central):
    program = visitor(Role.CENTRAL_MANAGER, central)
    agenda = f"/api/v1/centers/central/meetings/{convened(central).id}/agenda"
    item = {"title": "懇談", "kind": "discussion", "minutes": 20}
    made = program.post(agenda, json=item)
    one = f"{agenda}/{made.json['id']}"
    program.put(one, json={**item, "minutes": 25}, headers=matching(made.headers["ETag"]))

    late = program.delete(one, headers=matching(made.headers["ETag"]))
    assert late.status_code == 412
    assert program.delete(one, headers=matching(late.headers["ETag"])).status_code == 204
    assert program.delete(one, headers=matching("*")).status_code == 404
    closing = "/api/v1/centers/central/statistics/closings/2020-05"
    assert program.delete(closing, headers=matching('"1"')).status_code == 412


def test_a_version_in_the_body_is_compared_as_in_a_form(visitor, central):
    program = visitor(Role.CENTRAL_MANAGER, central)
    one = f"/api/v1/centers/central/meetings/{convened(central).id}"
    assert program.put(one, json={**TYPED, "version": 1}).status_code == 200
    assert program.put(one, json={**TYPED, "version": 1}).status_code == 409


def test_who_may_not_edit_is_refused_before_any_tag_is_looked_at(visitor, central, north):
    ward = visitor(Role.WARD_WORKER, north)
    one = f"/api/v1/centers/north/meetings/{convened(central).id}"
    assert ward.put(one, json=TYPED, headers=matching('"1-x"')).status_code == 403


def test_what_can_be_edited_can_be_read_at_the_same_address(nobody):
    paths = nobody.get("/api/v1/openapi.json").json["paths"]
    unread = [path for path, methods in paths.items() if EDITS & methods.keys() - {"get"}]
    assert unread
    assert [path for path in unread if "get" not in paths[path]] == []


def test_another_kind_of_body_is_not_taken(program, desk):
    refused = program.post(desk, data="<x/>", content_type="text/xml")
    assert (refused.status_code, refused.content_type) == (415, "application/problem+json")
