"""A promise is seen by the two it is between, and, once it is shown, as it was made by all."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from app import calendar
from app.actions import queries, rules, service
from app.actions.models import ActionItem, ActionStep
from app.actions.rules import ASKED, BEGUN, DONE, PROLONGED, WITHDRAWN
from app.errors import InvalidError, NotFoundError
from app.meetings import queries as meetings
from app.meetings.service.meetings import create_meeting
from tenants import db
from tests.actions.promising import BY, WHAT, held, in_days, promised, shown_to_all, stepped
from tests.meetings.tables import facts


def seen(place, item, at):
    with at(place):
        return [line.id for line in queries.of_meeting(meetings.meeting(item.meeting_id))]


def state(place, item, at):
    with at(place):
        return queries.line(item.id).state


def test_a_promise_is_read_by_its_owner_at_once_and_by_no_other_ward(north, south, central, at):
    item = promised(central, north)
    assert seen(north, item, at) == seen(central, item, at) == [item.id]
    assert seen(south, item, at) == []
    with at(south):
        assert queries.ours() == []
        with pytest.raises(NotFoundError):
            queries.line(item.id)
    with at(north):
        assert [line.item.what for line in queries.ours()] == [WHAT]
        assert [meeting.id for meeting in meetings.meetings()] == [item.meeting_id]


def test_shown_to_all_it_is_read_as_it_was_made_and_never_how_it_goes(north, south, central, at):
    item = promised(central, north)
    kept = promised(
        central, north, meeting=_meeting(central, item, at), what="内輪の約束", for_all=False
    )
    assert shown_to_all(central, item) == 1
    assert shown_to_all(central, item) == 0
    stepped(north, item, ASKED, words="人手が足りません")
    assert seen(south, item, at) == [item.id]
    assert seen(north, item, at) == [item.id, kept.id]
    with at(south):
        line = queries.line(item.id)
        assert not line.is_told
        assert queries.steps(line.item) == []
        with pytest.raises(NotFoundError):
            service.take_step(line, DONE, by_name=BY)
    assert state(central, item, at) == ASKED


def _meeting(central, item, at):
    with at(central):
        return meetings.own_meeting(item.meeting_id)


LIVES = [
    ("begun, done", [("n", BEGUN), ("n", DONE)], DONE),
    ("done at once, taken back", [("n", DONE), ("n", BEGUN)], BEGUN),
    ("asked and prolonged", [("n", ASKED), ("c", PROLONGED)], "promised"),
    ("begun, asked and prolonged", [("n", BEGUN), ("n", ASKED), ("c", PROLONGED)], BEGUN),
    ("let go", [("n", ASKED), ("c", WITHDRAWN)], WITHDRAWN),
]
HOW = {
    ASKED: {"words": "人手が足りません"},
    WITHDRAWN: {"words": "不要になりました"},
    PROLONGED: {"due_on": None},
}


def walk(life, item, north, central):
    for who, kind in life:
        how = dict(HOW.get(kind, {}))
        if kind == PROLONGED:
            how["due_on"] = in_days(40)
        stepped({"n": north, "c": central}[who], item, kind, **how)


@pytest.mark.parametrize(
    ("life", "ends"), [each[1:] for each in LIVES], ids=[each[0] for each in LIVES]
)
def test_a_life_ends_where_it_should(north, central, at, life, ends):
    item = promised(central, north)
    walk(life, item, north, central)
    assert state(north, item, at) == state(central, item, at) == ends
    with at(north):
        line = queries.line(item.id)
        prolonged = any(kind == PROLONGED for _, kind in life)
        assert line.due_on == (in_days(40) if prolonged else item.due_on)


@pytest.mark.parametrize(
    ("life", "then"),
    [
        ([], ("n", PROLONGED)),
        ([], ("n", WITHDRAWN)),
        ([], ("c", BEGUN)),
        ([], ("c", DONE)),
        ([("n", BEGUN)], ("n", BEGUN)),
        ([("n", DONE)], ("n", DONE)),
        ([("n", DONE)], ("n", ASKED)),
        ([("n", DONE)], ("c", WITHDRAWN)),
        ([("c", WITHDRAWN)], ("n", BEGUN)),
        ([("c", WITHDRAWN)], ("n", DONE)),
        ([("c", WITHDRAWN)], ("c", PROLONGED)),
    ],
)
def test_the_database_itself_refuses_what_is_out_of_turn(north, central, at, life, then):
    item = promised(central, north)
    walk(life, item, north, central)
    who, kind = then
    with at({"n": north, "c": central}[who]):
        forged = ActionStep(
            action_id=item.id,
            kind=kind,
            words="理由",
            due_on=in_days(40) if kind == PROLONGED else None,
            actor_name=BY,
            at=calendar.now(),
        )
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.add(forged)


def test_who_may_do_what_is_said_alike_by_the_rules_and_the_database(north, central, at):
    """Every state × every kind × both sides."""
    lives = {
        "promised": [],
        BEGUN: [("n", BEGUN)],
        ASKED: [("n", ASKED)],
        DONE: [("n", DONE)],
        WITHDRAWN: [("c", WITHDRAWN)],
    }
    for stands, life in lives.items():
        for kind in rules.STEP_LABELS:
            item = promised(central, north, meeting=held(central))
            walk(life, item, north, central)
            who = "n" if kind in rules.OWNER_KINDS else "c"
            allowed = (rules.BY_OWNER if who == "n" else rules.BY_CONVENER).get(stands, ())
            try:
                walk([(who, kind)], item, north, central)
            except service.NotNowError:
                assert kind not in allowed, (stands, kind)
            else:
                assert kind in allowed, (stands, kind)


def test_the_other_of_two_centers_takes_no_step_of_this_ones(north, south, central, at):
    item = promised(central, north)
    with at(central), pytest.raises(NotFoundError):
        service.take_step(queries.line(item.id), DONE, by_name=BY)
    with at(north), pytest.raises(NotFoundError):
        service.take_step(queries.line(item.id), WITHDRAWN, by_name=BY, words="理由")
    with at(south), pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
        db.session.add(ActionStep(action_id=item.id, kind=DONE, actor_name=BY, at=calendar.now()))


@pytest.mark.parametrize(
    "change",
    [{"what": "ほかの約束"}, {"due_on": in_days(90)}, {"for_all": False}, {"person": "だれか"}],
)
def test_a_promise_stays_as_it_was_made(north, central, at, change):
    item = promised(central, north)
    with at(central):
        forged = sa.update(ActionItem).where(ActionItem.id == item.id).values(**change)
        for act in (forged, sa.delete(ActionItem).where(ActionItem.id == item.id)):
            with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
                db.session.execute(act, execution_options={"synchronize_session": False})


def test_what_was_shown_is_not_hidden_again(north, central, at):
    item = promised(central, north)
    shown_to_all(central, item)
    with at(central):
        hidden = sa.update(ActionItem).where(ActionItem.id == item.id).values(shown_at=None)
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(hidden, execution_options={"synchronize_session": False})


def test_an_owner_changes_nothing_of_the_promise_itself(north, central, at):
    item = promised(central, north)
    with at(north):
        forged = sa.update(ActionItem).where(ActionItem.id == item.id).values(what="ほか")
        changed = db.session.execute(forged, execution_options={"synchronize_session": False})
        assert changed.rowcount == 0


def test_what_is_sent_twice_is_promised_once(north, south, central, at):
    meeting, key = held(central), uuid4()
    first = promised(central, north, meeting=meeting, action_id=key)
    again = promised(central, north, meeting=meeting, action_id=key)
    assert first.id == again.id == key
    with at(central):
        assert len(queries.of_meeting(meeting)) == 1
    with pytest.raises(service.OtherPromiseError):
        promised(central, south, meeting=meeting, action_id=key, what="ほかの約束")


def test_the_central_center_promises_something_itself(north, central, at):
    item = promised(central, central)
    stepped(central, item, BEGUN)
    stepped(central, item, PROLONGED, due_on=in_days(30))
    stepped(central, item, DONE)
    with at(central):
        line = queries.line(item.id)
        assert line.is_ours
        assert line.is_convened
        assert (line.state, line.due_on) == (DONE, in_days(30))
    with at(north), pytest.raises(NotFoundError):
        queries.line(item.id)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (ASKED, {}),
        (ASKED, {"words": "人手が足りません", "due_on": in_days(-1)}),
        (PROLONGED, {}),
        (PROLONGED, {"due_on": in_days(-1)}),
        (WITHDRAWN, {}),
    ],
)
def test_a_step_that_says_too_little_is_refused(north, central, kind, how):
    item = promised(central, north)
    place = north if kind in rules.OWNER_KINDS else central
    with pytest.raises(InvalidError):
        stepped(place, item, kind, **how)


def test_a_date_before_the_meeting_is_refused(north, central, at):
    with pytest.raises(InvalidError):
        promised(central, north, meeting=held(central, days=10), due_on=in_days(9))


def test_what_is_open_goes_on_to_later_meetings(north, south, central, at):
    first = held(central, days=-60)
    late = promised(central, north, meeting=first, due_on=in_days(-10))
    done = promised(central, south, meeting=first, due_on=in_days(-10))
    stepped(south, done, DONE)
    today_too = promised(central, south, meeting=held(central, days=-30), due_on=in_days(0))
    with at(central):
        coming = create_meeting(facts(held_on=in_days(30)))
        assert {line.id for line in queries.open_before(coming)} == {late.id, today_too.id}
    with at(north):
        assert [line.id for line in queries.due_here(calendar.today())] == [late.id]
    with at(south):
        assert [line.id for line in queries.due_here(calendar.today())] == [today_too.id]
