from datetime import timedelta

import pytest

from app import calendar
from app.errors import NotFoundError
from app.handouts import documents
from app.meetings import queries
from app.meetings.models import Pack
from app.meetings.rules.packs import steps
from app.meetings.service import packs
from tenants import db
from tests.meetings.tables import a_letter, built, contents, convened, ordered, published
from worker.tasks.meetings import build, build_waiting


def pack_at(at, central, pack):
    with at(central):
        return db.session.get(Pack, (pack.center_id, pack.id))


def test_a_pack_is_ordered_once_however_often_the_button_is_pressed(at, central):
    meeting = convened(central)
    assert ordered(central, meeting).id == ordered(central, meeting).id


TITLES = ("次第", "相談統計", "区から寄せられた相談")


@pytest.fixture
def convened_with_a_case(central, north):
    """A meeting with a letter to talk about, so that there are three papers."""
    a_letter(north)
    return convened(central)


def test_a_pack_is_built_into_three_papers_and_one_whole(at, central, convened_with_a_case):
    pack = built(central, convened_with_a_case)

    assert (pack.done, pack.step, pack.failed_at) == (pack.total, "", None)
    assert pack.finished_at
    assert pack.file_id
    assert list(contents(central, pack)) == [
        (number, file_format)
        for number in (0, 1, 2)
        for file_format in (("docx", "pdf") if number else ("docx", "pdf", "pptx"))
    ]


def test_the_next_edition_follows_a_finished_one(at, central):
    meeting = convened(central)
    assert [built(central, meeting).edition, built(central, meeting).edition] == [1, 2]


def test_papers_with_nothing_in_them_are_left_out(at, central):
    pack = built(central, convened(central))
    with at(central):
        own = queries.pack(queries.own_meeting(pack.meeting_id), pack.id)
        assert [paper.title for paper in queries.papers(own)] == ["次第", "相談統計"]


def test_the_same_inputs_give_the_same_bytes(at, central, as_system, convened_with_a_case):
    pack = built(central, convened_with_a_case)
    first = contents(central, pack)

    with at(central):
        again = queries.pack(queries.own_meeting(pack.meeting_id), pack.id)
        for paper in queries.papers(again):
            db.session.delete(paper)
        for paper in queries.handouts(again):
            db.session.delete(paper)
        again.finished_at = None
    build_waiting.run()

    assert contents(central, pack) == first


def test_one_of_two_workers_gets_the_pack(at, central):
    pack = ordered(central, convened(central))
    with at(central):
        assert packs.claim_pack(pack.id)
    with at(central):
        assert not packs.claim_pack(pack.id)


def test_a_worker_that_fell_silent_lets_another_take_over(at, central, as_system):
    pack = ordered(central, convened(central))
    with at(central):
        packs.claim_pack(pack.id)
        packs.note_step(pack.id, steps()[3], done=3)
    with as_system():
        assert queries.waiting_packs(calendar.now()) == []
    with at(central):
        left = db.session.get(Pack, (pack.center_id, pack.id))
        left.leased_until = calendar.now() - timedelta(seconds=1)

    build_waiting.run()

    assert pack_at(at, central, pack).finished_at


def test_a_worker_that_comes_back_stores_nothing_twice(
    at, central, monkeypatch, convened_with_a_case
):
    pack = ordered(central, convened_with_a_case)
    bind, rivals = documents.bind, []

    def overtaken(papers, material):
        if not rivals:
            rivals.append(pack.id)
            with at(central):
                db.session.get(Pack, (pack.center_id, pack.id)).leased_until = None
            assert build(central.scope, pack.id)
        return bind(papers, material)

    monkeypatch.setattr(documents, "bind", overtaken)
    build_waiting.run()

    assert len(contents(central, pack)) == 7
    assert pack_at(at, central, pack).failed_at is None


def test_progress_is_seen_while_it_is_built(at, central, monkeypatch, convened_with_a_case):
    pack = ordered(central, convened_with_a_case)
    seen, write = [], documents.write

    def watched(draft, material):
        now = pack_at(at, central, pack)
        seen.append((now.done, now.total, now.step))
        return write(draft, material)

    monkeypatch.setattr(documents, "write", watched)
    build_waiting.run()

    assert seen == [(place, 7, steps(TITLES)[place]) for place in (2, 3, 4)]


def test_a_failure_is_said_without_a_word_of_the_data_and_can_be_tried_again(
    at, central, monkeypatch
):
    meeting = convened(central)
    pack = ordered(central, meeting)

    def breaks(*_):
        raise RuntimeError("山田太郎")

    monkeypatch.setattr(documents, "bind", breaks)
    build_waiting.run()

    failed = pack_at(at, central, pack)
    assert failed.failed_at
    assert failed.failure == packs.FAILED
    assert contents(central, pack) == {}
    monkeypatch.undo()
    assert built(central, meeting).edition == 2


def test_one_pack_is_built_in_a_round(at, central):
    one, other = (ordered(central, convened(central)) for _ in range(2))

    build_waiting.run()

    assert pack_at(at, central, one).finished_at
    assert pack_at(at, central, other).finished_at is None


def test_nothing_is_published_before_it_is_ready(at, central):
    meeting = convened(central)
    ordered(central, meeting)
    with at(central):
        mine = queries.own_meeting(meeting.id)
        with pytest.raises(packs.NotReadyError):
            packs.publish_pack(mine, queries.packs(mine)[0], by_name="見本")


def test_publishing_shows_wards_this_edition_and_no_other(at, central, north, convened_with_a_case):
    meeting = convened_with_a_case
    pack = published(central, meeting)
    draft = built(central, meeting)

    with at(north):
        seen = queries.meeting(meeting.id)
        assert [each.id for each in queries.packs(seen)] == [pack.id]
        assert [meeting.id for meeting in queries.meetings()] == [meeting.id]
        shown = queries.pack(seen, pack.id)
        assert len(queries.handouts(shown)) == 7
        assert [paper.title for paper in queries.papers(shown)] == list(TITLES)
        assert queries.pack_file(shown, shown.file_id).content.startswith(b"%PDF")
        with pytest.raises(NotFoundError):
            queries.pack(seen, draft.id)
        with pytest.raises(NotFoundError):
            queries.pack_file(shown, draft.file_id)


def test_a_ward_reads_no_agenda_and_changes_nothing_that_was_published(at, central, north):
    meeting = convened(central)
    pack = published(central, meeting)
    with at(north):
        seen = queries.meeting(meeting.id)
        assert queries.agenda(seen) == []
        with pytest.raises(NotFoundError):
            queries.own_meeting(meeting.id)
        packs.give_up(pack.id)
        packs.note_step(pack.id, "x", done=0)
        assert not packs.claim_pack(pack.id)
    assert pack_at(at, central, pack).step == ""
