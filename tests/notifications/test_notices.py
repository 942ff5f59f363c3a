"""What the other side did is told to those whom it concerns, and nobody else."""

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.notifications import queries, rules, service
from app.notifications.queries.facts import happened
from app.notifications.rules import Reason
from app.referrals import rules as referrals
from app.referrals import service as letters
from app.referrals.queries import referral
from tenants import db
from tests.places import at
from tests.referrals.letters import CONSENT, bring_to, sent, take

WORKER, MANAGER = Role.WARD_WORKER, Role.WARD_MANAGER
COORDINATOR, SECOND = Role.CENTRAL_COORDINATOR, Role.CENTRAL_MANAGER


def told(place, role, *, everybody=False):
    with at(place, role=role):
        return [
            (notice.kind, notice.reason, notice.is_unread)
            for notice in queries.page(everybody=everybody).items
        ]


def unread(place, role):
    with at(place, role=role):
        return queries.count_unread()


def test_a_new_letter_is_told_to_everybody_at_the_central_center(north, central):
    sent(north)

    expected = [("sent", Reason.NOBODY_YET, True)]
    assert told(central, COORDINATOR) == told(central, SECOND) == expected
    assert unread(central, COORDINATOR) == unread(central, SECOND) == 1


def test_what_one_did_oneself_is_no_news(north, central):
    letter = sent(north)
    assert told(north, WORKER) == []

    take(central, letter, referrals.RECEIVED)

    assert [kind for kind, _, _ in told(central, COORDINATOR)] == ["sent"]


def test_once_somebody_has_the_letter_the_others_are_left_in_peace(north, central):
    letter = sent(north)
    take(central, letter, referrals.RECEIVED)
    take(north, letter, referrals.REPLIED)

    assert told(central, COORDINATOR)[0] == ("replied", Reason.TOOK_PART, True)
    assert told(central, SECOND) == []
    assert told(central, SECOND, everybody=True)[0] == ("replied", Reason.CENTER, False)
    assert unread(central, SECOND) == 0


def test_one_letter_in_good_hands_hides_no_other(north, south, central):
    taken = sent(north)
    take(central, taken, referrals.RECEIVED)
    take(north, taken, referrals.REPLIED)
    sent(south)

    assert told(central, SECOND) == [("sent", Reason.NOBODY_YET, True)]
    assert [kind for kind, _, _ in told(central, COORDINATOR)] == ["sent", "replied", "sent"]


def test_the_one_who_asked_hears_every_step(north, central):
    letter = sent(north)
    bring_to(referrals.ANSWERED, letter, ward=north, central=central)

    heard = told(north, WORKER)

    assert heard == [
        ("answered", Reason.SENT_BY_YOU, True),
        ("received", Reason.SENT_BY_YOU, True),
    ]
    assert told(north, MANAGER) == []


def test_a_case_handed_over_is_news_to_its_new_owner_only(north, central):
    letter = sent(north)
    take(central, letter, referrals.RECEIVED)
    take(central, letter, referrals.HANDED_OVER)

    assert told(central, SECOND)[0] == ("handed_over", Reason.HANDED_TO_YOU, True)
    assert "handed_over" not in [kind for kind, _, _ in told(central, COORDINATOR)]


def test_every_change_of_a_consent_is_told_but_the_one_that_came_with_the_letter(north, central):
    letter = sent(north, consent=CONSENT)
    with at(north):
        letters.narrow_consent(referral(letter.id), ["name"], actor_name="職員")
        letters.withdraw_consent(referral(letter.id), withdrawn_by_name="職員")

    kinds = [kind for kind, _, _ in told(central, COORDINATOR)]

    assert kinds == ["withdrawn", "narrowed", "sent"]


def test_a_letter_taken_back_with_its_consent_is_one_notice(north, central):
    letter = sent(north, consent=CONSENT)
    take(north, letter, referrals.WITHDRAWN)

    assert [kind for kind, _, _ in told(central, COORDINATOR)] == ["withdrawn", "sent"]


def test_opening_a_letter_reads_all_that_is_told_about_it_for_oneself_alone(north, central):
    letter, _ = sent(north), sent(north)
    with at(central, role=COORDINATOR):
        assert service.read_about(letter.id) == 1
        assert service.read_about(letter.id) == 0

    assert unread(central, COORDINATOR) == 1
    assert unread(central, SECOND) == 2
    with at(central, role=COORDINATOR):
        assert service.read_all() == 1
    assert unread(central, COORDINATOR) == 0


def test_who_answers_has_read_what_was_asked(north, central):
    letter = sent(north)
    assert unread(central, COORDINATOR) == 1
    take(central, letter, referrals.RECEIVED)

    assert unread(central, COORDINATOR) == 0


def test_another_ward_is_told_nothing(north, south, central):
    letter = sent(north)
    bring_to(referrals.ANSWERED, letter, ward=north, central=central)

    assert told(south, WORKER, everybody=True) == []


def test_the_list_goes_on_where_the_page_ended(north, central):
    for _ in range(3):
        sent(north)
    with at(central, role=COORDINATOR):
        first = queries.page(limit=2)
        rest = queries.page(after=first.next, limit=2)

    assert [len(first.items), len(rest.items), rest.next] == [2, 1, None]
    assert len({notice.id for notice in [*first.items, *rest.items]}) == 3


@pytest.mark.parametrize("kind", referrals.TRANSITIONS)
def test_every_kind_of_step_has_words_an_icon_and_a_tone(kind):
    assert rules.headline("step", kind) == referrals.STEP_LABELS[kind]
    assert rules.icon("step", kind)
    assert rules.tone("step", kind)


def test_a_kind_that_nobody_knows_yet_is_told_all_the_same():
    assert rules.headline("step", "unheard_of") == rules.UNKNOWN


def test_the_reference_names_nobody_and_is_the_same_on_both_sides(north, central):
    letter = sent(north)
    take(central, letter, referrals.RECEIVED)
    with at(north, role=WORKER):
        [here] = queries.page().items
    with at(central, role=COORDINATOR):
        [there] = queries.page().items

    assert here.reference == there.reference == f"港北-{letter.id.hex[-6:].upper()}"


def test_what_is_new_is_found_by_indexes(central):
    """No letter of another time or another center is looked at."""
    with at(central, role=COORDINATOR):
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        asked = sa.select(happened(since=calendar.now()).c.id)
        text = asked.compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join(db.session.scalars(sa.text(f"EXPLAIN {text}")))
    assert "referral_steps_reader_center_id_at_idx" in plan
    assert "referrals_to_center_id_sent_at_idx" in plan
