from datetime import date, timedelta

import pytest

from app.actions import rules
from app.actions.rules import ASKED, BEGUN, DONE, NEAR, OVERDUE, PROMISED, WITHDRAWN

FRIDAY = date(2026, 12, 11)


class NoWeekends:
    def is_open(self, day):
        return day.weekday() < 5


@pytest.mark.parametrize(
    ("state", "today", "kind"),
    [
        (PROMISED, FRIDAY - timedelta(days=4), None),
        (PROMISED, FRIDAY - timedelta(days=3), NEAR),  # Tuesday: three open days before
        (BEGUN, FRIDAY, NEAR),
        (BEGUN, FRIDAY + timedelta(days=1), OVERDUE),
        (ASKED, FRIDAY + timedelta(days=1), None),
        (DONE, FRIDAY + timedelta(days=1), None),
        (WITHDRAWN, FRIDAY + timedelta(days=1), None),
    ],
)
def test_an_owner_is_reminded_some_open_days_before_and_after(state, today, kind):
    known_on = date(2026, 11, 1)
    due = rules.reminder_due(state, FRIDAY, known_on=known_on, today=today, days=NoWeekends())
    assert due == kind


def test_a_weekend_is_no_time_to_do_it_in():
    monday = date(2026, 12, 14)
    wednesday = date(2026, 12, 9)
    asked = {"known_on": date(2026, 11, 1), "days": NoWeekends()}
    assert rules.reminder_due(PROMISED, monday, today=wednesday, **asked) == NEAR
    day_before = wednesday - timedelta(days=1)
    assert rules.reminder_due(PROMISED, monday, today=day_before, **asked) is None


def test_who_learned_of_a_date_when_it_was_near_is_not_told_twice():
    today = FRIDAY - timedelta(days=1)
    asked = {"known_on": today, "days": NoWeekends()}
    assert rules.reminder_due(PROMISED, FRIDAY, today=today, **asked) is None
    after = FRIDAY + timedelta(days=1)
    assert rules.reminder_due(PROMISED, FRIDAY, today=after, **asked) == OVERDUE


def test_an_open_promise_whose_date_has_passed_says_that_first():
    label, tone, _ = rules.standing(BEGUN, FRIDAY, FRIDAY + timedelta(days=1))
    assert (label, tone) == ("期限切れ（着手）", "error")
    assert rules.standing(BEGUN, FRIDAY, FRIDAY).label == "着手"
    assert rules.standing(DONE, FRIDAY, FRIDAY + timedelta(days=1)).label == "完了"


def test_each_list_counts_what_it_shows():
    before, after = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)
    states = [
        (PROMISED, before),
        (BEGUN, after),
        (ASKED, before),
        (DONE, before),
        (WITHDRAWN, after),
    ]
    assert rules.how_many(states, FRIDAY) == {"open": 3, "overdue": 2, "done": 1, "all": 5}


def test_a_step_names_the_date_that_goes_along():
    assert rules.step_title(DONE, None) == "完了しました"
    assert "希望する期限: 令和8年12月11日" in rules.step_title(ASKED, FRIDAY)
    assert "新しい期限: 令和8年12月11日" in rules.step_title(rules.PROLONGED, FRIDAY)
