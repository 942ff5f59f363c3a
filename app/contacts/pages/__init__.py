"""The pages of the contacts: `records` (list, card, form), `merges` (two that are one)."""

from app.contacts.pages import merges, records
from app.contacts.pages.room import pages

__all__ = ["merges", "pages", "records"]
