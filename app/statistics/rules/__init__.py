"""What the figures mean: ranks and marks, periods, comparisons. Pure."""

from app.statistics.rules.breakdowns import CityFigure, PlaceFigure, Shares, share_out
from app.statistics.rules.checklist import (
    Checklist,
    Finding,
    Looked,
    Opening,
    Unsaved,
    check,
)
from app.statistics.rules.comparisons import Counted, Row
from app.statistics.rules.incidents import FIGURES_DIFFER
from app.statistics.rules.opening import (
    MEASURES,
    UNITS,
    Opens,
    card_code,
    label_of,
    named,
    records_of,
)
from app.statistics.rules.periods import (
    LONGEST,
    Span,
    may_close,
    month_to_report,
    period_until,
    spans,
)
from app.statistics.rules.rates import Rates, rates, rates_by_ward
from app.statistics.rules.reasons import why_figures, why_month
from app.statistics.rules.reporting import Place, Reported, reported
from app.statistics.rules.reports import MonthRow, PlaceRow, Sources, StatisticsReport, assemble
from app.statistics.rules.topics import NOTE, TOTAL_MARK, TopicRow, TopicTable, topic_table
from app.statistics.rules.trends import (
    History,
    Past,
    Sighting,
    Trends,
    history_span,
    months_looked_at,
    trace,
)
from app.statistics.rules.unusual import LEAST

__all__ = [
    "FIGURES_DIFFER",
    "LEAST",
    "LONGEST",
    "MEASURES",
    "NOTE",
    "TOTAL_MARK",
    "UNITS",
    "Checklist",
    "CityFigure",
    "Counted",
    "Finding",
    "History",
    "Looked",
    "MonthRow",
    "Opening",
    "Opens",
    "Past",
    "Place",
    "PlaceFigure",
    "PlaceRow",
    "Rates",
    "Reported",
    "Row",
    "Shares",
    "Sighting",
    "Sources",
    "Span",
    "StatisticsReport",
    "TopicRow",
    "TopicTable",
    "Trends",
    "Unsaved",
    "assemble",
    "card_code",
    "check",
    "history_span",
    "label_of",
    "may_close",
    "month_to_report",
    "months_looked_at",
    "named",
    "period_until",
    "rates",
    "rates_by_ward",
    "records_of",
    "reported",
    "share_out",
    "spans",
    "topic_table",
    "trace",
    "why_figures",
    "why_month",
]
