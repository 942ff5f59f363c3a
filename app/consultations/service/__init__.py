"""What is done at the desk.

`records` (one consultation), `imports` (many at once), `following` (what comes after the
reception), `removal` (deleting and bringing back), `saved` (lists kept by a name), `search`,
`contacts` (whose), `corrections` (その他 sorted anew).
"""

from app.consultations.service.contacts import keep_contacts_of
from app.consultations.service.corrections import (
    Corrected,
    NothingToCorrectError,
    correct_topics,
    undo_correction,
)
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
from app.consultations.service.imports import bring_in, take_back
from app.consultations.service.records import (
    AlreadyRecordedError,
    ChangedMeanwhileError,
    check_record,
    record_consultation,
    revise_consultation,
    says_the_same,
)
from app.consultations.service.removal import (
    ComesBackTwiceError,
    HeldError,
    NotYoursError,
    forget_deleted,
    forget_stories,
    hanging,
    is_still_there,
    linked_again,
    may_remove,
    may_restore,
    refuse_removal,
    refuse_restoration,
    remove_consultation,
    restore_consultation,
)
from app.consultations.service.saved import remove_list, save_list
from app.consultations.service.search import rebuild_search

__all__ = [
    "AlreadyRecordedError",
    "ChangedMeanwhileError",
    "ComesBackTwiceError",
    "Corrected",
    "CorrectedBeforeError",
    "HeldError",
    "NotOpenError",
    "NotYoursError",
    "NothingPlannedError",
    "NothingToCorrectError",
    "StillOpenError",
    "add_follow_up",
    "bring_in",
    "check_record",
    "close_consultation",
    "correct_follow_up",
    "correct_topics",
    "finish_action",
    "forget_deleted",
    "forget_stories",
    "hand_over",
    "hanging",
    "is_still_there",
    "keep_contacts_of",
    "linked_again",
    "may_remove",
    "may_restore",
    "plan_action",
    "rebuild_search",
    "record_consultation",
    "refuse_removal",
    "refuse_restoration",
    "remove_consultation",
    "remove_list",
    "reopen_consultation",
    "restore_consultation",
    "revise_consultation",
    "save_list",
    "says_the_same",
    "take_back",
    "undo_correction",
]
