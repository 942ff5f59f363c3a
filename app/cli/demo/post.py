"""Carry the letters: a ward sends, then both sides add their steps in turn.

The services date what they do by the clock; here it is dated back to when it happened.
"""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.cli.demo.letters import Letter
from app.cli.demo.staff import Colleague
from app.consultations.models import Consultation
from app.referrals import service as referrals
from app.referrals.models import ReferralConsent, ReferralRecord, ReferralStep
from app.referrals.service import ConsentGiven
from tenants import db

TARGETS = {"passed_on": {"target": "division", "target_name": "市民活動支援課"}}
"""Whom a step of the demo names."""


def send(letter: Letter, worker: Colleague) -> None:
    consultation = db.session.scalars(
        sa.select(Consultation).where(Consultation.id == letter.reception.id)
    ).one()
    paper = referrals.letter_about(consultation, letter.question, sent_by_name=worker.name)
    paper.id, paper.sent_at, paper.sent_by_id = letter.id, letter.sent_at, worker.id
    consent = ConsentGiven(worker.name, "word", letter.purpose) if letter.purpose else None
    referrals.send(consultation, paper, consent=consent)
    if letter.consent_withdrawn:
        db.session.add(
            ReferralConsent(
                referral_id=letter.id,
                kind="withdrawn",
                scope=[],
                asked_by_name="",
                manner="word",
                purpose="",
                actor_name=worker.name,
                at=letter.steps[-1].at,
            )
        )
        db.session.flush()


def steps_taken() -> dict[UUID, int]:
    """How many steps each letter of the open center has, sent or received."""
    counted = sa.select(ReferralStep.referral_id, sa.func.count()).group_by(
        ReferralStep.referral_id
    )
    return {letter: number for letter, number in db.session.execute(counted)}  # noqa: C416  rows


def link_records(letters: Sequence[Letter]) -> None:
    """Tie what the central center logged to the letters it is about, once."""
    rows = [
        {
            "referral_id": letter.id,
            "consultation_id": letter.own_record.id,
            "recorded_at": letter.own_record.received_at,
        }
        for letter in letters
        if letter.own_record
    ]
    db.session.execute(insert(ReferralRecord).values(rows).on_conflict_do_nothing())


def take_turn(
    letters: Sequence[Letter], taken: dict[UUID, int], staff: Sequence[Colleague]
) -> None:
    """Take the next steps of each letter as far as they are the open center's."""
    ward = staff[0].role.startswith("ward")
    for letter in letters:
        actor = staff[letter.id.int % 2]
        while (done := taken.get(letter.id, 0)) < len(letter.steps):
            step = letter.steps[done]
            if step.by_ward != ward:
                break
            db.session.add(
                ReferralStep(
                    referral_id=letter.id,
                    kind=step.kind,
                    words=step.words,
                    actor_id=actor.id,
                    actor_name=actor.name,
                    at=step.at,
                    **TARGETS.get(step.kind, {}),
                )
            )
            db.session.flush()  # one by one: the database gives each its place
            taken[letter.id] = done + 1
