"""The editions of a report, their papers, and the templates that papers are filled into."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from app import orders
from app.errors import NotFoundError
from app.files import queries as files
from app.files.models import StoredFile
from app.reports.models import Report, ReportEdition, ReportPaper, ReportTemplate
from tenants import db, own


def editions(report: Report) -> Sequence[ReportEdition]:
    """The latest first."""
    known = sa.select(ReportEdition).where(own(ReportEdition), ReportEdition.report_id == report.id)
    return db.session.scalars(known.order_by(ReportEdition.number.desc())).all()


def latest_editions() -> Mapping[UUID, ReportEdition]:
    """The latest edition of each report of the open center."""
    known = sa.select(ReportEdition).where(own(ReportEdition)).order_by(ReportEdition.number)
    return {each.report_id: each for each in db.session.scalars(known)}


def edition(report: Report, edition_id: UUID) -> ReportEdition:
    """One edition of the report.

    Raises:
        NotFoundError: it has none of that name.
    """
    wanted = sa.select(ReportEdition).where(
        own(ReportEdition),
        ReportEdition.report_id == report.id,
        ReportEdition.id == edition_id,
    )
    if (found := db.session.scalars(wanted).one_or_none()) is None:
        raise NotFoundError("お探しの版は見つかりませんでした。")
    return found


def issued_preliminary(report_id: UUID, *, before: int) -> ReportEdition | None:
    """The 速報 of this report that was issued last, of the editions before number `before`."""
    issued = (
        sa.select(ReportEdition)
        .where(own(ReportEdition), ReportEdition.report_id == report_id)
        .where(ReportEdition.stage == "preliminary", ReportEdition.issued_at.is_not(None))
        .where(ReportEdition.number < before)
        .order_by(ReportEdition.number.desc())
        .limit(1)
    )
    return db.session.scalars(issued).one_or_none()


def papers(edition: ReportEdition) -> Sequence[ReportPaper]:
    """By format: docx, pdf, xlsx."""
    built = sa.select(ReportPaper).where(own(ReportPaper), ReportPaper.edition_id == edition.id)
    return db.session.scalars(built.order_by(ReportPaper.file_format)).all()


def paper_file(edition: ReportEdition, file_format: str) -> StoredFile:
    """One paper with its content.

    Raises:
        NotFoundError: the edition has none in that format.
    """
    for paper in papers(edition):
        if paper.file_format == file_format:
            return files.file(paper.file_id)
    raise NotFoundError("お探しの書類は見つかりませんでした。")


def waiting_editions(now: datetime) -> Sequence[tuple[UUID, UUID]]:
    return orders.waiting(ReportEdition, now)


def templates() -> Mapping[str, ReportTemplate]:
    """The open center's own, by kind of report."""
    kept = db.session.scalars(sa.select(ReportTemplate).where(own(ReportTemplate)))
    return {each.kind: each for each in kept}


def template(kind: str) -> ReportTemplate:
    """The center's own template of that kind.

    Raises:
        NotFoundError: it uses the house's.
    """
    kept = templates().get(kind)
    if kept is None:
        raise NotFoundError("このセンターのひな形はありません。")
    return kept


def template_file(kind: str) -> StoredFile:
    """The center's own template of that kind, with its content.

    Raises:
        NotFoundError: it uses the house's.
    """
    return files.file(template(kind).file_id)
