from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app import calendar, orders
from app.errors import DomainError
from app.files import service as files
from app.reports import queries
from app.reports.models import Report, ReportEdition, ReportPaper
from app.reports.rules.content import Content, canonical, digest
from app.reports.rules.editions import MEDIA_TYPES, STEPS, Paper
from tenants import db, own

FAILED = "報告を作れませんでした。もう一度お試しください。続くときは管理者にお知らせください。"


class NotReadyError(DomainError):
    def __init__(self) -> None:
        super().__init__("報告がまだできていません。でき上がってから発行してください。")


def order_edition(report: Report, *, by_name: str) -> ReportEdition:
    """Order the next edition; the one still in the making if there is one."""
    locked = sa.select(Report.id).where(own(Report), Report.id == report.id)
    db.session.execute(locked.with_for_update())
    earlier = queries.editions(report)
    if earlier and earlier[0].is_under_way:
        return earlier[0]
    edition = ReportEdition(
        report_id=report.id,
        number=earlier[0].number + 1 if earlier else 1,
        stage=report.stage,
        requested_at=calendar.now(),
        requested_by_name=by_name,
        step=orders.WAITING,
        total=len(STEPS),
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def issue(edition: ReportEdition, *, by_name: str) -> None:
    """Let the edition stand as it is for ever (発行): the database keeps it so. Once is enough.

    Raises:
        NotReadyError: it is not built yet.
    """
    if edition.finished_at is None:
        raise NotReadyError
    if edition.issued_at is None:
        edition.issued_at, edition.issued_by_name = calendar.now(), by_name
        db.session.flush()


def claim_edition(edition_id: UUID) -> bool:
    return orders.claim(ReportEdition, edition_id, done=0)


def note_step(edition_id: UUID, step: str, *, done: int) -> None:
    orders.note_step(ReportEdition, edition_id, step, done=done)


def keep_edition(edition_id: UUID, content: Content, papers: Sequence[Paper]) -> bool:
    """Store what was built, all of it or none; False if it was stored already."""
    edition = orders.to_keep(ReportEdition, edition_id)
    if edition is None:
        return False
    for paper in papers:
        file = files.store_file(
            paper.file_name, paper.content, media_type=MEDIA_TYPES[paper.file_format]
        )
        db.session.add(
            ReportPaper(edition_id=edition.id, file_format=paper.file_format, file_id=file.id)
        )
    edition.content = canonical(content)
    edition.sha256 = digest(edition.content)
    edition.finish()
    db.session.flush()
    return True


def give_up(edition_id: UUID) -> None:
    orders.give_up(ReportEdition, edition_id, FAILED)
