from app.calendar import Month, japanese_day
from app.documents.blocks import Block, kind_of
from app.reports.models import Report
from app.reports.rules.kinds import MONTHLY, STAGES, name_of
from app.web.rooms import center_pages

pages = center_pages("reports", "app.reports")


@pages.app_template_filter("kind_of")
def kind(block: Block) -> str:
    return kind_of(block)


@pages.app_template_filter("report_name")
def report_name(report: Report) -> str:
    """令和2年度(2020年度) 実績報告."""
    return name_of(report.kind, Month.of(report.first_month))


@pages.app_template_filter("report_terms")
def report_terms(report: Report) -> str:
    """令和2年4月～令和3年2月・速報・作る日の時点."""
    as_of = f"{japanese_day(report.as_of)}の時点" if report.as_of else "作る日の時点"
    stage = STAGES[report.stage]
    if report.kind == MONTHLY:
        return f"{stage}・{as_of}"
    first, last = (Month.of(day) for day in (report.first_month, report.last_month))
    return f"{span_words(first, last)}・{stage}・{as_of}"


def span_words(first: Month, last: Month) -> str:
    """4月～2月."""
    return first.label if first == last else f"{first.label}～{last.label}"
