"""What is done at the desk.

`records` (one consultation), `imports` (many at once), `following` (what comes after the
reception).
"""

from app.consultations.service.following import (
    CorrectedBeforeError,
    NothingPlannedError,
    NotOpenError,
    StillOpenError,
    add_follow_up,
    close_consultation,
    correct_follow_up,
    finish_action,
    hand_over,
    plan_action,
    reopen_consultation,
)
from app.consultations.service.imports import bring_in
from app.consultations.service.records import (
    AlreadyRecordedError,
    ChangedMeanwhileError,
    record_consultation,
    revise_consultation,
    says_the_same,
)

__all__ = [
    "AlreadyRecordedError",
    "ChangedMeanwhileError",
    "CorrectedBeforeError",
    "NotOpenError",
    "NothingPlannedError",
    "StillOpenError",
    "add_follow_up",
    "bring_in",
    "close_consultation",
    "correct_follow_up",
    "finish_action",
    "hand_over",
    "plan_action",
    "record_consultation",
    "reopen_consultation",
    "revise_consultation",
    "says_the_same",
]
