"""A center's settings for programs: `opening` (its calendar), `desk` (topics and form)."""

from app.centers.api import desk, opening
from app.centers.api.room import api

__all__ = ["api", "desk", "opening"]
