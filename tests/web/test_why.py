"""What the program does by itself can be asked why, and answers from what happened."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import CITY_TIME, Month
from app.consultations.rules import why_order
from app.referrals.rules import why_visible
from app.statistics import service as statistics
from app.statistics.rules import why_figures, why_month
from tests.consultations.records import recorded
from tests.places import at
from tests.referrals.letters import CONSENT, sent

NOVEMBER = Month(2026, 11)
CHOICES = [("visit", "来館"), ("phone", "電話")]


class Closing:
    closed_at = datetime(2026, 12, 1, 9, 30, tzinfo=CITY_TIME)
    closed_by_name = "見本 管理者"


@pytest.mark.parametrize(
    ("closing", "today", "words"),
    [
        (Closing(), date(2026, 12, 2), "見本 管理者さんが令和8年12月1日(火) 09:30に提出した"),
        (None, date(2026, 12, 2), "まだ提出されていない"),
        (None, date(2026, 11, 30), "令和8年12月1日(火)から提出できます"),
    ],
)
def test_a_month_says_why_it_is_closed_or_open(closing, today, words):
    assert words in why_month(NOVEMBER, closing, today)


def test_figures_say_since_when_they_are_being_counted():
    counted = datetime(2026, 11, 27, 9, 0, tzinfo=CITY_TIME)
    still = " ".join(why_figures(counted, [], since=None))
    moving = " ".join(why_figures(counted, [NOVEMBER], since=counted + timedelta(minutes=5)))

    assert "変わった記録はありません" in still
    assert "令和8年11月の記録が09:05から変わった" in moving
    assert "まだないか" in why_figures(None, [], since=None)[0]


def test_choices_say_what_was_chosen_how_often():
    assert "電話(3回)、来館(1回)" in why_order(CHOICES, {"phone": 3, "visit": 1}, lasts=90)
    assert "市の一覧の順" in why_order(CHOICES, {}, lasts=90)


def test_a_letter_says_who_sees_it_and_what_of_the_person():
    ward = why_visible(by_sender=True, sender_name="港北", scope=[])
    central = why_visible(by_sender=False, sender_name="港北", scope=["name"])

    assert "あなたのセンターが" in ward[0]
    assert "見えません" in ward[1]
    assert "港北が" in central[0]
    assert central[1].startswith("相談者の同意があるので、氏名も")


def test_the_pages_ask_themselves(visitor, north, central):
    letter = sent(north, consent=CONSENT)
    worker = visitor(Role.WARD_WORKER, north)
    with at(north):
        recorded(received_at=f"{calendar.today():%Y/%m/%d} 00:00")

    assert "電話(1回)" in worker.get("/centers/north/consultations/new").text
    shown = worker.get("/centers/north/statistics/").text
    assert "数えなおしています" in shown
    assert "から提出できます" in shown
    assert "氏名・ふりがな" in worker.get(f"/centers/north/referrals/{letter.id}").text


def test_after_the_count_the_page_says_that_nothing_moves(visitor, north):
    with at(north):
        recorded(received_at=f"{calendar.today():%Y/%m/%d} 09:00")
    with at(north):
        statistics.consolidate(Month.of(calendar.today()))

    shown = visitor(Role.WARD_WORKER, north).get("/centers/north/statistics/").text
    assert "変わった記録はありません" in shown


def test_a_draft_says_when_it_goes(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    typed = {
        "client_key": str(uuid4()),
        "form": "consultation",
        "fields": {"summary": ["書きかけ"]},
    }
    worker.post("/api/v1/centers/north/drafts/", json=typed)

    shown = worker.get("/centers/north/").text
    goes = calendar.now() + timedelta(days=30)
    assert f"{goes:%Y/%m/%d}" in shown
    assert "30日たったものを消しています" in shown
