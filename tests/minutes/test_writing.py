"""What several people write at once: nothing is lost, nothing is kept twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app import calendar
from app.errors import InvalidError, NotFoundError
from app.meetings import queries as meetings
from app.meetings.service import meetings as agenda
from app.minutes.models import MeetingTurn, MinutesEntry
from app.minutes.queries import writing as queries
from app.minutes.rules.writing import EntryFacts, placed
from app.minutes.service import writing as service
from tenants import db
from tests.minutes.sitting import BY, held, items, wrote


def read(central, meeting, at):
    """The words of each thread, every head of it."""
    with at(central):
        found = queries.written(meetings.own_meeting(meeting.id))
        return [[head.words for head in thread.heads] for thread in found]


def test_what_is_sent_twice_is_kept_once_and_other_words_under_its_id_are_refused(central, at):
    meeting = held(central)
    first = wrote(central, meeting, "要点")
    again = wrote(central, meeting, "要点", id=first.id)
    assert again.id == first.id
    assert read(central, meeting, at) == [["要点"]]
    with pytest.raises(service.WrittenOtherwiseError):
        wrote(central, meeting, "別の言葉", id=first.id)


def test_two_changes_of_one_version_stand_side_by_side_until_somebody_chooses(central, at):
    meeting = held(central)
    first = wrote(central, meeting, "もと")
    mine = wrote(central, meeting, "わたしの直し", follows=[first.id])
    yours = wrote(central, meeting, "あなたの直し", follows=[first.id])
    assert read(central, meeting, at) == [["わたしの直し", "あなたの直し"]]

    wrote(central, meeting, "あなたの直し", follows=[mine.id, yours.id])

    assert read(central, meeting, at) == [["あなたの直し"]]
    with at(central):
        [thread] = queries.written(meetings.own_meeting(meeting.id))
        assert not thread.is_open
        assert len(thread.versions) == 4


def test_two_people_who_mean_the_same_need_no_choice(central, at):
    meeting = held(central)
    first = wrote(central, meeting, "もと")
    for _ in range(2):
        wrote(central, meeting, "同じ直し", follows=[first.id])
    with at(central):
        [thread] = queries.written(meetings.own_meeting(meeting.id))
        assert not thread.is_open


def test_what_was_taken_back_is_gone_unless_somebody_changed_it_meanwhile(central, at):
    meeting = held(central)
    gone, kept = wrote(central, meeting, "消すもの"), wrote(central, meeting, "もと")
    for each in (gone, kept):
        wrote(central, meeting, "", follows=[each.id])
    wrote(central, meeting, "まだ要る", follows=[kept.id])
    assert read(central, meeting, at) == [["", "まだ要る"]]


@pytest.mark.parametrize(
    "facts",
    [
        {"words": ""},
        {"words": "だれの", "follows": [uuid4()]},
        {"kind": "attendance", "state": "present", "attendee": "nowhere"},
    ],
    ids=["nothing", "follows nothing", "nobody"],
)
def test_what_cannot_be_is_refused_in_words(central, facts):
    meeting = held(central)
    with pytest.raises(InvalidError):
        wrote(central, meeting, **facts)


def test_a_version_of_another_meeting_or_thread_is_not_followed(central):
    one, other = held(central), held(central)
    mine, second, theirs = (
        wrote(central, one, "あ"),
        wrote(central, one, "い"),
        wrote(central, other, "う"),
    )
    for follows in ([theirs.id], [mine.id, second.id]):
        with pytest.raises(InvalidError):
            wrote(central, one, "え", follows=follows)


def test_attendance_is_one_thread_a_center_and_two_that_differ_wait_for_a_choice(central, at):
    meeting = held(central)
    came = {"kind": "attendance", "attendee": "north", "state": "present"}
    first = wrote(central, meeting, "見本 太郎", **came)
    second = wrote(central, meeting, "見本 次郎", **came, substitutes="所長に代わり")
    with at(central):
        [thread] = queries.written(meetings.own_meeting(meeting.id))
        assert thread.is_open
    follows = [first.id, second.id]
    wrote(central, meeting, "見本 次郎", **(came | {"state": "observer", "follows": follows}))
    with at(central):
        [thread] = queries.written(meetings.own_meeting(meeting.id))
        assert (thread.last.state, thread.is_open) == ("observer", False)
    with pytest.raises(InvalidError):
        wrote(central, meeting, "記録に", follows=[thread.last.id])


def test_what_was_said_about_an_item_outlives_it(central, at):
    meeting = held(central)
    item_id = items(central, meeting)[2]
    wrote(central, meeting, "残る言葉", item_id=item_id)
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        agenda.remove_item(meetings.agenda_item(mine, item_id))
    wrote(central, meeting, "あとから届いた言葉", item_id=item_id)
    left = items(central, meeting)
    with at(central):
        *_, rest = placed(queries.written(meetings.own_meeting(meeting.id)), left)
        assert [each.last.words for each in rest.threads] == ["残る言葉", "あとから届いた言葉"]


def test_the_mark_tells_whether_there_is_news(central, at):
    meeting = held(central)
    with at(central):
        before = queries.mark(meetings.own_meeting(meeting.id))
    wrote(central, meeting, "新しい")
    with at(central):
        assert queries.mark(meetings.own_meeting(meeting.id)) != before


def test_a_clock_that_runs_ahead_writes_nothing_in_the_future(central):
    ahead = calendar.now() + timedelta(hours=2)
    entry = wrote(central, held(central), "先の時計", written_at=ahead)
    assert entry.written_at <= entry.received_at
    an_hour_ago = calendar.now() - timedelta(hours=1)
    late = wrote(central, held(central), "遅れて届く", written_at=an_hour_ago)
    assert late.written_at == an_hour_ago


def turn(meeting, item_id, **changes):
    return service.take_turn(
        meetings.own_meeting(meeting.id),
        changes.get("id", uuid4()),
        item_id,
        at=changes.get("at"),
        by_name=BY,
    )


def test_the_meeting_goes_from_item_to_item_and_ends(central, at):
    meeting = held(central)
    first, second, *_ = items(central, meeting)
    with at(central):
        mine = meetings.own_meeting(meeting.id)
        progress = queries.progress(mine)
        assert (progress.current, progress.next.id, progress.is_over) == (None, first, False)
        taken = turn(meeting, first)
        again = turn(meeting, first, id=taken.id)
        assert again.id == taken.id
        progress = queries.progress(mine)
        assert (progress.current.id, progress.next.id) == (first, second)
        assert progress.item_ends_at == taken.at + timedelta(minutes=progress.current.minutes)
        turn(meeting, None)
        assert queries.progress(mine).is_over
        with pytest.raises(NotFoundError):
            turn(meeting, uuid4())


def test_a_turn_that_comes_late_counts_from_when_it_was_taken(central, at):
    meeting = held(central)
    first, second, *_ = items(central, meeting)
    with at(central):
        turn(meeting, second)
        turn(meeting, first, at=calendar.now() - timedelta(minutes=10))
        assert queries.progress(meetings.own_meeting(meeting.id)).current.id == second


def test_no_ward_sees_a_word_of_it_and_nobody_changes_one(north, central, at):
    meeting = held(central)
    wrote(central, meeting, "区には見えない")
    first, *_ = items(central, meeting)
    with at(central):
        turn(meeting, first)
    with at(north):
        for model in (MinutesEntry, MeetingTurn):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    with at(central), pytest.raises(sa.exc.ProgrammingError), db.session.begin_nested():
        db.session.execute(sa.text("UPDATE minutes_entries SET words = ''"))


def test_a_ward_writes_nothing_into_anothers_meeting(north, central, at):
    meeting = held(central)
    facts = EntryFacts(id=uuid4(), kind="note", words="よその会議に")
    with at(central):
        mine = meetings.own_meeting(meeting.id)
    with at(north), pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        service.write(mine, facts, by_name=BY)
