"""What happens after the reception."""

from datetime import timedelta

import pytest

from app import calendar
from app.access.permissions import Role
from app.consultations import queries, service
from app.errors import InvalidError, NotFoundError
from tenants import db
from tests.consultations.records import recorded

BY = "担当 見本"


def open_one(**changes):
    return queries.consultation(recorded(outcome="continuing", **changes))


def note(consultation, words="電話した", **details):
    details = {"happened_on": calendar.today(), "channel": "phone", **details}
    return service.add_follow_up(consultation, author_name=BY, words=words, **details)


def kinds(consultation):
    return [fact.kind for fact in queries.story(consultation)]


@pytest.mark.parametrize(
    ("outcome", "is_open"),
    [
        (None, True),
        ("continuing", True),
        ("central", True),
        ("answered", False),
        ("referred", False),
    ],
)
def test_a_final_outcome_closes_at_once_and_nothing_else_is_asked(north, at, outcome, is_open):
    with at(north):
        assert queries.consultation(recorded(outcome=outcome)).is_open is is_open


def test_the_owner_is_at_first_who_received_it(north, at):
    with at(north):
        one = open_one()

        assert one.owner_id == one.received_by_id is not None
        assert queries.count_open_of(one.owner_id) == 1


def test_notes_stand_in_the_story_by_the_day_they_are_about(north, at):
    with at(north):
        one = open_one(received_at="R7.11.20 10:00")
        today = calendar.today()
        note(one, "あとで", happened_on=today)
        note(one, "まえに", happened_on=today - timedelta(days=3))

        assert [fact.words for fact in queries.story(one)] == ["", "まえに", "あとで"]


def test_a_corrected_note_keeps_the_words_it_had(north, at):
    with at(north):
        one = open_one()
        first = note(one, "火曜に来る")
        better = {"happened_on": first.happened_on, "channel": "phone", "words": "水曜に来る"}
        service.correct_follow_up(first, author_name=BY, **better)

        (_, told) = queries.story(one)
        assert (told.words, told.before.words) == ("水曜に来る", "火曜に来る")
        with pytest.raises(service.CorrectedBeforeError):
            service.correct_follow_up(first, author_name=BY, **better)


@pytest.mark.parametrize("days", [1, -4000])
def test_a_note_is_about_a_day_between_the_reception_and_today(north, at, days):
    with at(north):
        one = open_one()
        with pytest.raises(InvalidError) as refused:
            note(one, happened_on=calendar.today() + timedelta(days=days))

        assert list(refused.value.fields) == ["happened_on"]
        assert kinds(one) == ["received"]


def test_the_next_action_is_planned_moved_and_done(north, at):
    with at(north):
        one = open_one()
        today = calendar.today()
        note(one, next_action_on=today, next_action="締切を知らせる")
        assert [line.id for line in queries.due(today)] == [one.id]
        service.plan_action(one, due_on=today + timedelta(days=7), task="訪ねる", author_name=BY)
        assert not queries.due(today)
        service.finish_action(one, author_name=BY)

        assert (one.next_action_on, one.next_action) == (None, "")
        assert kinds(one) == ["received", "noted", "planned", "moved", "done"]
        with pytest.raises(service.NothingPlannedError):
            service.finish_action(one, author_name=BY)


def test_a_refused_next_action_keeps_the_note_from_being_half_written(north, at):
    with at(north):
        one = open_one()
        with pytest.raises(InvalidError):
            note(one, next_action_on=calendar.today() - timedelta(days=1))
        db.session.flush()

        assert kinds(one) == ["received"]


def test_what_was_to_be_done_before_today_is_overdue(north, at):
    with at(north):
        one = open_one()
        today = calendar.today()
        service.plan_action(one, due_on=today, author_name=BY)
        tomorrow = today + timedelta(days=1)

        (line,) = queries.due(tomorrow)
        assert line.is_overdue(tomorrow)
        assert not line.is_overdue(today)


def test_the_form_of_the_record_itself_may_say_what_comes_next(north, at):
    day = calendar.today() + timedelta(days=3)
    with at(north):
        one = open_one(next_action_on=day, next_action="資料を送る")
        assert (one.next_action_on, one.next_action) == (day, "資料を送る")
        with pytest.raises(InvalidError) as refused:
            recorded(outcome="answered", next_action_on=day, next_action="資料を送る")
        assert list(refused.value.fields) == ["outcome"]


