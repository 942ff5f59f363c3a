import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.calls import queries, service
from app.calls.models import Call
from app.notifications import queries as notices
from app.notifications import service as mailing
from tenants import db
from tests.calls.asking import BY, closed, opened, submitted
from worker.tasks.calls import remind_due


@pytest.fixture
def worker_round(app):
    return remind_due.run


def due_now(central, call, at):
    with at(central):
        own = sa.update(Call).where(Call.id == call.id).values(remind_on=calendar.today())
        db.session.execute(own, execution_options={"synchronize_session": False})


def states(central, call, at):
    with at(central):
        return [tile.standing.label for tile in queries.tiles(queries.own_call(call.id))]


def test_the_worker_asks_once_who_has_brought_nothing(north, south, central, at, worker_round):
    call = opened(central)
    submitted(north, call)
    worker_round()
    assert states(central, call, at) == ["提出済", "未提出"]
    due_now(central, call, at)

    worker_round()
    worker_round()

    assert states(central, call, at) == ["提出済", "督促済"]
    with at(south):
        assert len(queries.reminders_here(queries.call(call.id))) == 1
    with at(north):
        assert queries.reminders_here(queries.call(call.id)) == []


def test_a_closed_call_is_left_in_peace(north, south, central, at, worker_round):
    call = opened(central)
    due_now(central, call, at)
    closed(central, call)
    worker_round()
    assert states(central, call, at) == ["未提出", "未提出"]
    with at(central), pytest.raises(service.NotOpenError):
        service.remind(queries.own_call(call.id), by_name=BY)


def test_a_double_click_reminds_once(north, south, central, at):
    call = opened(central)
    with at(central):
        own = queries.own_call(call.id)
        assert len(service.remind(own, by_name=BY)) == 2
        with pytest.raises(service.NobodyToRemindError):
            service.remind(own, by_name=BY)


def test_people_of_a_ward_are_told_until_it_submits(north, south, central, at):
    call = opened(central)
    with at(central):
        service.remind(queries.own_call(call.id), by_name=BY, ward="north")
    with at(north):
        told = notices.page().items
        assert [(each.kind, each.subject_id, each.is_unread) for each in told] == [
            ("reminded", call.id, True),
            ("opened", call.id, True),
        ]
        assert notices.count_unread() == 2
    with at(south):
        assert [each.kind for each in notices.page().items] == ["opened"]
    with at(central):
        assert notices.page().items == []
    submitted(north, call)
    with at(north):
        assert notices.count_unread() == 0


def test_each_person_gets_a_mail_that_names_the_meeting(north, central, at, as_system):
    call = opened(central)
    with as_system():
        assert north.id in notices.mails.centers_to_tell(calendar.now())
    with at(north):
        mailing.decide()
        mailing.decide()
        envelope = mailing.claim(
            north.people[Role.WARD_MANAGER], public_url="https://kyodo.example"
        )
    with as_system():
        assert north.id not in notices.mails.centers_to_tell(calendar.now())
    assert envelope
    assert envelope.words.subject.endswith("（令和8年度 第1回 会議）")
    assert f"https://kyodo.example/centers/north/calls/{call.id}" in envelope.words.body
    assert "整理番号" not in envelope.words.body
