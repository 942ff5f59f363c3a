import pytest

from app import calendar
from app.access.permissions import Role
from app.actions.models import ActionReminder
from app.actions.rules import ASKED, BEGUN, DONE
from app.notifications import queries as notices
from app.notifications import service as mailing
from tenants import db
from tests.actions.promising import WHAT, held, in_days, promised, stepped
from worker.tasks.actions import remind_due


@pytest.fixture
def worker_round(app):
    return remind_due.run


def told(place, at):
    with at(place):
        return [(each.kind, each.is_unread) for each in notices.page().items]


def sent(place, at):
    with at(place):
        return [row.kind for row in db.session.query(ActionReminder)]


def test_an_owner_is_reminded_once_after_its_date(north, south, central, at, worker_round):
    late = promised(central, north, meeting=held(central, days=-30), due_on=in_days(-1))
    promised(central, south)
    worker_round()
    worker_round()
    assert sent(central, at) == sent(north, at) == ["overdue"]
    assert told(north, at) == [("overdue", True), ("promised", True)]
    assert told(south, at) == [("promised", True)]
    stepped(north, late, BEGUN)
    assert told(north, at) == [("overdue", False), ("promised", False)]
    assert told(central, at) == [("begun", True)]


def test_who_is_done_or_waits_for_an_answer_is_left_in_peace(north, central, at, worker_round):
    meeting = held(central, days=-30)
    done = promised(central, north, meeting=meeting, due_on=in_days(-1))
    asked = promised(central, north, meeting=meeting, due_on=in_days(-1))
    stepped(north, done, DONE)
    stepped(north, asked, ASKED, words="人手が足りません")
    worker_round()
    assert sent(central, at) == []


def test_the_central_center_is_reminded_of_its_own(central, at, worker_round):
    promised(central, central, meeting=held(central, days=-30), due_on=in_days(-1))
    assert told(central, at) == []
    worker_round()
    assert told(central, at) == [("overdue", True)]


def test_a_mail_names_the_meeting_and_not_what_was_promised(north, central, at, as_system):
    item = promised(central, north)
    with as_system():
        assert north.id in notices.mails.centers_to_tell(calendar.now())
    with at(north):
        mailing.decide()
        mailing.decide()
        envelope = mailing.claim(
            north.people[Role.WARD_MANAGER], public_url="https://kyodo.example"
        )
        assert notices.page().items[0].reference == WHAT
    with as_system():
        assert north.id not in notices.mails.centers_to_tell(calendar.now())
    assert envelope
    assert "会議の宿題が届きました" in envelope.words.body
    assert "令和8年度 第1回 会議" in envelope.words.body
    assert f"https://kyodo.example/centers/north/actions/{item.id}" in envelope.words.body
    assert WHAT not in envelope.words.subject + envelope.words.body


def test_opening_a_notice_leads_to_the_promise(visitor, north, central, at):
    item = promised(central, north)
    worker = visitor(Role.WARD_WORKER, north)
    opened = worker.post(f"/centers/north/notifications/{item.id}/reading")
    assert opened.location.endswith(f"/centers/north/actions/{item.id}")
