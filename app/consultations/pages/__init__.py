"""The pages of the desk.

`records` (one consultation, its form), `finding` (the list), `card` (what one shows of it),
`following` (what comes after), `changes` (who changed what), `removal` (deleting),
`reasons` (why things are as they are).
"""

from app.consultations.pages import changes, finding, following, reasons, records, removal
from app.consultations.pages.room import pages

__all__ = ["changes", "finding", "following", "pages", "reasons", "records", "removal"]
__all__ = ["changes", "following", "pages", "records", "removal"]
"""The pages of the desk: `records` (one consultation, its form, the list), `contacts` (whose)."""
"""The pages of the desk: `records` (one, its form, the list), `contacts` (whose), `others`."""

from app.consultations.pages import contacts, others, records
from app.consultations.pages.room import pages

__all__ = ["contacts", "others", "pages", "records"]
`records` (one consultation, its form, the list), `card` (what one shows of it),
`following` (what comes after), `changes` (who changed what), `removal` (deleting),
`contacts` (whose), `others` (その他 sorted anew).
"""

from app.consultations.pages import changes, contacts, following, others, records, removal
from app.consultations.pages.room import pages

__all__ = ["changes", "contacts", "following", "others", "pages", "records", "removal"]
