"""Who is asked until when to confirm a draft, and who is asked again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.errors import InvalidError
from app.meetings import queries as meetings
from app.minutes.models import MinutesReminder
from app.minutes.queries import editions as queries
from app.minutes.service import editions as service
from app.notifications import queries as notices
from app.notifications import service as mailing
from tenants import db
from tests.minutes.sitting import BY, held, opened, ordered, texted
from worker.tasks.minutes import build_waiting, remind_due

A_DAY = timedelta(days=1)


def a_draft(central, at, *, days):
    """Sent to be confirmed within so many days."""
    meeting = texted(central, held(central))
    edition = ordered(central, meeting)
    build_waiting.run()
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        by = calendar.today() + days * A_DAY
        return service.release(mine, edition.id, answer_by=by, by_name=BY)


@pytest.fixture
def come(monkeypatch):
    """The city's calendar shows that day."""
    return lambda day: monkeypatch.setattr(calendar, "today", lambda: day)


def confirmed(place, edition, at):
    with at(place):
        read = queries.edition(meetings.meeting(edition.meeting_id), edition.id)
        service.answer(read, kind="confirmed", words="", by_name="見本 太郎")


def states(central, edition, at):
    with at(central):
        return [tile.label for tile in queries.tiles(edition)]


def reminded(central, edition, at, **whom):
    with at(central):
        mine = meetings.own_meeting(edition.meeting_id)
        return service.remind(mine, edition.id, by_name=BY, **whom)


def test_a_draft_asks_for_an_answer_within_a_week_unless_said_and_reminds_before(central, at):
    edition = opened(central, texted(central, held(central)))
    assert edition.answer_by == calendar.today() + 7 * A_DAY
    assert calendar.today() < edition.remind_on < edition.answer_by


def test_a_day_that_is_too_near_is_not_reminded_of(central, at):
    edition = a_draft(central, at, days=1)
    assert (edition.answer_by, edition.remind_on) == (calendar.today() + A_DAY, None)


@pytest.mark.parametrize(
    ("stage", "days", "sentence"),
    [("draft", -1, "今日かそれより後"), ("final", 3, "確認の期限はありません")],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_sent(central, at, stage, days, sentence):
    meeting = texted(central, held(central))
    edition = ordered(central, meeting, stage=stage)
    build_waiting.run()
    by = calendar.today() + days * A_DAY
    with at(central), pytest.raises(InvalidError) as refused:
        service.release(meetings.own_meeting(meeting.id), edition.id, answer_by=by, by_name=BY)
    assert sentence in refused.value.fields["answer_by"][0]
    with at(central):
        assert queries.ordered(edition.id).opened_at is None


def test_the_worker_asks_once_who_has_not_answered(north, south, central, at, come):
    edition = a_draft(central, at, days=7)
    confirmed(north, edition, at)
    remind_due.run()
    assert states(central, edition, at) == ["確認しました", "まだ"]
    come(edition.remind_on)

    remind_due.run()
    remind_due.run()

    assert states(central, edition, at) == ["確認しました", "督促済"]
    with at(south):
        assert len(db.session.scalars(sa.select(MinutesReminder)).all()) == 1
    with at(north):
        assert db.session.scalars(sa.select(MinutesReminder)).all() == []


def test_nobody_is_asked_again_about_a_draft_that_another_edition_followed(
    north, south, central, at, come
):
    meeting = texted(central, held(central))
    draft = opened(central, meeting)
    opened(central, meeting, stage="final")
    come(draft.remind_on)
    remind_due.run()
    assert states(central, draft, at) == ["まだ", "まだ"]
    with pytest.raises(service.NotAskedError):
        reminded(central, draft, at)


def test_a_new_edition_in_the_making_changes_nothing_for_those_who_are_asked(
    north, south, central, at
):
    meeting = texted(central, held(central))
    draft = opened(central, meeting)
    ordered(central, meeting)
    assert len(reminded(central, draft, at)) == 2


def test_a_double_click_reminds_once(north, south, central, at):
    edition = a_draft(central, at, days=7)
    assert [tile.slug for tile in reminded(central, edition, at, ward="south")] == ["south"]
    assert [tile.slug for tile in reminded(central, edition, at)] == ["north"]
    with pytest.raises(service.NobodyToRemindError):
        reminded(central, edition, at)


def test_people_of_a_ward_are_told_in_the_app_and_by_mail_until_it_answers(
    north, south, central, at, as_system
):
    edition = a_draft(central, at, days=7)
    with at(north):
        mailing.decide()
    with as_system():
        assert north.id not in notices.mails.centers_to_tell(calendar.now())
    reminded(central, edition, at, ward="north")
    with as_system():
        assert north.id in notices.mails.centers_to_tell(calendar.now())
    with at(north):
        told = [each for each in notices.page().items if each.source == "minutes"]
        assert [(each.kind, each.subject, each.is_unread) for each in told] == [
            ("reminded", edition.id, True),
            ("draft", edition.id, True),
        ]
        assert told[0].title == queries.content(edition).title
    with at(south):
        assert [each.kind for each in notices.page().items] == ["draft"]
    confirmed(north, edition, at)
    with at(north):
        assert notices.count_unread() == 0
