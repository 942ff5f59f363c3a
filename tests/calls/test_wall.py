"""What is brought is seen by its own center and, once submitted, by the one that calls."""

import pytest
import sqlalchemy as sa

from app.calls import queries, service
from app.calls.models import Call, CallReminder, Contribution, ContributionFile, ContributionLine
from app.calls.rules import CallFacts
from app.errors import ChangedMeanwhileError, InvalidError, NotFoundError
from app.meetings import queries as meetings
from tenants import db
from tests.calls.asking import BY, LINES, closed, drafted, in_days, opened, prepared, submitted
from tests.files.made import a_pdf

PARTS = (Contribution, ContributionLine, ContributionFile)
PDF = a_pdf("a paper")


def seen(place, at):
    """How many rows of each kind a center finds, however it asks."""
    with at(place):
        count = [db.session.scalar(sa.select(sa.func.count()).select_from(each)) for each in PARTS]
        return tuple(count)


def with_a_file(ward, call, at):
    with at(ward):
        service.attach(queries.call(call.id), [service.Sent("図.pdf", PDF)], by_name=BY)


def test_a_call_and_its_meeting_are_unseen_until_it_is_opened(north, central, at):
    call = prepared(central)
    with at(north):
        assert queries.calls() == []
        assert meetings.meetings() == []
        with pytest.raises(NotFoundError):
            queries.call(call.id)
    with at(central):
        service.open_to_wards(queries.own_call(call.id), by_name=BY)
    with at(north):
        assert [line.call.id for line in queries.calls()] == [call.id]
        assert [each.id for each in meetings.meetings()] == [call.meeting_id]
        assert [line.call.id for line in queries.waiting_here()] == [call.id]


def test_a_draft_is_seen_by_nobody_else_and_what_is_submitted_by_the_center_alone(
    north, south, central, at
):
    call = opened(central)
    brought = drafted(north, call)
    with_a_file(north, call, at)
    assert seen(north, at) == (1, 2, 1)
    assert seen(central, at) == seen(south, at) == (0, 0, 0)

    with at(north):
        mine = queries.own_contribution(queries.call(call.id))
        service.submit(queries.call(call.id), mine, by_name=BY)
    assert seen(central, at) == (1, 2, 1)
    assert seen(south, at) == (0, 0, 0)
    with at(central):
        [received] = queries.received(queries.own_call(call.id))
        assert [line.words for line in received.lines] == [line.words for line in LINES]
        file = queries.file(queries.own_call(call.id), received.files[0].id)
        assert file.content == PDF
    with at(south), pytest.raises(NotFoundError):
        queries.file(queries.call(call.id), received.files[0].id)

    with at(north):
        service.take_back(queries.call(call.id))
    assert seen(central, at) == (0, 0, 0)
    assert seen(north, at) == (1, 2, 1)
    assert brought.id


def test_what_is_added_to_something_submitted_goes_along_at_once(north, central, at):
    call = opened(central)
    brought = submitted(north, call)
    with_a_file(north, call, at)
    with at(north):
        asked = queries.call(call.id)
        more = [*LINES, *LINES[:1]]
        service.keep(asked, more, [], version=queries.own_contribution(asked).version, by_name=BY)
    assert seen(central, at) == (1, 3, 1)
    assert brought.submitted_at


@pytest.mark.parametrize("table", ["contributions", "contribution_lines", "contribution_files"])
def test_another_center_changes_nothing_of_it(north, south, central, at, table):
    call = opened(central)
    submitted(north, call)
    with_a_file(north, call, at)
    for other in (south, central):
        with at(other):
            taken = db.session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  a test's own
            assert taken.rowcount == 0


