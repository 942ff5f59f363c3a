from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from app import calendar, orders
from app.errors import DomainError
from app.files import service as files
from app.files.models import StoredFile
from app.meetings import queries
from app.meetings.models import Handout, Meeting, Pack, PackPaper
from app.meetings.rules.packs import Paper, Sheet, steps
from app.meetings.service.meetings import keep_order
from tenants import db

FAILED = "資料を作れませんでした。もう一度お試しください。続くときは管理者にお知らせください。"

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class NotReadyError(DomainError):
    def __init__(self) -> None:
        super().__init__("資料がまだできていません。でき上がってから公開してください。")


def request_pack(meeting: Meeting, *, by_name: str) -> Pack:
    """Order the next edition of the handouts; the one still in the making if there is one."""
    keep_order(meeting)
    editions = queries.packs(meeting)
    if editions and editions[0].is_under_way:
        return editions[0]
    pack = Pack(
        meeting_id=meeting.id,
        edition=editions[0].edition + 1 if editions else 1,
        title=meeting.title,
        requested_at=calendar.now(),
        requested_by_name=by_name,
        step=orders.WAITING,
        total=len(steps()),
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
    publish_papers(pack, at=at)
    files.publish_files([pack.file_id] if pack.file_id else [], at=at)
    meeting.announced_at = meeting.announced_at or at
    db.session.flush()


def publish_papers(pack: Pack, *, at: datetime, number: int | None = None) -> None:
    """Let every center read the papers, or the one of that number."""
    papers = [each for each in queries.handouts(pack) if number in (None, each.number)]
    for paper in papers:
        paper.published_at = at
    for sheet in queries.papers(pack):
        if number in (None, sheet.number):
            sheet.published_at = at
    files.publish_files([paper.file_id for paper in papers], at=at)


def remove_papers(pack: Pack, *, number: int) -> None:
    """Forget the paper of that number, with its files."""
    for sheet in queries.papers(pack):
        if sheet.number == number:
            db.session.delete(sheet)
    gone = [each for each in queries.handouts(pack) if each.number == number]
    for paper in gone:
        db.session.delete(paper)
    db.session.flush()
    for paper in gone:
        files.remove_file(paper.file_id)


def claim_pack(pack_id: UUID) -> bool:
    return orders.claim(Pack, pack_id, done=0)


def note_step(pack_id: UUID, step: str, *, done: int, total: int | None = None) -> None:
    """Say what is being done; `total` where it is known better than when it was ordered."""
    orders.note_step(Pack, pack_id, step, done=done)
    if total is not None:
        db.session.execute(orders.unfinished(Pack, pack_id).values(total=total))


def keep_papers(
    pack_id: UUID, sheets: Sequence[Sheet], papers: Sequence[Paper], whole: Paper
) -> Pack | None:
    """Store what was built, all of it or none; None if it was stored already."""
    pack = orders.to_keep(Pack, pack_id)
    if pack is None:
        return None
    add_papers(pack, sheets, papers)
    pack.file_id = _store(whole).id
    pack.finish()
    db.session.flush()
    return pack


def add_papers(pack: Pack, sheets: Sequence[Sheet], papers: Sequence[Paper]) -> None:
    """Store papers with their files; nobody else reads them until they are published."""
    for sheet in sheets:
        db.session.add(PackPaper(pack_id=pack.id, **asdict(sheet)))
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
    db.session.flush()


def _store(paper: Paper) -> StoredFile:
    media_type = MEDIA_TYPES[paper.file_format]
    return files.store_file(paper.file_name, paper.content, media_type=media_type)


def give_up(pack_id: UUID, sentence: str = FAILED) -> None:
    orders.give_up(Pack, pack_id, sentence)
