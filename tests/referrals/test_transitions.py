"""The rules say which buttons to show; the database decides. Both must say the same."""

import pytest
from sqlalchemy.exc import IntegrityError

from app import calendar
from app.consultations.queries import consultation
from app.referrals import queries, rules, service
from app.referrals.models import ReferralStep
from tenants import db
from tests.consultations.records import recorded
from tests.referrals import letters
from tests.referrals.letters import WAY_TO, bring_to, sent, take

KINDS = tuple(rules.TRANSITIONS)


def is_taken(place, letter, kind):
    try:
        take(place, letter, kind)
    except service.StepRefusedError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", WAY_TO)
@pytest.mark.parametrize("by_sender", [True, False])
def test_the_database_takes_a_step_exactly_where_the_rules_offer_it(
    north, central, state, kind, by_sender
):
    letter = sent(north)
    bring_to(state, letter, ward=north, central=central)

    taken = is_taken(north if by_sender else central, letter, kind)

    assert taken is (kind in rules.next_kinds(state, by_sender=by_sender))


@pytest.mark.parametrize("kind", [rules.SENT, "closed", ""])
def test_a_step_the_rules_do_not_know_is_refused(north, central, kind):
    letter = sent(north)
    assert not is_taken(central, letter, kind)
    assert not is_taken(north, letter, kind)


def test_every_state_has_its_words_and_every_step_its_button():
    states = set(WAY_TO)
    assert states == set(rules.STATE_LABELS)
    assert states | rules.REMARKS == set(rules.STEP_LABELS) == set(rules.TONES) == set(rules.ICONS)
    assert set(KINDS) == states - {rules.SENT} | rules.REMARKS == set(rules.BUTTONS)


def test_no_step_can_be_taken_on_a_letter_of_strangers(north, south, central, at):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    with at(central):
        seen = queries.referral(letter.id)
    with at(south), pytest.raises(Exception, match="no such referral"):
        service.take_step(seen, rules.REPLIED, words="よそから", actor_name="よそ")


def test_the_database_lets_no_letter_go_to_another_ward(north, south, at):
    with at(north):
        subject = consultation(recorded(body="よその区に見せない"))
        asked = service.Question("advice", "normal", "", None)
        letter = service.letter_about(subject, asked, sent_by_name="職員")
        letter.to_center_id = south.id
        db.session.add(letter)
        with pytest.raises(IntegrityError, match="letters go to the central center"):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("kind", sorted(rules.REMARKS))
def test_a_remark_leaves_the_letter_where_it_was(north, central, at, kind):
    letter = sent(north)
    bring_to(rules.ANSWERED, letter, ward=north, central=central)
    take(central if rules.TRANSITIONS[kind].by_sender is False else north, letter, kind)
    with at(north):
        [line] = queries.sent()
        taken = queries.steps(queries.referral(letter.id))
    assert line.state == rules.state_after(taken) == rules.ANSWERED
    assert taken[-1].kind == kind


@pytest.mark.parametrize("kind", rules.KINDNESS)
def test_one_answer_is_thanked_for_once_and_the_next_one_again(north, central, at, kind):
    letter = sent(north)
    bring_to(rules.ANSWERED, letter, ward=north, central=central)
    take(north, letter, kind, "")
    with at(north):
        taken = queries.steps(queries.referral(letter.id))
        assert kind not in rules.next_kinds(rules.ANSWERED, by_sender=True, steps=taken)
    assert not is_taken(north, letter, kind)
    take(central, letter, rules.ANSWERED)
    assert is_taken(north, letter, kind)


@pytest.mark.parametrize("kind", rules.MOVES_ON)
def test_a_step_that_names_somebody_names_one_who_is_there(north, south, central, kind):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    target = service.Target
    nowhere = (
        target(rules.COLLEAGUE, "区の人", target_account_id=next(iter(north.people.values()))),
        target(rules.WARD, "相談した区", target_center_id=north.id),
        target(rules.WARD, "推進センター", target_center_id=central.id),
        target(rules.WARD, "番号のない区"),
        target(rules.DIVISION, ""),
        target("moon", "月"),
    )
    for each in nowhere:
        with pytest.raises(service.StepRefusedError):
            take(central, letter, kind, target=each)
    good = target(rules.WARD, south.name, target_center_id=south.id)
    if kind == rules.PASSED_ON:
        take(central, letter, kind, target=good)
    else:
        with pytest.raises(service.StepRefusedError):
            take(central, letter, kind, target=good)


@pytest.mark.parametrize("kind", sorted(rules.NEEDS_WORDS))
def test_the_database_too_wants_words(north, central, at, kind):
    letter = sent(north)
    way = (rules.ANSWERED,) if rules.TRANSITIONS[kind].by_sender else (rules.RECEIVED,)
    bring_to(way[0], letter, ward=north, central=central)
    place = central if rules.TRANSITIONS[kind].by_sender is False else north
    with at(place):
        target = letters.somebody(place, kind)._asdict() if kind == rules.PASSED_ON else {}
        db.session.add(
            ReferralStep(
                referral_id=letter.id,
                kind=kind,
                actor_name="x",
                words="",
                at=calendar.now(),
                **target,
            )
        )
        with pytest.raises(IntegrityError, match="referral_steps_words_check"):
            db.session.flush()
        db.session.rollback()
