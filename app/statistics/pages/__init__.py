"""The pages of the figures.

`figures` (what was counted), `closings` (a ward submits a month), `incidents` (what a recount
found).
"""

from app.statistics.pages import closings, figures, incidents
from app.statistics.pages.room import city, pages

__all__ = ["city", "closings", "figures", "incidents", "pages"]
