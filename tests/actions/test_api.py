"""A promise and what became of it, as programs tell them to each other."""

from uuid import uuid4

import pytest

from app.access.permissions import Role
from tests.actions.promising import WHAT, held, in_days, promised, shown_to_all


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def room(center):
    return f"/api/v1/centers/{center.slug}/actions/"


def test_the_whole_life_of_a_promise(preparer, worker, north, central):
    meeting, key = held(central), str(uuid4())
    ordered = {
        "id": key,
        "meeting_id": str(meeting.id),
        "what": WHAT,
        "owner": "north",
        "due_on": in_days(20).isoformat(),
    }
    made = preparer.post(room(central), json=ordered)
    assert made.status_code == 201, made.json
    assert preparer.post(room(central), json=ordered).json["id"] == key
    one, mine = f"{room(central)}{key}", f"{room(north)}{key}"
    [listed] = worker.get(room(north)).json["items"]
    assert (listed["what"], listed["owner_name"], listed["state"]) == (WHAT, "港北", "promised")

    assert worker.post(f"{mine}/steps", json={"kind": "begun"}).json["state"] == "begun"
    assert worker.post(f"{mine}/steps", json={"kind": "asked"}).status_code == 422
    asked = worker.post(f"{mine}/steps", json={"kind": "asked", "words": "人手が足りません"})
    assert asked.status_code == 201
    due_on = in_days(40).isoformat()
    decided = preparer.post(f"{one}/decisions", json={"kind": "prolonged", "due_on": due_on})
    assert decided.json["state"] == "begun"
    assert worker.get(mine).json["due_on"] == due_on
    assert worker.post(f"{mine}/steps", json={"kind": "done"}).status_code == 201
    assert worker.post(f"{mine}/steps", json={"kind": "done"}).status_code == 409
    kinds = [each["kind"] for each in preparer.get(f"{one}/steps").json["items"]]
    assert kinds == ["begun", "asked", "prolonged", "done"]
    assert worker.get(f"{room(north)}").json["items"] == []
    assert len(worker.get(f"{room(north)}?shown=done").json["items"]) == 1


def test_what_was_shown_to_all_says_nothing_of_how_it_goes(
    preparer, visitor, north, south, central
):
    item = promised(central, north)
    other = visitor(Role.WARD_WORKER, south)
    of_meeting = f"{room(south)}?meeting_id={item.meeting_id}"
    assert other.get(of_meeting).json["items"] == []
    shown = preparer.post(f"{room(central)}showing", json={"meeting_id": str(item.meeting_id)})
    assert shown.json == {"shown": 1}
    [seen] = other.get(of_meeting).json["items"]
    assert (seen["what"], seen["state"]) == (WHAT, None)
    assert other.get(f"{room(south)}{item.id}/steps").json["items"] == []
    assert other.post(f"{room(south)}{item.id}/steps", json={"kind": "done"}).status_code == 404
    assert shown_to_all(central, item) == 0


def test_an_item_of_the_agenda_is_named_as_it_was(preparer, central):
    meeting = held(central)
    items = preparer.get(f"/api/v1/centers/central/meetings/{meeting.id}/agenda").json["items"]
    ordered = {
        "meeting_id": str(meeting.id),
        "what": WHAT,
        "owner": "central",
        "due_on": in_days(5).isoformat(),
        "item_id": items[1]["id"],
    }
    made = preparer.post(room(central), json=ordered)
    assert made.json["item_title"] == items[1]["title"]
    strange = preparer.post(room(central), json={**ordered, "item_id": str(uuid4())})
    assert strange.status_code == 404
