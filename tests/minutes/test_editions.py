"""From what was written to a 議事録 that nobody can change: text, editions, answers, the wall."""

import hashlib

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.actions import queries as actions
from app.errors import ChangedMeanwhileError, InvalidError, NotFoundError
from app.files.models import StoredFile
from app.meetings import queries as meetings
from app.meetings.rules.agenda import ItemFacts
from app.meetings.service import meetings as agenda
from app.minutes.models import Minutes, MinutesAnswer, MinutesEdition, MinutesEntry
from app.minutes.queries import editions as queries
from app.minutes.rules.content import changed_parts
from app.minutes.service import editions as service
from app.notifications import queries as notices
from tenants import db
from tests.actions.promising import promised
from tests.meetings.tables import rows_of, words_of
from tests.minutes.sitting import BY, held, items, opened, ordered, texted, wrote
from worker.tasks.minutes import build_waiting


def unchanged(act):
    """The statement, refused by the database itself."""
    with pytest.raises(sa.exc.ProgrammingError), db.session.begin_nested():
        db.session.execute(act, execution_options={"synchronize_session": False})


def read_here(edition):
    """The edition as the open center reads it."""
    return queries.edition(meetings.meeting(edition.meeting_id), edition.id)


def seen(place, at, *models):
    with at(place):
        return [db.session.scalar(sa.select(sa.func.count()).select_from(each)) for each in models]


def test_the_text_begins_with_what_was_written_and_says_what_came_later(central, at):
    meeting = held(central)
    about = items(central, meeting)[1]
    first = wrote(central, meeting, "要点", item_id=about)
    wrote(central, meeting, "片方", item_id=about, follows=[first.id])
    wrote(central, meeting, "もう片方", item_id=about, follows=[first.id])
    wrote(central, meeting, "4月にそろえる", item_id=about, kind="decision")
    wrote(central, meeting, "議題にないこと")
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        text = service.begin(mine, by_name=BY)
        told = text.items[1]
        assert told["notes"] == "片方\nもう片方"
        assert told["decisions"] == "4月にそろえる"
        assert text.others == "議題にないこと"
        assert service.begin(mine, by_name=BY).id == text.id
        assert queries.came_later(text) == []
    wrote(central, meeting, "あとから届いた", item_id=about)
    with at(central):
        [late] = queries.came_later(queries.text_of(meetings.own_meeting(meeting.id)))
        assert late.words == "あとから届いた"


def test_the_second_of_two_who_put_it_right_is_told(central, at):
    meeting = texted(central, held(central))
    with at(central):
        text = queries.text_of(meetings.own_meeting(meeting.id))
        said = [("新しい", "")] * len(text.items)
        facts = service.put_right(text, said, "", "")
        service.save(text, facts, version=text.version, by_name=BY)
        with pytest.raises(ChangedMeanwhileError):
            service.save(text, facts, version=1, by_name=BY)
        with pytest.raises(InvalidError):
            service.put_right(text, said[:1], "", "")


def test_both_papers_say_who_came_and_what_was_decided(central, at):
    meeting = held(central)
    about = items(central, meeting)[1]
    wrote(central, meeting, "前回の三件は済んだ", item_id=about)
    wrote(central, meeting, "4月にそろえる", item_id=about, kind="decision")
    came = {"kind": "attendance", "attendee": "north", "state": "present"}
    wrote(central, meeting, "見本 太郎", **came, substitutes="所長に代わり")
    edition = opened(
        central, texted(central, meeting, actions="日程案を送る（推進センター、12月25日）")
    )
    with at(central):
        word = queries.file(edition, "docx")
        printed = queries.file(edition, "pdf")
        said = words_of(word.content)
        assert rows_of(word.content, table=0)[1] == ("港北", "出席", "見本 太郎(代理 所長に代わり)")
        for words in ("議事録案", "前回の三件は済んだ", "4月にそろえる", "日程案を送る", "日　時"):
            assert words in said
        assert printed.content.startswith(b"%PDF")
        assert word.name.endswith("_議事録案.docx")
        assert edition.sha256 == hashlib.sha256(edition.content.encode()).hexdigest()


def test_what_is_built_twice_is_the_same_and_stored_once(central, at):
    edition = ordered(central, texted(central, held(central)))
    build_waiting.run()
    with at(central):
        built = queries.ordered(edition.id)
        kept = queries.file(built, "pdf").sha256
        assert service.keep_papers(built.id, queries.content(built), {}) is False
        assert not service.claim_edition(built.id)
        assert queries.file(built, "pdf").sha256 == kept


