from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from app.calendar import CITY_TIME
from app.invitations import rules


def a_meeting(**changes):
    return SimpleNamespace(
        **{
            "title": "会議",
            "held_on": date(2026, 12, 10),
            "begins_at": time(14),
            "ends_at": time(16),
            "place": "協働ラボ",
            "online_address": "",
            "cancelled_at": None,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 1), date(2026, 12, 3)),
        (date(2026, 12, 5), date(2026, 12, 9)),
        (date(2026, 12, 10), date(2026, 12, 10)),
    ],
)
def test_an_answer_is_asked_for_a_week_before(today, expected):
    assert rules.usual_reply_by(date(2026, 12, 10), today=today) == expected


def test_answers_are_taken_until_it_begins():
    begins = datetime(2026, 12, 10, 14, tzinfo=CITY_TIME)
    assert rules.is_answerable(a_meeting(), begins - timedelta(seconds=1))
    assert not rules.is_answerable(a_meeting(), begins)
    cancelled = a_meeting(cancelled_at=begins)
    assert not rules.is_answerable(cancelled, begins - timedelta(days=1))


def test_a_mail_is_tried_again_with_longer_pauses_and_not_for_ever():
    now = datetime(2026, 12, 1, tzinfo=CITY_TIME)
    pauses = [rules.next_try(n, now) for n in range(1, 7)]
    assert pauses[0] == now + timedelta(minutes=5)
    assert pauses[-1] is None
    assert pauses[:-1] == sorted(pauses[:-1])


@pytest.mark.parametrize("kind", rules.HEADLINES)
def test_a_guest_reads_what_it_is_about_and_the_link_but_for_the_end(kind):
    letter = rules.GuestLetter("役所 一郎", "ことば", date(2026, 12, 3), "https://x/y", "事務局")
    words = rules.guest_words(kind, a_meeting(), letter)
    assert rules.HEADLINES[kind] in words.subject
    assert "令和8年12月10日(木) 14:00～16:00" in words.body
    assert ("https://x/y" in words.body) == (kind not in (rules.CANCELLED, rules.WITHDRAWN))
    assert ("ことば" in words.body) == (kind == rules.INVITED)
