"""The pages of the desk.

`records` (one consultation, its form, the list), `card` (what one shows of it),
`following` (what comes after), `changes` (who changed what), `removal` (deleting),
`reasons` (why things are as they are).
"""

from app.consultations.pages import changes, following, reasons, records, removal
from app.consultations.pages.room import pages

__all__ = ["changes", "following", "pages", "reasons", "records", "removal"]
__all__ = ["changes", "following", "pages", "records", "removal"]
"""The pages of the desk: `records` (one consultation, its form), `finding` (the list)."""

from app.consultations.pages import finding, records
from app.consultations.pages.room import pages

__all__ = ["finding", "pages", "records"]
`records` (one consultation, its form), `finding` (the list), `card` (what one shows of it),
`following` (what comes after), `changes` (who changed what), `removal` (deleting).
"""

from app.consultations.pages import changes, finding, following, records, removal
from app.consultations.pages.room import pages

__all__ = ["changes", "finding", "following", "pages", "records", "removal"]
