"""「その他」 learns: its words, the topics they have elsewhere, and sorting anew."""

import html
import re

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.calendar import Month, Period
from app.consultations import queries, service
from app.consultations.rules.words import (
    Suggestion,
    Told,
    Word,
    common_words,
    corrected,
    words_in,
)
from app.errors import InvalidError
from app.statistics.models import DirtyMark
from tenants import db
from tests.consultations.records import recorded

NOVEMBER = Period(Month(2025, 11), Month(2025, 11))
OTHERS = ["other"]


def told(text, *topics, times=1):
    return [Told(text, topics)] * times


def test_words_are_runs_of_kanji_katakana_and_letters():
    assert words_in("空家のﾏｯﾁﾝｸﾞとNPO") == {"空家", "マッチング", "npo"}
    assert words_in("これはひらがなだけ") == set()
    assert {"印刷", "印刷機", "刷機"} == words_in("印刷機")


def test_the_commonest_words_come_first_and_rare_ones_not_at_all():
    unsorted = [*told("空家を貸す", times=4), *told("駐輪場", times=3), *told("鈴木", times=2)]
    assert common_words(unsorted, []) == [Word("空家", 4, None), Word("駐輪場", 3, None)]


def test_a_word_is_suggested_the_topic_it_has_elsewhere():
    others = [
        *told("空家", "vacant_houses", times=3),
        *told("空家", "publicity", times=1),
    ]
    (word,) = common_words(told("空家", times=3), others)
    assert word.suggestion == Suggestion("vacant_houses", 3, 4)


def test_a_word_that_is_everywhere_tells_nothing():
    others = [
        each for topic in ("tax", "labor", "publicity") for each in told("団体", topic, times=3)
    ]
    unsorted = [*told("団体の空家", times=3), *told("空家", times=3)]
    assert [each.word for each in common_words(unsorted, others)] == ["空家"]


def test_the_star_goes_along_with_the_topic():
    assert corrected(["tax", "other"], "other", OTHERS, "publicity") == (
        ["tax", "publicity"],
        "publicity",
    )
    assert corrected(["publicity", "other"], "publicity", OTHERS, "publicity") == (
        ["publicity"],
        "publicity",
    )


def unsorted(summary="空家を貸したい", **more):
    return recorded(summary=summary, topics=["other"], **more)


def topics_of(consultation_id):
    consultation = queries.consultation(consultation_id)
    return [tag.topic for tag in consultation.topics], consultation.primary_topic


def moved(*ids, to_topic="vacant_houses"):
    return service.correct_topics(
        ids, to_topic=to_topic, reason="項目ができたため", corrected_by_name="見本"
    )


def undone(correction):
    return service.undo_correction(correction, undone_by_name="見本")


@pytest.fixture
def _in_north(at, north):
    with at(north):
        yield


@pytest.mark.usefixtures("_in_north")
class TestSortingAnew:
    def test_words_are_read_from_the_period_only(self):
        for _ in range(3):
            unsorted()
        unsorted(received_at="R7.10.1")
        assert [each.word for each in queries.words_of_others(NOVEMBER, OTHERS)] == ["空家"]
        assert len(queries.with_word(NOVEMBER, OTHERS, "空家")) == 3

    def test_many_are_moved_at_once_and_back(self):
        one, two = unsorted(), unsorted()
        both = recorded(topics=["other", "tax"], primary_topic="tax")
        done = moved(one, two, both)
        assert (done.moved, done.left) == (3, 0)
        assert topics_of(one) == (["vacant_houses"], "vacant_houses")
        assert topics_of(both) == (["vacant_houses", "tax"], "tax")
        assert [(each.reason, count) for each, count in queries.corrections()] == [
            ("項目ができたため", 3)
        ]
        assert undone(done.correction).left == 0
        assert topics_of(one) == (["other"], "other")
        assert topics_of(both) == (["other", "tax"], "tax")
        with pytest.raises(service.NothingToCorrectError):
            undone(done.correction)

    def test_who_has_one_open_notices(self):
        one = unsorted()
        version = queries.consultation(one).version
        moved(one)
        assert queries.consultation(one).version == version + 1

    def test_the_month_is_counted_anew(self):
        one = unsorted()
        db.session.execute(sa.delete(DirtyMark))
        moved(one)
        assert db.session.scalars(sa.select(DirtyMark.month)).all() == [Month(2025, 11).first_day]

    def test_what_was_changed_since_stays(self):
        one, two = unsorted(), unsorted()
        done = moved(one, two)
        changed = queries.consultation(two)
        service.revise_consultation(
            changed,
            version=changed.version,
            topics=["tax"],
            received_at=changed.received_at,
            summary="",
        )
        back = undone(done.correction)
        assert (back.moved, back.left) == (1, 1)
        assert topics_of(two) == (["tax"], "tax")

    def test_what_is_no_longer_unsorted_is_left_and_counted(self):
        one, two = unsorted(), recorded(topics=["tax"])
        assert moved(one, two).left == 1
        with pytest.raises(service.NothingToCorrectError):
            moved(two)

    def test_the_topic_must_hold_in_the_year_of_the_record_and_not_be_unsorted(self):
        one = unsorted(received_at="R2.11.1")
        for topic in ("other", "vacant_houses", "magic"):
            with pytest.raises(InvalidError):
                moved(one, to_topic=topic)
        assert topics_of(one) == (["other"], "other")


