"""What is done with referrals: `letters`, `steps`, `consents`, `files`, `records`."""

from app.referrals.service.consents import (
    ConsentGiven,
    Person,
    disclose_person,
    give_consent,
    narrow_consent,
    withdraw_consent,
)
from app.referrals.service.files import Sent, attach, check, take_back
from app.referrals.service.letters import NOTHING_ASKED_YET, Question, letter_about, send
from app.referrals.service.records import copy_outcome, record_case
from app.referrals.service.steps import (
    StepRefusedError,
    Target,
    as_read,
    take_step,
    target_of,
)

__all__ = [
    "NOTHING_ASKED_YET",
    "ConsentGiven",
    "Person",
    "Question",
    "Sent",
    "StepRefusedError",
    "Target",
    "as_read",
    "attach",
    "check",
    "copy_outcome",
    "disclose_person",
    "give_consent",
    "letter_about",
    "narrow_consent",
    "record_case",
    "send",
    "take_back",
    "take_step",
    "target_of",
    "withdraw_consent",
]
