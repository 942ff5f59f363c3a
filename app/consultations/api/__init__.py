"""The desk for programs.

`records` (one consultation, the list), `following` (what comes after), `changes` (who changed
what, deletion and its undoing).
"""

from app.consultations.api import changes, following, records
from app.consultations.api.room import api

__all__ = ["api", "changes", "following", "records"]
"""The desk for programs: `records` (one consultation, the list), `finding` (counts, kept lists)."""

`records`: one consultation, the list; `finding`: counts and kept lists; `suggesting`: topics and
alike records for a text.
"""

from app.consultations.api import finding, records, suggesting
from app.consultations.api.room import api

__all__ = ["api", "finding", "records", "suggesting"]
