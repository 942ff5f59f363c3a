"""Two people at the same moment, on two connections."""

import pytest

from app.access.permissions import Role
from app.consultations.queries import consultation
from app.referrals import queries, rules, service
from tests.consultations.records import recorded
from tests.referrals.letters import sent, take
from tests.threads import together

pytestmark = pytest.mark.commits


def test_of_two_who_take_a_case_at_once_one_wins_and_the_other_is_told_who(app, at, north, central):
    letter = sent(north)

    def taking(name, role):
        def act(ready):
            with at(central, role=role):
                seen = queries.referral(letter.id)
                ready.wait()
                service.take_step(seen, rules.RECEIVED, words="", actor_name=name)
                return name

        return act

    results = together(
        app,
        taking("見本 一", Role.CENTRAL_COORDINATOR),
        taking("見本 二", Role.CENTRAL_MANAGER),
    )

    [winner] = [result for result in results if isinstance(result, str)]
    [loser] = [result for result in results if isinstance(result, service.StepRefusedError)]
    assert f"{winner}さんが先に受け取りました" in str(loser)
    with at(north):
        steps = queries.steps(queries.referral(letter.id))
        assert [(step.kind, step.actor_name) for step in steps] == [(rules.RECEIVED, winner)]


def test_of_two_colleagues_who_ask_about_the_same_consultation_one_does(app, at, north, central):
    with at(north):
        subject_id = recorded()

    def asking(ready):
        with at(north):
            subject = consultation(subject_id)
            question = service.Question("advice", "normal", "", None)
            letter = service.letter_about(subject, question, sent_by_name="職員")
            ready.wait()
            return service.send(subject, letter, consent=None).id

    results = together(app, asking, asking)

    assert sum(isinstance(result, service.StepRefusedError) for result in results) == 1, results
    with at(north):
        assert len(queries.of_consultation(subject_id)) == 1


def test_of_two_letters_that_become_open_at_once_one_does(app, at, north, central):
    letter = sent(north)
    for kind in (rules.RECEIVED, rules.DECLINED):
        take(central, letter, kind)

    def reopening(ready):
        with at(north):
            seen = queries.referral(letter.id)
            ready.wait()
            return service.take_step(seen, rules.REOPENED, words="また", actor_name="職員").id

    def asking(ready):
        with at(north):
            subject = consultation(letter.consultation_id)
            question = service.Question("advice", "normal", "", None)
            second = service.letter_about(subject, question, sent_by_name="職員")
            ready.wait()
            return service.send(subject, second, consent=None).id

    results = together(app, reopening, asking)

    assert sum(isinstance(result, service.StepRefusedError) for result in results) == 1, results
    with at(north):
        lines = queries.of_consultation(letter.consultation_id)
    assert sum(line.is_blocking for line in lines) == 1
