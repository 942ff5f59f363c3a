"""What waits to be counted, how it is counted, and the figures as they were consolidated."""

from app.statistics.queries.figures import (
    center_choices,
    cities_centers,
    city_counts,
    closings,
    fiscal_years,
    open_center,
    own_counts,
    report,
    reported,
)
from app.statistics.queries.recounts import (
    Waiting,
    comparison,
    months,
    number_of_figures,
    oldest_mark,
    recount,
    waiting,
)

__all__ = [
    "Waiting",
    "center_choices",
    "cities_centers",
    "city_counts",
    "closings",
    "comparison",
    "fiscal_years",
    "months",
    "number_of_figures",
    "oldest_mark",
    "open_center",
    "own_counts",
    "recount",
    "report",
    "reported",
    "waiting",
]
