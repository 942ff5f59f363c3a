"""The pages of the desk: `records` (one consultation, its form, the list)."""

from app.consultations.pages import records
from app.consultations.pages.room import pages

__all__ = ["pages", "records"]
