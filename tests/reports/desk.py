"""Reports on the desk: begun, built, read back from their papers."""

from io import BytesIO

import docx

from app.calendar import FiscalYear, Month
from app.files import queries as files
from app.reports import queries
from app.reports.models import Report, ReportEdition
from app.reports.rules.content import Content, reopened
from app.reports.rules.kinds import ANNUAL, MONTHLY, Terms
from app.reports.service import desks, editions
from tests.places import Place, at
from tests.reports.fixtures import R2, space_months
from tests.statistics.months import the_golden_rows
from worker.tasks.reports import build_waiting


def the_seeds_year(central: Place) -> None:
    """507 consultations with 615 tags, and the minutes of スペースA・B."""
    with at(central):
        the_golden_rows()
        for month in space_months():
            desks.keep_space_month(month)


def a_year(central: Place, *, last: Month = R2.last, **terms: object) -> Report:
    """The desk of R2, up to the end of February."""
    with at(central):
        report = desks.open_report(ANNUAL, FiscalYear(2020).first)
        decided = {"stage": "preliminary", "as_of": None, "average": "pooled", **terms}
        desks.change_terms(report, Terms(last_month=last, **decided), version=report.version)
        return report


def a_month(place: Place, month: Month) -> Report:
    with at(place):
        return desks.open_report(MONTHLY, month)


def ordered(place: Place, report: Report) -> ReportEdition:
    with at(place):
        return editions.order_edition(queries.report(report.id), by_name="見本 花子")


def built(place: Place, report: Report) -> ReportEdition:
    edition = ordered(place, report)
    build_waiting.run()
    with at(place):
        made = queries.edition(queries.report(report.id), edition.id)
        assert made.failed_at is None
        return made


def issued(place: Place, report: Report) -> ReportEdition:
    made = built(place, report)
    with at(place):
        editions.issue(queries.edition(queries.report(report.id), made.id), by_name="見本 花子")
    return made


def content_of(edition: ReportEdition) -> Content:
    assert edition.content
    return reopened(edition.content)


def paper(place: Place, edition: ReportEdition, file_format: str) -> bytes:
    with at(place):
        found = {each.file_format: each.file_id for each in queries.papers(edition)}
        return files.file(found[file_format]).content


def words_of(content: bytes) -> list[str]:
    """The paragraphs of a .docx that say something."""
    return [each.text for each in docx.Document(BytesIO(content)).paragraphs if each.text]


def tables_of(content: bytes) -> list[list[tuple[str, ...]]]:
    return [
        [tuple(cell.text for cell in row.cells) for row in table.rows]
        for table in docx.Document(BytesIO(content)).tables
    ]
