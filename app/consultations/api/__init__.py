"""The desk for programs.

`records` (one consultation, the list), `finding` (counts, kept lists), `suggesting` (topics and
alike records for a text), `following` (what comes after), `changes` (who changed what, deletion
and its undoing), `contacts` (whose), `others` (その他 sorted anew).
"""

from app.consultations.api import (
    changes,
    contacts,
    finding,
    following,
    others,
    records,
    suggesting,
)
from app.consultations.api.room import api

__all__ = [
    "api",
    "changes",
    "contacts",
    "finding",
    "following",
    "others",
    "records",
    "suggesting",
]
