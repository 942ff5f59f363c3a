from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app import calendar
from app.access.permissions import Role
from app.consultations.queries import consultation
from app.errors import InvalidError, NotFoundError
from app.referrals import queries, rules, service
from app.referrals.models import Referral, ReferralStep
from tenants import db
from tenants.queries import central_center
from tests.consultations.records import recorded
from tests.referrals.letters import bring_to, sent, take

LIFE = (
    ("central", rules.RECEIVED, ""),
    ("central", rules.ASKED, "人数は何人ですか。"),
    ("north", rules.REPLIED, "五人です。"),
    ("central", rules.ANSWERED, "この助成金があります。"),
    ("north", rules.REOPENED, "締め切りを過ぎていました。"),
    ("central", rules.ANSWERED, "秋にもあります。"),
    ("north", rules.RESOLVED, ""),
)


def test_both_sides_see_the_whole_life_with_authors_and_times(north, central, at):
    letter = sent(north, message="どうしたら")
    for who, kind, words in LIFE:
        take({"north": north, "central": central}[who], letter, kind, words, name=f"{who}の人")
    stories = []
    for place in (north, central):
        with at(place):
            seen = queries.referral(letter.id)
            assert seen.message == "どうしたら"
            stories.append([(s.actor_name, s.kind, s.words) for s in queries.steps(seen)])
            assert all(step.at <= calendar.now() for step in queries.steps(seen))
    assert stories[0] == stories[1] == [(f"{who}の人", kind, words) for who, kind, words in LIFE]


@pytest.mark.parametrize("kind", sorted(rules.NEEDS_WORDS))
def test_a_step_that_says_something_needs_words(north, central, kind):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    side = central if rules.TRANSITIONS[kind].by_sender is False else north
    with pytest.raises(InvalidError) as refusal:
        take(side, letter, kind, words="")
    assert refusal.value.fields == {"words": ["内容を入力してください。"]}


def test_a_case_handed_over_has_a_new_owner_and_the_ward_sees_who(north, central, at):
    letter = sent(north)
    take(central, letter, rules.RECEIVED, name="はじめの担当")
    take(central, letter, rules.HANDED_OVER)
    with at(north):
        [line] = queries.sent()
    assert (line.owner_name, line.state) == ("次の担当", rules.RECEIVED)


@pytest.mark.parametrize("state", rules.GIVEN_BACK)
def test_what_was_given_back_is_the_wards_turn_and_lets_it_ask_anew(north, central, at, state):
    letter = sent(north)
    bring_to(state, letter, ward=north, central=central)
    with at(north):
        [line] = queries.sent()
        assert line.is_open
        assert line.state in rules.WARD_MOVES
        assert not line.is_blocking
    for kind in (rules.REOPENED, rules.ANSWERED, rules.RESOLVED):
        take(central if kind == rules.ANSWERED else north, letter, kind)


@pytest.mark.parametrize(
    ("kind", "chosen", "field"),
    [
        (rules.HANDED_OVER, {}, "target_account_id"),
        (rules.PASSED_ON, {}, "target"),
        (rules.PASSED_ON, {"target": rules.WARD}, "target_center_id"),
        (rules.PASSED_ON, {"target": rules.SPECIALIST}, "target_name"),
    ],
)
def test_what_is_missing_of_a_target_is_said_beside_its_field(
    north, central, at, kind, chosen, field
):
    letter = sent(north)
    with at(central), pytest.raises(InvalidError) as refusal:
        service.target_of(queries.referral(letter.id), kind, chosen)
    assert refusal.value.fields.keys() == {field}


def test_a_second_letter_waits_until_the_first_is_over(north, central, at):
    letter = sent(north)

    def ask_again():
        with at(north):
            subject = consultation(letter.consultation_id)
            again = service.letter_about(
                subject, service.Question("advice", "normal", "", None), sent_by_name="区の職員"
            )
            service.send(subject, again, consent=None)

    with pytest.raises(service.StepRefusedError, match="すでに推進センターに相談中"):
        ask_again()
    take(north, letter, rules.WITHDRAWN)
    ask_again()
    with at(north):
        states = [line.state for line in queries.of_consultation(letter.consultation_id)]
    assert states == [rules.WITHDRAWN, rules.SENT]


