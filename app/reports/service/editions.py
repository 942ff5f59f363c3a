from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.errors import DomainError
from app.files import service as files
from app.reports import queries
from app.reports.models import Report, ReportEdition, ReportPaper
from app.reports.rules.content import Content, canonical, digest
from app.reports.rules.editions import LEASE, MEDIA_TYPES, STEPS, WAITING, Paper
from tenants import db, own

FAILED = "報告を作れませんでした。もう一度お試しください。続くときは管理者にお知らせください。"
STILL_OPEN = (ReportEdition.finished_at.is_(None), ReportEdition.failed_at.is_(None))


class NotReadyError(DomainError):
    def __init__(self) -> None:
        super().__init__("報告がまだできていません。でき上がってから発行してください。")


def order_edition(report: Report, *, by_name: str) -> ReportEdition:
    """Order the next edition; the one still in the making if there is one."""
    locked = sa.select(Report.id).where(own(Report), Report.id == report.id)
    db.session.execute(locked.with_for_update())
    earlier = queries.editions(report)
    if earlier and earlier[0].finished_at is None and earlier[0].failed_at is None:
        return earlier[0]
    edition = ReportEdition(
        report_id=report.id,
        number=earlier[0].number + 1 if earlier else 1,
        stage=report.stage,
        requested_at=calendar.now(),
        requested_by_name=by_name,
        step=WAITING,
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
    """Take the order, unless somebody is at work on it or it is done. One of two wins."""
    now = calendar.now()
    free = sa.or_(ReportEdition.leased_until.is_(None), ReportEdition.leased_until < now)
    claimed = _unfinished(edition_id).where(free).values(leased_until=now + LEASE, done=0)
    return db.session.execute(claimed.returning(ReportEdition.id)).first() is not None


def note_step(edition_id: UUID, step: str, *, done: int) -> None:
    """Say what is being done, and that the worker is alive."""
    lease = calendar.now() + LEASE
    db.session.execute(_unfinished(edition_id).values(step=step, done=done, leased_until=lease))


def keep_edition(edition_id: UUID, content: Content, papers: Sequence[Paper]) -> bool:
    """Store what was built, all of it or none; False if it was stored already.

    A worker taken for dead may come back and build a second time: the row is locked
    and looked at first, so that only one of them stores.
    """
    unfinished = sa.select(ReportEdition).where(
        own(ReportEdition), ReportEdition.id == edition_id, *STILL_OPEN
    )
    edition = db.session.scalars(unfinished.with_for_update()).one_or_none()
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
    edition.finished_at, edition.leased_until = calendar.now(), None
    edition.step, edition.done = "", edition.total
    db.session.flush()
    return True


def give_up(edition_id: UUID) -> None:
    """Say that it failed. What went wrong is in the log; here stands no word of the data."""
    failed = {"failed_at": calendar.now(), "failure": FAILED, "leased_until": None}
    db.session.execute(_unfinished(edition_id).values(**failed))


def _unfinished(edition_id: UUID) -> sa.Update:
    return sa.update(ReportEdition).where(
        own(ReportEdition), ReportEdition.id == edition_id, *STILL_OPEN
    )
