"""The desk for programs: `records` (one consultation, the list), `following` (what comes after)."""

from app.consultations.api import following, records
from app.consultations.api.room import api

__all__ = ["api", "following", "records"]
