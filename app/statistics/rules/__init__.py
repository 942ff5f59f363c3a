"""What the figures mean: ranks and marks, periods, comparisons. Pure."""

from app.statistics.rules.comparisons import Counted, Row
from app.statistics.rules.periods import (
    LONGEST,
    Span,
    may_close,
    period_until,
    spans,
)
from app.statistics.rules.reasons import why_figures, why_month
from app.statistics.rules.reporting import Place, Reported, reported
from app.statistics.rules.reports import MonthRow, PlaceRow, Sources, StatisticsReport, assemble
from app.statistics.rules.topics import NOTE, TOTAL_MARK, TopicRow, TopicTable, topic_table

__all__ = [
    "LONGEST",
    "NOTE",
    "TOTAL_MARK",
    "Counted",
    "MonthRow",
    "Place",
    "PlaceRow",
    "Reported",
    "Row",
    "Sources",
    "Span",
    "StatisticsReport",
    "TopicRow",
    "TopicTable",
    "assemble",
    "may_close",
    "period_until",
    "reported",
    "spans",
    "topic_table",
    "why_figures",
    "why_month",
]
