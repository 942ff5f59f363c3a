"""The reports room, for programs: `desks` before an edition, `editions` after."""

from app.reports.api import desks, editions
from app.reports.api.room import api

__all__ = ["api", "desks", "editions"]
