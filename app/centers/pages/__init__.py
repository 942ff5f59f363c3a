"""The pages of a center's settings: `opening` (hours and closed days)."""

from app.centers.pages import opening
from app.centers.pages.room import pages

__all__ = ["opening", "pages"]
