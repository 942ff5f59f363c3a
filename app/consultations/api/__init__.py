"""The desk for programs.

`records` (one consultation, the list), `finding` (counts, kept lists), `suggesting` (topics and
alike records for a text), `following` (what comes after), `changes` (who changed what, deletion
and its undoing).
"""

from app.consultations.api import changes, finding, following, records, suggesting
from app.consultations.api.room import api

__all__ = ["api", "changes", "finding", "following", "records", "suggesting"]
__all__ = ["api", "changes", "following", "records"]
"""The desk for programs: `records` (one consultation, the list), `contacts` (whose)."""
"""The desk for programs: `records` (one, the list), `contacts` (whose), `others` (その他)."""

from app.consultations.api import contacts, others, records
from app.consultations.api.room import api

__all__ = ["api", "contacts", "others", "records"]
`records` (one consultation, the list), `following` (what comes after), `changes` (who changed
what, deletion and its undoing), `contacts` (whose), `others` (その他 sorted anew).
"""

from app.consultations.api import changes, contacts, following, others, records
from app.consultations.api.room import api

__all__ = ["api", "changes", "contacts", "following", "others", "records"]
