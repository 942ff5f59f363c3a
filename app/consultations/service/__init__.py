"""What is done at the desk: `records` (one consultation), `imports` (many at once)."""

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
    "bring_in",
    "record_consultation",
    "revise_consultation",
    "says_the_same",
]
