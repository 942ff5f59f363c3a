"""The reports room, to the eye: `desks` before an edition, `editions` after, and what is kept."""

from app.reports.pages import desks, editions, entries, spaces, templates
from app.reports.pages.room import pages

__all__ = ["desks", "editions", "entries", "pages", "spaces", "templates"]
