"""The rules say which buttons to show; the database decides. Both must say the same."""

import pytest

from app.referrals import queries, rules, service
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
    assert states == set(rules.STATE_LABELS) == set(rules.STEP_LABELS) == set(rules.TONES)
    assert states == set(rules.ICONS)
    assert set(KINDS) == states - {rules.SENT} == set(rules.BUTTONS)


def test_no_step_can_be_taken_on_a_letter_of_strangers(north, south, central, at):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    with at(central):
        seen = queries.referral(letter.id)
    with at(south), pytest.raises(Exception, match="no such referral"):
        service.take_step(seen, rules.REPLIED, words="よそから", actor_name="よそ")
