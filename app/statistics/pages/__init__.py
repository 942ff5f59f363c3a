"""The pages of the figures: `figures` (what was counted), `closings` (a ward submits a month)."""

from app.statistics.pages import closings, figures
from app.statistics.pages.room import city, pages

__all__ = ["city", "closings", "figures", "pages"]
