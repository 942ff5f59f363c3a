"""Random lives of letters, walked by three actors straight against the database.

Each step is an INSERT in one center's scope, past the service. What the database takes is
compared with the rules; after each step what every actor can see is compared with what it
may see: the other ward nothing, the central center the person as far as the consent goes now,
and no file and no person of a letter that was withdrawn.

A run walks some dozens of lives; KYODO_WALKS=2000 walks as many as one has the time for.
"""

import os

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as walk
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.referrals import rules
from app.referrals.models import (
    ReferralConsent,
    ReferralFile,
    ReferralPerson,
    ReferralStep,
)
from tenants import db
from tests.consultations.records import with_person
from tests.places import at
from tests.referrals.letters import sent, somebody

PARTS = list(rules.EVERYTHING)
WALKS, STEPS = int(os.environ.get("KYODO_WALKS", "60")), 35
TABLES = ("referrals", "referral_steps", "referral_consents", "referral_persons", "referral_files")
EVERYTHING = sa.text(
    "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)  # noqa: S608
)
DISCLOSED = sa.text("SELECT * FROM wall.disclose_person(:letter)")

place_names = st.sampled_from(["north", "central", "south"])
kinds = st.sampled_from([*rules.TRANSITIONS, "sent"])
scopes = st.lists(st.sampled_from(PARTS), unique=True).map(rules.in_order)


class Life(RuleBasedStateMachine):
    """What ought to be true, kept beside what the database says."""

    places: dict

    def __init__(self):
        super().__init__()
        self.letter = sent(self.places["north"])
        self.steps = []
        self.scope = []
        self.sent = set()
        self.facts = 0
        self.files = {"north": 0, "central": 0}
        self.taken_back = {"north": 0, "central": 0}

    @property
    def state(self):
        return self.steps[-1][1] if self.steps else rules.SENT

    @property
    def is_withdrawn(self):
        return self.state == rules.WITHDRAWN

    def takes(self, who, row):
        """Whether the database takes the row."""
        with at(self.places[who]):
            try:
                with db.session.begin_nested():
                    db.session.add(row)
                    db.session.flush()
            except DBAPIError:
                return False
            return True

    @rule(who=place_names, kind=kinds)
    def step(self, who, kind):
        target = somebody(self.places[who], kind)._asdict() if kind in rules.MOVES_ON else {}
        taken = self.takes(
            who,
            ReferralStep(
                referral_id=self.letter.id,
                kind=kind,
                words="ことば",
                actor_name=who,
                at=calendar.now(),
                **target,
            ),
        )
        seen = [Taken(*each) for each in self.steps]
        offered = rules.next_kinds(self.state, by_sender=who == "north", steps=seen)
        assert taken is (who != "south" and kind in offered), (who, kind, self.state)
        if taken:
            after = self.state if kind in rules.REMARKS else kind
            self.steps.append((kind, after, who))
            if kind == rules.WITHDRAWN and self.scope:
                self.agree([])

    @rule(
        who=place_names,
        kind=st.sampled_from([rules.GIVEN, rules.NARROWED, rules.CONSENT_WITHDRAWN]),
        scope=scopes,
    )
    def consent(self, who, kind, scope):
        scope = [] if kind == rules.CONSENT_WITHDRAWN else scope
        fits = {
            rules.GIVEN: bool(scope) and not self.is_withdrawn,
            rules.NARROWED: bool(scope) and set(scope) < set(self.scope),
            rules.CONSENT_WITHDRAWN: bool(self.scope),
        }[kind]
        taken = self.takes(
            who,
            ReferralConsent(
                referral_id=self.letter.id,
                kind=kind,
                scope=scope,
                asked_by_name="x",
                manner="word",
                purpose="x",
                actor_name=who,
                at=calendar.now(),
            ),
        )
        assert taken is (who == "north" and fits), (who, kind, scope, self.scope)
        if taken:
            self.agree(scope)

    def agree(self, scope):
        """What is no longer agreed to is gone for good, until it is sent again."""
        self.scope, self.facts = scope, self.facts + 1
        self.sent &= set(scope)

    @rule(who=place_names)
    def put_the_person_onto_the_letter(self, who):
        if who == "north":
            with at(self.places["north"]):
                db.session.execute(sa.delete(ReferralPerson))
            self.sent = set()
        person = ReferralPerson(referral_id=self.letter.id, **with_person(self.places["north"]))
        taken = self.takes(who, person)
        assert taken is (who == "north" and bool(self.scope))
        if taken:
            self.sent = set(self.scope)

    @precondition(lambda self: self.steps)
    @rule(who=place_names, data=st.data())
    def carry_a_file(self, who, data):
        number = data.draw(st.integers(1, len(self.steps)))
        kind, _, author = self.steps[number - 1]
        with at(self.places["north"]):
            wanted = sa.select(ReferralStep.id).where(
                ReferralStep.referral_id == self.letter.id, ReferralStep.position == number
            )
            step_id = db.session.scalars(wanted).one()
        file = ReferralFile(
            referral_id=self.letter.id,
            step_id=step_id,
            name="a.txt",
            media_type="text/plain",
            content=b"x",
            size=1,
            sha256="x",
        )
        taken = self.takes(who, file)
        fits = kind in {rules.NOTED, *rules.NEEDS_WORDS} and not self.is_withdrawn
        assert taken is (who == author and fits), (who, kind)
        if taken:
            self.files[who] += 1

    @rule(who=place_names)
    def take_a_file_back(self, who):
        with at(self.places[who]):
            shared = sa.select(ReferralFile.id).where(ReferralFile.reader_center_id.is_not(None))
            files = db.session.scalars(shared.order_by(ReferralFile.id)).all()
            gone = {"reader_center_id": None, "taken_back_at": calendar.now()}
            taken = sa.update(ReferralFile).where(ReferralFile.id.in_(files[:1]))
            done = db.session.execute(taken.values(**gone, taken_back_by_name=who)).rowcount
        if done:
            self.taken_back[who] += 1

    @invariant()
    def the_other_ward_sees_nothing(self):
        with at(self.places["south"]):
            assert db.session.execute(EVERYTHING).one() == (0, 0, 0, 0, 0)

    @invariant()
    def the_central_center_sees_what_it_may_now(self):
        with at(self.places["central"]):
            letters, steps, consents, persons, files = db.session.execute(EVERYTHING).one()
            person = db.session.execute(DISCLOSED, {"letter": self.letter.id}).one_or_none()
        assert (letters, steps, persons) == (1, len(self.steps), 0)
        assert consents == self.facts
        shown = {part for part, words in zip(PARTS, person or (), strict=False) if words}
        assert shown == set(self.scope) & self.sent
        assert bool(shown) is (person is not None)
        wards = 0 if self.is_withdrawn else self.files["north"] - self.taken_back["north"]
        assert files == self.files["central"] + wards


class Taken:
    def __init__(self, kind, state, _who):
        self.kind, self.state = kind, state


def test_no_order_of_steps_leads_to_a_forbidden_state_or_a_forbidden_sight(
    app, north, south, central
):
    places = {"north": north, "south": south, "central": central}

    def a_life():
        db.session.remove()
        savepoint = db.engines[None].begin_nested()
        life = type("ALife", (Life,), {"places": places})()
        end = life.teardown

        def teardown():
            end()
            db.session.remove()
            savepoint.rollback()

        life.teardown = teardown
        return life

    walk(
        a_life,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
