"""The desk for programs: `records` (one consultation, the list)."""

from app.consultations.api import records
from app.consultations.api.room import api

__all__ = ["api", "records"]