def test_no_ward_sees_a_draft_an_entry_or_the_text_before_it_is_sent(north, central, at):
    meeting = held(central)
    wrote(central, meeting, "区には見えない")
    edition = ordered(central, texted(central, meeting))
    build_waiting.run()
    everything = (MinutesEntry, Minutes, MinutesEdition, StoredFile)
    assert seen(north, at, *everything) == [0, 0, 0, 0]
    with at(north), pytest.raises(NotFoundError):
        queries.meeting_of(edition.id)
    with at(central):
        service.release(meetings.own_meeting(meeting.id), edition.id, by_name=BY)
    assert seen(north, at, *everything) == [0, 0, 1, 2]
    with at(north):
        assert [line.edition.id for line in queries.waiting_here()] == [edition.id]
        assert queries.file(read_here(edition), "docx").content[:2] == b"PK"


def test_what_was_sent_stays_as_it_is_in_the_database(central, at):
    meeting = texted(central, held(central))
    edition = opened(central, meeting)
    with at(central):
        for change in ({"content": "{}"}, {"opened_at": None}, {"pdf_file_id": None}):
            unchanged(sa.update(MinutesEdition).values(**change))
        unchanged(sa.delete(MinutesEdition))
        unchanged(sa.update(StoredFile).values(content=b"other"))
        unchanged(sa.delete(StoredFile))
        before = queries.content(queries.ordered(edition.id))
        mine = meetings.own_meeting(meeting.id)
        agenda.change_item(
            meetings.agenda(mine)[0],
            ItemFacts(title="別の題", kind="opening", presenter="", minutes=1),
            version=1,
        )
        assert queries.content(queries.ordered(edition.id)) == before


def test_another_text_is_another_edition_even_before_it_is_sent(central, at):
    ordered(central, texted(central, held(central)))
    with at(central):
        unchanged(sa.update(MinutesEdition).values(content="{}"))


def test_a_ward_confirms_in_one_press_and_the_last_word_counts(north, south, central, at):
    edition = opened(central, texted(central, held(central)))
    with at(north):
        mine = read_here(edition)
        with pytest.raises(InvalidError):
            service.answer(mine, kind="correction", words="", by_name="見本 太郎")
        service.answer(mine, kind="correction", words="40人ではなく42人", by_name="見本 太郎")
    assert seen(south, at, MinutesAnswer) == [0]
    with at(central):
        north_tile = next(t for t in queries.tiles(edition) if t.slug == "north")
        assert (north_tile.label, north_tile.words) == ("訂正のお願い", "40人ではなく42人")
        told = notices.page().items
        assert [each.kind for each in told if each.source == "minutes"] == ["correction"]
    with at(north):
        for _ in range(2):  # pressed twice, said once
            service.answer(mine, kind="confirmed", words="", by_name="見本 太郎")
        assert queries.waiting_here() == []
    assert seen(north, at, MinutesAnswer) == [2]
    with at(central):
        assert next(t for t in queries.tiles(edition) if t.slug == "north").label == "確認しました"
    with at(south), pytest.raises(sa.exc.ProgrammingError), db.session.begin_nested():
        db.session.execute(sa.text("DELETE FROM minutes_answers"))


def test_an_answer_goes_to_the_convener_whatever_it_says_and_about_what_one_may_read(
    north, south, central, at
):
    edition = opened(central, texted(central, held(central)))
    hidden = ordered(central, texted(central, held(central)))
    with at(north):
        forged = MinutesAnswer(
            minutes_id=edition.id,
            to_center_id=south.id,
            kind="confirmed",
            words="",
            by_name="だれか",
            at=edition.opened_at,
        )
        db.session.add(forged)
        db.session.flush()
        db.session.refresh(forged)
        assert forged.to_center_id == central.id
        unseen = sa.insert(MinutesAnswer).values(
            minutes_id=hidden.id, kind="confirmed", words="", by_name="だれか", at=edition.opened_at
        )
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.execute(unseen)


