"""The pages of a meeting: `meetings` (its facts), `agenda`, `packs` (its handouts), `year`."""

from app.meetings.pages import agenda, meetings, packs, year
from app.meetings.pages.room import pages

__all__ = ["agenda", "meetings", "packs", "pages", "year"]