@pytest.fixture
def desk(north):
    return f"/centers/{north.slug}/consultations/"


def text_of(response):
    return html.unescape(response.text)


def test_a_manager_moves_what_a_worker_only_reads(visitor, at, north, desk):
    with at(north):
        ids = [unsorted() for _ in range(3)]
    manager, worker = (visitor(role, north) for role in (Role.WARD_MANAGER, Role.WARD_WORKER))
    period = {"first": "R7.11", "last": "2025-11"}
    assert "空家" in text_of(worker.get(f"{desk}others", query_string=period))
    chosen = period | {"word": "空家"}
    shown = worker.post(f"{desk}others/selections", data=chosen)
    assert "項目を移すのは、管理者です。" in text_of(shown)
    shown = manager.post(f"{desk}others/selections", data=chosen)
    assert shown.text.count('name="consultation_ids"') == 3
    assert shown.text.count(" checked") == 0
    assert (
        manager.post(f"{desk}others/selections", data=chosen | {"all": "1"}).text.count(" checked")
        == 3
    )

    sent = chosen | {"consultation_ids": ids[:2], "to_topic": "vacant_houses", "reason": ""}
    refused = manager.post(f"{desk}topic-corrections", data=sent)
    assert refused.status_code == 422
    assert "理由: 入力してください。" in text_of(refused)
    assert refused.text.count(" checked") == 2
    sent["reason"] = "空家の項目ができたため"
    assert worker.post(f"{desk}topic-corrections", data=sent).status_code == 403
    assert manager.post(f"{desk}topic-corrections", data=sent).status_code == 302
    page = manager.get(f"{desk}others")
    assert "空家の項目ができたため" in text_of(page)
    back = re.search(r'action="([^"]+/reversal)"', page.text)[1]
    assert manager.post(back).status_code == 302
    assert manager.post(back).status_code == 409


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"first": "いつか"}, "月として読めません"),
        ({"first": "R8.4", "last": "R8.3"}, "始めの月と同じか、あとの月にしてください。"),
    ],
)
def test_months_that_make_no_period_are_said(visitor, north, desk, asked, sentence):
    answer = visitor(Role.WARD_WORKER, north).get(f"{desk}others", query_string=asked)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_program_does_the_same(visitor, at, north):
    with at(north):
        ids = [str(unsorted()) for _ in range(3)]
    program = visitor(Role.WARD_MANAGER, north)
    desk = f"/api/v1/centers/{north.slug}/consultations/"
    words = program.get(f"{desk}others/words?first=2025-11&last=2025-11").json["items"]
    assert words == [{"word": "空家", "times": 3, "suggestion": None}]
    asked = {"word": "空家", "first": "2025-11", "last": "2025-11"}
    lines = program.post(f"{desk}others/selections", json=asked).json["items"]
    assert {line["id"] for line in lines} == set(ids)
    sent = {"consultation_ids": ids, "to_topic": "vacant_houses", "reason": "整理"}
    made = program.post(f"{desk}topic-corrections", json=sent)
    assert (made.status_code, made.json["moved"]) == (201, 3)
    correction = made.json["correction"]
    assert program.get(f"{desk}topic-corrections").json["items"] == [correction]
    back = program.post(f"{desk}topic-corrections/{correction['id']}/reversal")
    assert back.json["moved"] == 3
