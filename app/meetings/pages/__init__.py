"""The pages of a meeting: `meetings` (its facts), `agenda`, `packs` (its handouts)."""

from app.meetings.pages import agenda, meetings, packs
from app.meetings.pages.room import pages

__all__ = ["agenda", "meetings", "packs", "pages"]
