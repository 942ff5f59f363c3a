from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.errors import DomainError
from app.files import service as files
from app.files.models import StoredFile
from app.meetings import queries
from app.meetings.models import Handout, Meeting, Pack
from app.meetings.rules.packs import LEASE, STEPS, WAITING, Paper
from app.meetings.service.meetings import keep_order
from tenants import db, own

FAILED = "資料を作れませんでした。もう一度お試しください。続くときは管理者にお知らせください。"

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

STILL_OPEN = (Pack.finished_at.is_(None), Pack.failed_at.is_(None))


class NotReadyError(DomainError):
    def __init__(self) -> None:
        super().__init__("資料がまだできていません。でき上がってから公開してください。")


def request_pack(meeting: Meeting, *, by_name: str) -> Pack:
    """Order the next edition of the handouts; the one still in the making if there is one."""
    keep_order(meeting)
    editions = queries.packs(meeting)
    if editions and editions[0].finished_at is None and editions[0].failed_at is None:
        return editions[0]
    pack = Pack(
        meeting_id=meeting.id,
        edition=editions[0].edition + 1 if editions else 1,
        title=meeting.title,
        requested_at=calendar.now(),
        requested_by_name=by_name,
        step=WAITING,
        total=len(STEPS),
    )
    db.session.add(pack)
    db.session.flush()
    return pack


def publish_pack(meeting: Meeting, pack: Pack, *, by_name: str) -> None:
    """Let every center see the meeting and this edition. Once is enough.

    Raises:
        NotReadyError: it is not built yet.
    """
    if pack.finished_at is None:
        raise NotReadyError
    if pack.published_at:
        return
    at = calendar.now()
    pack.published_at, pack.published_by_name = at, by_name
    papers = queries.handouts(pack)
    for paper in papers:
        paper.published_at = at
    whole = [pack.file_id] if pack.file_id else []
    files.publish_files([paper.file_id for paper in papers] + whole, at=at)
    meeting.announced_at = meeting.announced_at or at
    db.session.flush()


def claim_pack(pack_id: UUID) -> bool:
    """Take the order, unless somebody is at work on it or it is done. One of two wins."""
    now = calendar.now()
    free = sa.or_(Pack.leased_until.is_(None), Pack.leased_until < now)
    claimed = _unfinished(pack_id).where(free).values(leased_until=now + LEASE, done=0)
    return db.session.execute(claimed.returning(Pack.id)).first() is not None


def note_step(pack_id: UUID, step: str, *, done: int) -> None:
    """Say what is being done, and that the worker is alive."""
    lease = calendar.now() + LEASE
    db.session.execute(_unfinished(pack_id).values(step=step, done=done, leased_until=lease))


def keep_papers(pack_id: UUID, papers: Sequence[Paper], whole: Paper) -> bool:
    """Store what was built, all of it or none; False if it was stored already.

    A worker taken for dead may come back and build a second time: the row is locked
    and looked at first, so that only one of them stores.
    """
    unfinished = sa.select(Pack).where(own(Pack), Pack.id == pack_id, *STILL_OPEN)
    pack = db.session.scalars(unfinished.with_for_update()).one_or_none()
    if pack is None:
        return False
    for paper in papers:
        file = _store(paper)
        db.session.add(
            Handout(
                pack_id=pack.id,
                number=paper.number,
                title=paper.title,
                file_format=paper.file_format,
                file_id=file.id,
            )
        )
    pack.file_id = _store(whole).id
    pack.finished_at, pack.leased_until = calendar.now(), None
    pack.step, pack.done = "", pack.total
    db.session.flush()
    return True


def _store(paper: Paper) -> StoredFile:
    media_type = MEDIA_TYPES[paper.file_format]
    return files.store_file(paper.file_name, paper.content, media_type=media_type)


def give_up(pack_id: UUID) -> None:
    """Say that it failed. What went wrong is in the log; here stands no word of the data."""
    failed = {"failed_at": calendar.now(), "failure": FAILED, "leased_until": None}
    db.session.execute(_unfinished(pack_id).values(**failed))


def _unfinished(pack_id: UUID) -> sa.Update:
    return sa.update(Pack).where(own(Pack), Pack.id == pack_id, *STILL_OPEN)