def test_the_database_too_keeps_two_letters_about_one_consultation_from_being_open(
    north, central, at
):
    letter = sent(north)
    with at(north):
        db.session.add(letter_again(letter))
        with pytest.raises(IntegrityError, match="a letter about it is open"):
            db.session.flush()
        db.session.rollback()
    bring_to(rules.DECLINED, letter, ward=north, central=central)
    with at(north):
        db.session.add(letter_again(letter))
    with pytest.raises(service.StepRefusedError, match="別に送ったものがまだ終わっていません"):
        take(north, letter, rules.REOPENED)


def letter_again(letter):
    """A second letter about the same consultation, past the service."""
    subject = consultation(letter.consultation_id)
    question = service.Question("advice", "normal", "", None)
    again = service.letter_about(subject, question, sent_by_name="区の職員")
    again.to_center_id = central_center().id
    return again


def test_asking_says_on_the_consultation_where_it_went_unless_something_stands_there(
    north, central, at
):
    letter = sent(north)
    with at(north):
        kept = consultation(letter.consultation_id)
        assert (kept.outcome, kept.referral_target) == ("central", "central")
        earlier = consultation(recorded(outcome="answered"))
        question = service.Question("advice", "normal", "", None)
        service.send(
            earlier, service.letter_about(earlier, question, sent_by_name="x"), consent=None
        )
        assert (earlier.outcome, earlier.referral_target) == ("answered", None)


def test_a_later_change_of_the_consultation_does_not_change_the_letter(north, central, at):
    letter = sent(north)
    with at(north):
        consultation(letter.consultation_id).body = "あとで書いたこと"
    with at(central):
        assert queries.referral(letter.id).body == "話"


def test_the_queue_shows_urgent_then_wished_by_then_age(north, south, central, at):
    letters = {
        "old": sent(north),
        "wished late": sent(north, wished_by=date(2030, 2, 1)),
        "wished soon": sent(south, wished_by=date(2030, 1, 1)),
        "soon": sent(south, urgency="soon"),
        "urgent": sent(north, urgency="urgent"),
        "over": sent(north),
    }
    take(north, letters["over"], rules.WITHDRAWN)
    with at(central):
        waiting = [line.id for line in queries.queue()]
        over = [line.id for line in queries.closed_queue()]
    order = ("urgent", "soon", "wished soon", "wished late", "old")
    assert waiting == [letters[name].id for name in order]
    assert over == [letters["over"].id]


def test_a_line_names_the_owner_and_the_last_movement(north, central, at):
    letter = sent(north)
    take(central, letter, rules.RECEIVED, name="担当 見本")
    take(central, letter, rules.ASKED, name="別の 見本")
    with at(north):
        [line] = queries.sent()
    assert (line.owner_name, line.state, line.center_name) == ("担当 見本", rules.ASKED, "港北")
    assert line.moved_at >= line.sent_at


def test_another_ward_sees_nothing_of_it(north, south, central, at):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    with at(south):
        with pytest.raises(NotFoundError):
            queries.referral(letter.id)
        assert queries.sent() == queries.queue() == queries.closed_queue() == []
        assert db.session.scalars(sa.select(ReferralStep)).all() == []


@pytest.mark.parametrize("model", [Referral, ReferralStep])
@pytest.mark.parametrize("side", ["north", "central"])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_was_said_cannot_be_unsaid(north, central, at, model, side, act):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    unsay = sa.delete(model) if act == "delete" else sa.update(model).values(id=model.id)
    with at({"north": north, "central": central}[side]):
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(unsay)
        db.session.rollback()


def test_the_letter_carries_no_person(north, central, at):
    letter = sent(north, consent=None)
    with at(central, role=Role.CENTRAL_MANAGER):
        seen = queries.referral(letter.id)
        words = [str(getattr(seen, column.key)) for column in Referral.__table__.columns]
    assert not any("カナリア" in each for each in words)