def test_a_case_is_handed_to_a_colleague_of_the_same_center_only(north, south, at):
    with at(north):
        one = open_one()
        manager, stranger = north.people[Role.WARD_MANAGER], south.people[Role.WARD_WORKER]
        service.hand_over(one, to_id=manager, message="助成金に詳しいので", author_name=BY)
        assert one.owner_id == manager
        for to_id in (manager, stranger):
            with pytest.raises(InvalidError):
                service.hand_over(one, to_id=to_id, author_name=BY)

        assert kinds(one) == ["received", "handed over"]
        assert queries.count_open_of(manager) == 1


def test_closing_asks_for_the_outcome_and_whom_it_was_passed_on_to(north, at):
    with at(north):
        one = open_one()
        for outcome, target in (("continuing", "none"), ("referred", "none"), ("no such", "none")):
            with pytest.raises(InvalidError):
                service.close_consultation(
                    one, outcome=outcome, referral_target=target, author_name=BY
                )
        service.close_consultation(
            one, outcome="referred", referral_target="specialist", remark="税理士へ", author_name=BY
        )

        assert (one.outcome, one.referral_target) == ("referred", "specialist")
        assert not one.is_open
        assert kinds(one) == ["received", "closed"]


def test_what_went_to_the_central_center_stays_so_and_is_closed_by_a_closing_only(north, at):
    with at(north):
        one = queries.consultation(recorded(outcome="central"))
        assert one.is_open
        service.close_consultation(
            one, outcome="central", referral_target="central", author_name=BY
        )
        assert (one.outcome, one.is_open) == ("central", False)


def test_nothing_is_planned_for_what_is_over_until_it_is_reopened(north, at):
    with at(north):
        one = queries.consultation(recorded(outcome="answered"))
        for act in (
            lambda: service.plan_action(one, due_on=calendar.today(), author_name=BY),
            lambda: service.hand_over(one, to_id=north.people[Role.WARD_MANAGER], author_name=BY),
            lambda: service.close_consultation(
                one, outcome="advised", referral_target="none", author_name=BY
            ),
        ):
            with pytest.raises(service.NotOpenError):
                act()
        service.reopen_consultation(one, remark="また電話があった", author_name=BY)
        assert (one.is_open, one.outcome) == (True, "continuing")
        with pytest.raises(service.StillOpenError):
            service.reopen_consultation(one, author_name=BY)


def test_a_closing_is_seen_by_whoever_has_the_form_open(north, at):
    with at(north):
        one = open_one()
        version = one.version
        service.close_consultation(one, outcome="advised", referral_target="none", author_name=BY)
        with pytest.raises(service.ChangedMeanwhileError):
            service.revise_consultation(
                one, version=version, topics=["tax"], received_at=one.received_at
            )


def test_an_outcome_corrected_in_the_form_closes_and_reopens(north, at):
    with at(north):
        one = open_one()
        for outcome, is_open in (("advised", False), ("continuing", True)):
            service.revise_consultation(
                one,
                version=one.version,
                topics=["tax"],
                received_at=one.received_at,
                outcome=outcome,
            )
            assert one.is_open is is_open


def test_facts_stay_as_they_were_written(north, at):
    with at(north):
        first = note(open_one())
        first.words = "なかったことに"
        with pytest.raises(Exception, match="permission denied"):
            db.session.flush()
        db.session.rollback()


def test_a_chain_is_the_same_from_each_of_its_ends(north, at):
    with at(north):
        first = queries.consultation(recorded(received_at="R7.11.1"))
        number = f"R7-{first.number:04d}"
        second = queries.consultation(recorded(received_at="R7.11.5", continues_number=number))
        third = queries.consultation(
            recorded(received_at="R7.11.9", continues_number=f"R7-{second.number:04d}")
        )
        branch = queries.consultation(recorded(received_at="R7.11.7", continues_number=number))
        recorded(received_at="R7.11.8")

        for each in (first, second, third, branch):
            found = [link.id for link in queries.chain(each)]
            assert found == [first.id, second.id, branch.id, third.id]
        with pytest.raises(InvalidError):
            service.revise_consultation(
                first,
                version=1,
                topics=["tax"],
                received_at=first.received_at,
                continues_number=f"R7-{third.number:04d}",
            )


def test_a_foreign_note_is_not_found(north, south, at):
    with at(north):
        one = open_one()
        written = note(one).id
        other = recorded()
    with at(south), pytest.raises(NotFoundError):
        queries.follow_up(one.id, written)
    with at(north), pytest.raises(NotFoundError):
        queries.follow_up(other, written)
