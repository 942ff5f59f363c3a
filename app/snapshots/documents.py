"""What is frozen of a report."""

import json
from typing import Any

from app.calendar import japanese_day
from app.indicators.rules import as_definitions
from app.statistics.rules import StatisticsReport
from app.statistics.schemas import ReportShown


def frozen(report: StatisticsReport) -> dict[str, Any]:
    """The report as the API shows it, and what its figures mean. Plain JSON."""
    shown = json.loads(json.dumps(ReportShown().dump(report), ensure_ascii=False))
    as_of = report.known_on or (report.as_of.date() if report.as_of else None)
    return {
        "report": shown,
        "as_of_words": f"{japanese_day(as_of)}現在" if as_of else "集計された数字はありません",
        "definitions": as_definitions(),
    }
