"""The pages of the desk.

`records` (one consultation, its form, the list), `card` (what one shows of it),
`following` (what comes after).
"""

from app.consultations.pages import following, records
from app.consultations.pages.room import pages

__all__ = ["following", "pages", "records"]