def test_the_wards_are_told_and_no_longer_once_they_have_answered(north, central, at):
    edition = opened(central, texted(central, held(central)))
    with at(north):
        [told] = [each for each in notices.page().items if each.source == "minutes"]
        assert (told.kind, told.subject, told.is_unread) == ("draft", edition.id, True)
        assert told.title == queries.content(edition).title
        service.answer(read_here(edition), kind="confirmed", words="", by_name="見本")
        [told] = [each for each in notices.page().items if each.source == "minutes"]
        assert not told.is_unread
    with at(central):
        assert [each for each in notices.page().items if each.source == "minutes"] == []


def test_a_published_edition_is_followed_by_one_that_says_what_it_puts_right(north, central, at):
    meeting = texted(central, held(central))
    draft = opened(central, meeting)
    first = opened(central, meeting, stage="final")
    with at(north), pytest.raises(service.NotAskedError):
        service.answer(read_here(draft), kind="confirmed", words="", by_name="見本")
    with pytest.raises(InvalidError):
        ordered(central, meeting, stage="final")
    with at(central):
        text = queries.text_of(meetings.own_meeting(meeting.id))
        said = [("40人が集まった", "")] + [("", "")] * (len(text.items) - 1)
        facts = service.put_right(text, said, "", "")
        service.save(text, facts, version=text.version, by_name=BY)
    second = opened(central, meeting, stage="final", changes="人数を40人に改めました")
    with at(north):
        readable = queries.editions(meetings.meeting(meeting.id))
        assert [(each.stage, each.number) for each in readable] == [
            ("final", 2),
            ("final", 1),
            ("draft", 1),
        ]
        before, after = queries.content(first), queries.content(second)
        assert changed_parts(before, after) == ["開会"]
        [found] = queries.published()
        assert found.minutes_id == second.id
        assert "40人が集まった" in found.words
        assert "人数を40人に改めました" in words_of(queries.file(second, "docx").content)


def test_only_the_latest_edition_is_sent_and_only_when_it_is_built(central, at):
    meeting = texted(central, held(central))
    first = ordered(central, meeting)
    with at(central), pytest.raises(service.NotBuiltError):
        service.release(meetings.own_meeting(meeting.id), first.id, by_name=BY)
    assert ordered(central, meeting).id == first.id  # the one in the making
    build_waiting.run()
    second = ordered(central, meeting)
    build_waiting.run()
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        with pytest.raises(service.SupersededError):
            service.release(mine, first.id, by_name=BY)
        sent = service.release(mine, second.id, by_name=BY)
        assert service.release(mine, second.id, by_name=BY).opened_at == sent.opened_at


def test_what_fails_is_said_and_can_be_ordered_again(central, at, monkeypatch):
    edition = ordered(central, texted(central, held(central)))
    monkeypatch.setattr("app.minutes.documents.write_pdf", None)
    build_waiting.run()
    with at(central):
        failed = queries.ordered(edition.id)
        assert failed.failure.startswith("議事録を作れませんでした")


def test_a_ward_prepares_nothing(visitor, north, central):
    meeting = texted(central, held(central))
    worker = visitor(Role.WARD_WORKER, north)
    room = f"/centers/north/minutes/{meeting.id}"
    for method, rest in (("get", "/text"), ("post", "/editions"), ("post", "/text")):
        assert getattr(worker, method)(room + rest).status_code == 403
    assert worker.get(room).status_code == 404


def test_what_was_promised_for_all_comes_into_the_edition_and_nothing_else(north, central, at):
    meeting = texted(central, held(central), actions="次回までに例を一つ")
    promised(central, north, meeting=meeting, what="日程案を送る", for_all=True)
    promised(central, north, meeting=meeting, what="担当の区だけの宿題", for_all=False)
    edition = ordered(central, meeting)
    with at(central):
        first, last = queries.content(edition).actions.splitlines()
        assert first.startswith("日程案を送る(港北、令和")
        assert last == "次回までに例を一つ"


def test_what_was_promised_for_all_is_shown_to_all_with_the_published_minutes(
    north, south, central, at
):
    meeting = texted(central, held(central))
    promised(central, north, meeting=meeting, what="日程案を送る")
    promised(central, north, meeting=meeting, what="担当の区だけの宿題", for_all=False)

    def seen_by_another_ward():
        with at(south):
            return [line.item.what for line in actions.of_meeting(meeting)]

    opened(central, meeting)
    assert seen_by_another_ward() == []
    opened(central, meeting, stage="final")
    assert seen_by_another_ward() == ["日程案を送る"]
