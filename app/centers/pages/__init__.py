"""The pages of a center's settings: `opening` (its calendar), `desk` (topics and form)."""

from app.centers.pages import desk, opening
from app.centers.pages.room import pages

__all__ = ["desk", "opening", "pages"]
