"""What waits to be counted, how it is counted, and the figures as they were consolidated."""

from app.statistics.queries.breakdowns import figure
from app.statistics.queries.checklist import checklist
from app.statistics.queries.contributions import counted_record, kept_figures
from app.statistics.queries.figures import (
    WARDS_ALONE,
    among,
    center_choices,
    cities_centers,
    city_closings,
    closings,
    every_city_closing,
    fiscal_years,
    open_center,
    place_of,
    rates,
    report,
    reported,
    seen,
)
from app.statistics.queries.recounts import (
    BeingCounted,
    Waiting,
    being_counted,
    comparison,
    incidents,
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
    "among",
    "being_counted",
    "center_choices",
    "checklist",
    "cities_centers",
    "city_closings",
    "closings",
    "comparison",
    "counted_record",
    "every_city_closing",
    "figure",
    "fiscal_years",
    "incidents",
    "kept_figures",
    "months",
    "number_of_figures",
    "oldest_mark",
    "open_center",
    "place_of",
    "rates",
    "recount",
    "report",
    "reported",
    "seen",
    "trends",
    "waiting",
]