def test_the_database_itself_takes_no_more_once_the_call_is_closed(north, central, at):
    call = opened(central)
    submitted(north, call)
    with_a_file(north, call, at)
    closed(central, call)
    with at(north):
        with pytest.raises(service.NotOpenError):
            service.take_back(queries.call(call.id))
        for act in (
            sa.update(Contribution).values(saved_by_name="だれか"),
            sa.update(ContributionLine).values(words="あとから"),
            sa.delete(ContributionLine),
            sa.delete(ContributionFile),
        ):
            with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
                db.session.execute(act, execution_options={"synchronize_session": False})
    with at(central):
        service.reopen(queries.own_call(call.id))
    with at(north):
        service.take_back(queries.call(call.id))


def test_a_ward_cannot_say_who_reads_it(north, south, central, at):
    call = opened(central)
    drafted(north, call)
    with at(north):
        forged = sa.update(Contribution).values(reader_center_id=south.id, to_center_id=south.id)
        db.session.execute(forged, execution_options={"synchronize_session": False})
    assert seen(south, at) == seen(central, at) == (0, 0, 0)


def test_a_ward_opens_no_call_of_its_own_for_the_center(north, central, at):
    call = opened(central)
    with at(north):
        closing = sa.update(Call).where(Call.id == call.id).values(closed_at=sa.func.now())
        shut = db.session.execute(closing, execution_options={"synchronize_session": False})
        assert shut.rowcount == 0
        with pytest.raises(NotFoundError):
            queries.own_call(call.id)


def test_of_two_colleagues_the_second_sees_that_there_was_a_first(north, central, at):
    call = opened(central)
    drafted(north, call)
    with at(north), pytest.raises(ChangedMeanwhileError):
        service.keep(queries.call(call.id), [], [], version=0, by_name=BY)


def test_a_line_keeps_its_row_while_its_words_stay(north, central, at):
    call = opened(central)
    submitted(north, call)
    with at(central):
        topic = queries.received(queries.own_call(call.id))[0].lines[1]
        item = service.put_on_agenda(queries.own_call(call.id), topic.id)
        again = service.put_on_agenda(queries.own_call(call.id), topic.id)
        assert item.id == again.id
        assert (item.title, item.kind) == (topic.words, "discussion")
        assert item.presenter == north.name
    with at(north):
        asked = queries.call(call.id)
        version = queries.own_contribution(asked).version
        service.keep(asked, [LINES[1]], [], version=version, by_name=BY)
    with at(central):
        call_here = queries.own_call(call.id)
        [line] = queries.received(call_here)[0].lines
        assert line.id == topic.id
        assert queries.lines_on_agenda(call_here) == {line.id}


def test_only_a_submitted_line_comes_on_the_agenda(north, central, at):
    call = opened(central)
    drafted(north, call)
    with at(north):
        line = queries.brought_here(queries.call(call.id)).lines[0]
    with at(central), pytest.raises(NotFoundError):
        service.put_on_agenda(queries.own_call(call.id), line.id)


def test_a_story_that_is_not_ones_own_is_refused(north, central, at):
    call = opened(central)
    with at(north), pytest.raises(InvalidError):
        service.keep(queries.call(call.id), [], [call.id], version=0, by_name=BY)


def test_a_meeting_has_one_call_with_a_deadline_that_can_be(central, at):
    call = prepared(central)
    with at(central):
        meeting = meetings.own_meeting(call.meeting_id)
        facts = CallFacts(words="", due_on=in_days(5), remind_before=2)
        with pytest.raises(service.CalledAlreadyError):
            service.prepare(meeting, facts)
        late = CallFacts(words="", due_on=in_days(31), remind_before=2)
        with pytest.raises(InvalidError):
            service.change(queries.own_call(call.id), late, version=call.version)


def test_a_reminder_is_for_one_ward(north, south, central, at):
    call = opened(central)
    with at(central):
        service.remind(queries.own_call(call.id), by_name=BY, ward="north")
    counted = sa.select(sa.func.count()).select_from(CallReminder)
    with at(north):
        assert db.session.scalar(counted) == 1
    with at(south):
        assert db.session.scalar(counted) == 0
