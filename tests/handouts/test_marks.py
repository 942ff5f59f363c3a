"""What looks like a person is decided about before a pack is published."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from app.calls.rules import Line
from app.errors import NotFoundError, UndecidedMarksError
from app.handouts import queries, service
from app.handouts.models import MarkDecision
from app.handouts.rules import marks
from app.handouts.rules.marks import Text
from app.meetings import queries as meetings
from app.meetings.models import Pack
from app.meetings.service import packs
from tenants import db
from tests.files.made import a_docx, a_pdf, a_picture
from tests.handouts.tables import BY, adds, brings, called
from tests.meetings.tables import built, convened

NAMED = Line("report", "例田さんが講座の先生になりました")


def found(*texts):
    return [
        (mark.kind, mark.words, mark.passage)
        for mark in marks.marks(Text(1, "報告", "digest", text) for text in texts)
    ]


def marked(at, central, pack):
    with at(central):
        own = meetings.pack(meetings.own_meeting(pack.meeting_id), pack.id)
        return [(each.mark.number, each.mark.words) for each in queries.marked(own)]


def publish(at, central, pack):
    with at(central):
        meeting = meetings.own_meeting(pack.meeting_id)
        packs.publish_pack(meeting, meetings.pack(meeting, pack.id), by_name=BY)


def decide_all(at, central, pack):
    with at(central):
        meeting = meetings.own_meeting(pack.meeting_id)
        own = meetings.pack(meeting, pack.id)
        keys = [each.mark.key for each in queries.marked(own)]
        return service.decide(meeting, own, keys, by_name=BY)


def test_a_mark_is_found_with_the_sentence_it_stands_in():
    assert found("講座です。担当は例田さんです。045-000-0000に電話を。") == [
        ("氏名", "例田さん", "担当は例田さんです。"),
        ("電話番号", "045-000-0000", "045-000-0000に電話を。"),
    ]


def test_a_long_sentence_is_shortened_around_the_words():
    sentence = "あ" * 300 + "例田さん" + "い" * 300
    shortened = marks.shortened(sentence, "例田さん")
    assert "例田さん" in shortened
    assert shortened.startswith("…")
    assert shortened.endswith("…")
    assert len(shortened) == marks.LONGEST_PASSAGE + 2


def test_too_many_are_counted_and_pages_without_letters_named():
    text = "。".join(f"連絡先は045-000-{number:04}" for number in range(marks.MOST + 5))
    told = marks.marks([Text(1, "名簿", "digest", text, silent=(1, 3, 4, 5))])
    assert [(mark.kind, mark.words) for mark in told[-2:]] == [
        (marks.MANY, "5か所"),
        (marks.SILENT, "1・3～5ページ"),
    ]
    assert len(told) == marks.MOST + 2


def test_every_text_of_a_pack_is_looked_through(at, central, north):
    meeting, call = called(central)
    brings(north, call, lines=[NAMED])
    adds(
        central, meeting, "案内.docx", a_docx("お申し込みは a@example.org まで", header="例山さん")
    )
    adds(central, meeting, "ちらし.pdf", a_pdf("連絡先 045-000-0000"))

    pack = built(central, meeting)

    assert sorted(marked(at, central, pack)) == [
        (2, "例田さん"),
        (3, "a@example.org"),
        (3, "例山さん"),
        (4, "045-000-0000"),
    ]


def test_a_person_looks_at_pictures_and_again_at_others(at, central):
    meeting = convened(central)
    key = adds(central, meeting, "案内.docx", a_docx(picture=a_picture()))
    pack = built(central, meeting)
    assert [words for _, words in marked(at, central, pack)] == ["1点"]
    decide_all(at, central, pack)
    publish(at, central, pack)
    with at(central):
        added_id = UUID(key.removeprefix("added:"))
        service.remove_file(queries.added_file(meetings.own_meeting(meeting.id), added_id))
    adds(central, meeting, "案内.docx", a_docx(picture=a_picture("jpeg")))

    again = built(central, meeting)

    with pytest.raises(UndecidedMarksError):
        publish(at, central, again)


def test_publication_is_stopped_until_each_mark_is_decided(at, central, north):
    meeting, call = called(central)
    brings(north, call, lines=[NAMED])
    pack = built(central, meeting)
    with pytest.raises(UndecidedMarksError):
        publish(at, central, pack)
    with pytest.raises(UndecidedMarksError), at(central):
        db.session.execute(
            sa.update(Pack).where(Pack.id == pack.id).values(published_at=sa.func.now())
        )
    with at(north):
        assert meetings.packs(meetings.meeting(meeting.id)) == []

    assert decide_all(at, central, pack) == 1
    assert decide_all(at, central, pack) == 0

    publish(at, central, pack)
    with at(north):
        assert len(meetings.packs(meetings.meeting(meeting.id))) == 1
    with at(central):
        own = meetings.own_meeting(meeting.id)
        gone = meetings.pack(own, pack.id)
        keys = [each.mark.key for each in queries.marked(gone)]
        with pytest.raises(service.PublishedError):
            service.take_back(own, gone, keys)


def test_a_decision_holds_for_the_same_words_in_the_next_edition_and_for_no_others(
    at, central, north
):
    meeting, call = called(central)
    brings(north, call, lines=[NAMED])
    first = built(central, meeting)
    decide_all(at, central, first)
    key = adds(central, meeting, "案内.docx", a_docx("例田さんが話します"))

    second = built(central, meeting)

    with at(central):
        own = meetings.pack(meetings.own_meeting(meeting.id), second.id)
        told = [(each.mark.number, each.decided_by_name) for each in queries.marked(own)]
    assert told == [(2, BY), (3, None)]
    assert key


def test_a_decision_is_taken_back_before_publication(at, central, north):
    meeting, call = called(central)
    brings(north, call, lines=[NAMED])
    pack = built(central, meeting)
    decide_all(at, central, pack)
    with at(central):
        own = meetings.own_meeting(meeting.id)
        here = meetings.pack(own, pack.id)
        service.take_back(own, here, [each.mark.key for each in queries.marked(here)])
        assert queries.undecided(here) == 1
        with pytest.raises(NotFoundError):
            service.decide(own, here, ["nothing"], by_name=BY)


def test_what_was_found_is_seen_by_the_convening_center_alone(at, central, north):
    meeting, call = called(central)
    brings(north, call, lines=[NAMED])
    pack = built(central, meeting)
    decide_all(at, central, pack)
    publish(at, central, pack)
    with at(north):
        assert queries.marked(meetings.pack(meetings.meeting(meeting.id), pack.id)) == []
        assert db.session.scalars(sa.select(MarkDecision)).all() == []


def test_a_pack_without_a_mark_is_published_at_once(at, central):
    pack = built(central, convened(central))
    publish(at, central, pack)
