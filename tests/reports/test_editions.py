"""What is issued stays: the database itself refuses to change it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.files.models import StoredFile
from app.reports.models import Report, ReportEdition, ReportPaper
from tenants import db
from tests.builders import a_file


def an_edition(*, issued):
    report = Report(
        kind="annual",
        first_month=calendar.Month(2020, 4).first_day,
        last_month=calendar.Month(2021, 2).first_day,
        stage="preliminary",
        average="pooled",
        created_at=calendar.now(),
    )
    db.session.add(report)
    db.session.flush()
    edition = ReportEdition(
        report_id=report.id,
        number=1,
        stage="preliminary",
        requested_at=calendar.now(),
        requested_by_name="見本",
        finished_at=calendar.now(),
        content="{}",
        sha256="0",
    )
    db.session.add(edition)
    db.session.flush()
    db.session.add(ReportPaper(edition_id=edition.id, file_format="pdf", file_id=a_file().id))
    db.session.flush()
    edition.issued_at = calendar.now() if issued else None
    db.session.flush()


CHANGES = [
    sa.update(ReportEdition).values(content="{ }"),
    sa.update(ReportEdition).values(issued_at=None),
    sa.delete(ReportEdition),
    sa.update(ReportPaper).values(file_format="docx"),
    sa.delete(ReportPaper),
    sa.update(StoredFile).values(content=b"other"),
    sa.delete(StoredFile),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_nothing_of_an_issued_edition_can_be_changed(at, central, change):
    with at(central):
        an_edition(issued=True)
    with pytest.raises(DBAPIError, match="issued edition stays"), at(central):
        db.session.execute(change)


def test_nothing_is_added_to_an_issued_edition(at, central):
    with at(central):
        an_edition(issued=True)
        edition_id = db.session.scalars(sa.select(ReportEdition.id)).one()
        added = {"edition_id": edition_id, "file_format": "xlsx", "file_id": a_file().id}
    with pytest.raises(DBAPIError, match="issued edition stays"), at(central):
        db.session.execute(sa.insert(ReportPaper).values(added))


def test_a_draft_can_be_built_anew(at, central):
    with at(central):
        an_edition(issued=False)
    with at(central):
        assert db.session.execute(sa.update(ReportEdition).values(content="{ }")).rowcount == 1
        assert db.session.execute(sa.delete(ReportPaper)).rowcount == 1
        assert db.session.execute(sa.delete(StoredFile)).rowcount == 1
