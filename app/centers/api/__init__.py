"""A center's settings for programs: `opening` (hours and closed days)."""

from app.centers.api import opening
from app.centers.api.room import api

__all__ = ["api", "opening"]
