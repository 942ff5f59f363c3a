"""One search over the meetings of many years; a ward finds what was published to it."""

import html
from datetime import date

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.archive import queries, rules
from app.archive.rules import Place, Text
from app.calendar import FiscalYear
from app.consultations.rules.search import sought
from app.meetings.models import Meeting
from app.meetings.queries import own_meeting
from app.meetings.rules.agenda import ItemFacts
from app.meetings.service.meetings import add_item
from tenants import db
from tests.actions.promising import held, promised, shown_to_all
from tests.meetings.tables import convened
from tests.minutes.sitting import opened, texted, wrote


def announced(central, meeting, at):
    with at(central):
        known = sa.update(Meeting).where(Meeting.id == meeting.id)
        db.session.execute(
            known.values(announced_at=sa.func.now()),
            execution_options={"synchronize_session": False},
        )


@pytest.fixture
def years(north, south, central, at):
    """One meeting in each of two fiscal years, told to all, and one to come."""
    old = convened(central, title="令和6年度 第1回 会議", held_on=date(2024, 6, 5))
    new = convened(central, title="令和7年度 第1回 会議", held_on=date(2025, 6, 4))
    held(central, days=30, title="これからの会議")
    with at(central):
        item = ItemFacts(title="団体登録の更新", kind="discussion", presenter="", minutes=10)
        add_item(own_meeting(old.id), item)
    promised(central, north, meeting=new, what="ホドガヤの登録ちらしを送る")
    promised(central, south, meeting=new, what="内輪のメモを直す", for_all=False)
    announced(central, old, at)
    return old, new


def found(place, words, at, year=None):
    with at(place):
        return [
            (each.meeting.title[:5], [text.place for text in each.hits])
            for each in queries.held(words, year)
        ]


OLD, NEW = "令和6年度", "令和7年度"


def test_the_center_finds_agenda_and_promises_over_the_years(years, central, at):
    assert found(central, "登録", at) == [(NEW, [Place.ACTION]), (OLD, [Place.AGENDA])]
    assert found(central, "登録", at, FiscalYear(2024)) == [(OLD, [Place.AGENDA])]
    assert found(central, "ほどがや", at) == [(NEW, [Place.ACTION])]
    assert found(central, "登録 ほどがや", at) == [(NEW, [Place.ACTION])]
    assert found(central, "登録 ない言葉", at) == []
    assert found(central, "", at) == [(NEW, []), (OLD, [])]  # none that is to come


def test_a_ward_finds_what_is_meant_for_it(years, north, south, central, at):
    _, new = years
    assert found(north, "登録", at) == [(NEW, [Place.ACTION])]
    assert found(south, "登録", at) == []
    assert found(north, "内輪", at) == []
    with at(central):
        [line] = [each for each in queries.held("ホドガヤ") if each.id == new.id]
        assert len(line.hits) == 1
    shown_to_all(central, promised(central, north, meeting=new, what="登録の一覧を配る"))
    assert found(south, "登録", at) == [(NEW, [Place.ACTION, Place.ACTION])]
    assert found(north, "内輪", at) == []


def test_what_was_decided_is_found_once_the_minutes_are_published(north, central, at):
    meeting = held(central, title="令和6年度 第4回 会議")
    wrote(central, meeting, "ヘルプデスクを置く", kind="decision")
    texted(central, meeting)
    opened(central, meeting)
    assert found(north, "へるぷ", at) == []
    opened(central, meeting, stage="final")
    for place in (north, central):
        assert found(place, "へるぷ", at) == [(OLD, [Place.MINUTES])]


def test_the_page_and_the_api_say_the_same(years, visitor, north, central):
    worker = visitor(Role.WARD_WORKER, north)
    shown = html.unescape(worker.get("/centers/north/archive/?words=登録").text)
    assert "ホドガヤの登録ちらしを送る" in shown
    assert "団体登録の更新" not in shown
    listed = worker.get("/api/v1/centers/north/archive/?words=登録").json["items"]
    assert [(each["fiscal_year"], each["hits"]) for each in listed] == [
        (2025, [{"place": "action", "words": "ホドガヤの登録ちらしを送る"}])
    ]
    assert "見つかりませんでした" in worker.get("/centers/north/archive/?words=ない言葉").text
    assert worker.get("/centers/north/archive/?year=5").status_code == 422
    one = worker.get("/api/v1/centers/north/archive/?limit=1").json
    rest = worker.get(f"/api/v1/centers/north/archive/?limit=1&after={one['next']}").json
    assert [each["fiscal_year"] for each in one["items"] + rest["items"]] == [2025, 2024]
    assert rest["next"] is None


def test_each_word_may_stand_in_another_text_of_the_meeting():
    texts = [Text(Place.ACTION, "ちらしを送る"), Text(Place.AGENDA, "団体登録の更新")]
    assert rules.hits(texts, sought("ちらし 登録")) == [texts[1], texts[0]]
    assert rules.hits(texts, sought("ちらし 予算")) is None
    assert rules.hits(texts, sought("ﾁﾗｼ")) == [texts[0]]
