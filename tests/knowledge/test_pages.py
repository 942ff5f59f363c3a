import pytest

from app.access.permissions import Role
from app.knowledge import queries
from tests.consultations.records import recorded, with_person
from tests.knowledge.stories import (
    APPROVER,
    WORDS,
    WRITER,
    answered,
    proposed,
    published,
    taken_up,
)
from tests.places import at

TICKED = {f"ok_{part}": "1" for part in ("title", "situation", "response", "lesson")}


@pytest.fixture
def coordinator(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(WRITER, north)


@pytest.fixture
def manager(visitor, north):
    return visitor(APPROVER, north)


@pytest.fixture
def stranger(visitor, south):
    return visitor(Role.WARD_WORKER, south)


def hash_of(ward, story_id):
    with at(ward):
        return queries.story(story_id).words_hash


def test_from_the_answered_letter_to_the_other_ward(
    coordinator, worker, manager, stranger, north, central
):
    letter = answered(north, central)
    offered = coordinator.get(f"/centers/central/referrals/{letter.id}").text
    assert "事例にする" in offered
    form = coordinator.get(f"/centers/central/knowledge/proposals/new?referral={letter.id}").text
    assert "場所の相談" in form
    sent = coordinator.post(
        "/centers/central/knowledge/proposals",
        data={
            "referral_id": letter.id,
            "title": "場所をさがす会",
            "situation": "見本さんの会が場所をさがしていた。",
            "response": "一覧を渡した。",
        },
    )
    assert sent.status_code == 302
    proposal_id = sent.location.rpartition("/")[2]

    assert "文面の確認をお願いします" in worker.get(f"/centers/north/referrals/{letter.id}").text
    notices = worker.get("/centers/north/notifications/").text
    assert "事例にする文面の提案が届きました" in notices
    read = worker.get(f"/centers/north/knowledge/proposals/{proposal_id}").text
    assert "<mark>見本さん" in read
    taken = worker.post(f"/centers/north/knowledge/proposals/{proposal_id}/story")
    story = taken.location
    waiting = worker.get(story).text
    assert "管理者の承認を待っています" in waiting
    saved = worker.post(
        story,
        data={
            "title": "場所をさがす会",
            "situation": "ある会が場所をさがしていた。",
            "response": "一覧を渡した。",
            "version": 1,
        },
    )
    assert saved.status_code == 302
    story_id = story.rpartition("/")[2]

    shown = manager.get(story).text
    assert "<del>" in shown
    assert "<ins>" in shown
    half = manager.post(f"{story}/approval", data={"words_hash": hash_of(north, story_id)})
    assert half.status_code == 422
    assert "読んで、この文面でよければ" in half.text
    done = manager.post(
        f"{story}/approval", data={"words_hash": hash_of(north, story_id), **TICKED}
    )
    assert done.status_code == 302

    listed = stranger.get("/centers/south/knowledge/?words=場所").text
    assert "場所をさがす会" in listed
    page = stranger.get(f"/centers/south/knowledge/published/{story_id}").text
    assert "ある会が" in page
    assert "港北" not in page
    assert "港北" not in listed
    assert "事例が公開されました" in coordinator.get("/centers/central/notifications/").text


def test_a_worker_may_write_but_not_approve(worker, north, central):
    story_id = taken_up(north, central)
    address = f"/centers/north/knowledge/stories/{story_id}/approval"

    asked = {"words_hash": hash_of(north, story_id), **TICKED}
    assert worker.post(address, data=asked).status_code == 403


def test_words_that_changed_meanwhile_are_shown_again_and_not_approved(manager, north, central):
    story_id = taken_up(north, central)
    answer = manager.post(
        f"/centers/north/knowledge/stories/{story_id}/approval",
        data={"words_hash": "of other words", **TICKED},
    )
    assert answer.status_code == 409
    assert "文面が変わりました" in answer.text


def test_an_editor_who_comes_second_keeps_the_words(worker, north, central):
    story_id = taken_up(north, central)
    answer = worker.post(
        f"/centers/north/knowledge/stories/{story_id}",
        data={"title": "わたしの題名", "situation": "a", "response": "b", "version": 7},
    )
    assert answer.status_code == 409
    assert "わたしの題名" in answer.text
    assert "ほかの人が先に" in answer.text


def test_withdrawn_means_gone(manager, stranger, north, central):
    story_id = published(north, central)
    address = f"/centers/south/knowledge/published/{story_id}"
    assert stranger.get(address).status_code == 200

    manager.post(f"/centers/north/knowledge/stories/{story_id}/withdrawal", data={"words": "希望"})

    assert stranger.get(address).status_code == 404
    assert WORDS.title not in stranger.get("/centers/south/knowledge/").text


def test_a_refusal_needs_a_reason_and_reaches_the_proposer(manager, coordinator, north, central):
    proposal_id = proposed(north, central)
    address = f"/centers/north/knowledge/proposals/{proposal_id}/refusal"
    assert manager.post(address, data={}).status_code == 422
    assert manager.post(address, data={"words": "ご本人が望まれません"}).status_code == 302

    shown = coordinator.get(f"/centers/central/knowledge/proposals/{proposal_id}").text
    assert "ご本人が望まれません" in shown


def test_one_press_on_a_record_makes_a_draft(worker, north):
    with at(north):
        one = recorded(summary="助成金の相談", body="見本さんの話", **with_person(north))
    made = worker.post(f"/centers/north/knowledge/stories/from/{one}")
    edited = worker.get(made.location).text

    assert "助成金の相談" in edited
    assert "見本さん" not in edited
    assert "カナリア" not in edited


def test_a_program_can_do_it_all(visitor, north, south, central):
    coordinator, manager = (
        visitor(Role.CENTRAL_COORDINATOR, central),
        visitor(APPROVER, north),
    )
    letter = answered(north, central)
    words = {"title": "題", "situation": "相談", "response": "対応", "topics": ["funding"]}
    central_room, room = (f"/api/v1/centers/{slug}/knowledge" for slug in ("central", "north"))
    proposal = coordinator.post(
        f"{central_room}/proposals", json={"referral_id": str(letter.id), **words}
    ).json
    story = manager.post(f"{room}/proposals/{proposal['id']}/story").json
    approved = manager.post(
        f"{room}/stories/{story['id']}/approval",
        json={"words_hash": story["words_hash"], **dict.fromkeys(TICKED, True)},
    )
    assert approved.status_code == 201
    [seen] = visitor(WRITER, south).get("/api/v1/centers/south/knowledge/").json["items"]
    assert (seen["title"], seen["center_name"]) == ("題", None)
    assert "center_id" not in seen
    gone = manager.post(f"{room}/stories/{story['id']}/withdrawal", json={})
    assert gone.json["published_at"] is None


def test_what_is_written_is_compared_with_what_was_published(visitor, north, south, central):
    story_id = published(north, central)
    writer = visitor(WRITER, south)
    room = "/api/v1/centers/south/knowledge/comparisons"
    [alike] = writer.post(room, json={"summary": "集会所の使い方で意見が分かれた"}).json["items"]
    assert (alike["id"], alike["title"]) == (str(story_id), WORDS.title)
    assert alike["why"].startswith("書かれたことばの ")
    assert writer.post(room, json={"summary": "囲碁大会"}).json == {"items": []}
    assert "/knowledge/comparisons" in writer.get("/centers/south/consultations/new").text


def test_too_long_a_search_is_refused_in_words(worker):
    answer = worker.get(f"/centers/north/knowledge/?words={'あ' * 101}")
    assert answer.status_code == 422
