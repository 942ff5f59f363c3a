"""The desk for programs.

`records` (one consultation, the list), `following` (what comes after), `changes` (who changed
what, deletion and its undoing).
"""

from app.consultations.api import changes, following, records
from app.consultations.api.room import api

__all__ = ["api", "changes", "following", "records"]
"""The desk for programs: `records` (one consultation, the list), `finding` (counts, kept lists)."""

from app.consultations.api import finding, records
from app.consultations.api.room import api

__all__ = ["api", "finding", "records"]
