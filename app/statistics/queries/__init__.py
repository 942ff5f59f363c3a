"""What waits to be counted, how it is counted, and the figures as they were consolidated."""

from app.statistics.queries.breakdowns import figure
from app.statistics.queries.checklist import checklist
from app.statistics.queries.figures import (
    WARDS_ALONE,
    center_choices,
    cities_centers,
    closings,
    fiscal_years,
    open_center,
    rates,
    report,
    reported,
)
from app.statistics.queries.recounts import (
    BeingCounted,
    Waiting,
    being_counted,
    comparison,
    months,
    number_of_figures,
    oldest_mark,
    recount,
    waiting,
)
from app.statistics.queries.trends import trends

__all__ = [
    "WARDS_ALONE",
    "BeingCounted",
    "Waiting",
    "being_counted",
    "center_choices",
    "checklist",
    "cities_centers",
    "closings",
    "comparison",
    "figure",
    "fiscal_years",
    "months",
    "number_of_figures",
    "oldest_mark",
    "open_center",
    "rates",
    "recount",
    "report",
    "reported",
    "trends",
    "waiting",
]
