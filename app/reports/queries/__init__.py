"""The desks of reports, their editions, and what an edition is made from."""

from app.reports.queries.desks import (
    examples,
    figures,
    house,
    period_of,
    report,
    reports,
    space_months,
    text,
    texts,
    topics,
    utilization,
)
from app.reports.queries.editions import (
    edition,
    editions,
    latest_editions,
    paper_file,
    papers,
    template,
    template_file,
    templates,
    waiting_editions,
)
from app.reports.queries.material import material, month_figures, year_figures

__all__ = [
    "edition",
    "editions",
    "examples",
    "figures",
    "house",
    "latest_editions",
    "material",
    "month_figures",
    "paper_file",
    "papers",
    "period_of",
    "report",
    "reports",
    "space_months",
    "template",
    "template_file",
    "templates",
    "text",
    "texts",
    "topics",
    "utilization",
    "waiting_editions",
    "year_figures",
]
