"""The pages of the desk.

`records` (one consultation, its form), `finding` (the list), `card` (what one shows of it),
`following` (what comes after), `changes` (who changed what), `removal` (deleting),
`contacts` (whose), `others` (その他 sorted anew), `reasons` (why things are as they are).
"""

from app.consultations.pages import (
    changes,
    contacts,
    finding,
    following,
    others,
    reasons,
    records,
    removal,
)
from app.consultations.pages.room import pages

__all__ = [
    "changes",
    "contacts",
    "finding",
    "following",
    "others",
    "pages",
    "reasons",
    "records",
    "removal",
]
