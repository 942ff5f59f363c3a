"""Two people on two connections."""

import pytest

from app.consultations import queries, service
from tests.consultations.records import recorded
from tests.threads import together

pytestmark = pytest.mark.commits


def test_of_two_who_save_at_the_same_moment_one_is_told(app, at, north):
    with at(north):
        one = recorded()

    def save(words):
        def act(ready):
            with at(north):
                kept = queries.consultation(one)
                ready.wait()
                service.revise_consultation(
                    kept, version=1, topics=["tax"], received_at=kept.received_at, body=words
                )
                return words

        return act

    results = together(app, save("甲"), save("乙"))

    told = [result for result in results if isinstance(result, service.ChangedMeanwhileError)]
    assert len(told) == 1, results
    with at(north):
        kept = queries.consultation(one)
        assert kept.body in results
        assert (kept.version, [tag.topic for tag in kept.topics]) == (2, ["tax"])


def test_numbers_given_at_the_same_moment_differ_and_leave_no_gap(app, at, north):
    def record(ready):
        ready.wait()
        with at(north):
            return queries.consultation(recorded()).number

    assert sorted(together(app, *[record] * 4)) == [1, 2, 3, 4]
