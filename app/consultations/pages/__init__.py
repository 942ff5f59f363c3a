"""The pages of the desk.

`records` (one consultation, its form, the list), `card` (what one shows of it),
`following` (what comes after), `changes` (who changed what), `removal` (deleting).
"""

from app.consultations.pages import changes, following, records, removal
from app.consultations.pages.room import pages

__all__ = ["changes", "following", "pages", "records", "removal"]
"""The pages of the desk: `records` (one consultation, its form, the list), `reasons`."""

from app.consultations.pages import reasons, records
from app.consultations.pages.room import pages

__all__ = ["pages", "reasons", "records"]
