from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple
from uuid import UUID

from app import calendar, orders
from app.errors import ChangedMeanwhileError, DomainError, InvalidError, NotFoundError
from app.files import service as files
from app.files.gateway import RefusedFileError, media_type_of, safe_name
from app.files.gateway.printing import is_printable, look_into
from app.handouts import queries
from app.handouts.models import LatePaper, MarkDecision, PackFile, PackMark, PackPlan
from app.handouts.rules import papers
from app.handouts.rules.marks import Mark
from app.handouts.rules.papers import LONGEST_TITLE, Direction
from app.knowledge import queries as knowledge
from app.meetings import queries as meetings
from app.meetings.models import Meeting, Pack
from app.meetings.rules.packs import Paper, Sheet
from app.meetings.service import packs
from app.meetings.service.meetings import keep_order
from tenants import db


class PublishedError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "公開した資料の確認は取り消せません。直したいときは、新しい版を作ってください。"
        )


class NotPublishedError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "まだ公開していない資料には、「資料に入れるもの」でファイルを加え、作り直してください。"
        )


class LateError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "公開した資料にあとから加えたファイルです。次の版から外すには「入れない」を選んでください。"
        )


class FileSent(NamedTuple):
    """A file as somebody sent it, and what its paper is to be called."""

    name: str
    content: bytes
    title: str = ""
    item_id: UUID | None = None


def plan(
    meeting: Meeting,
    order: Sequence[str],
    left_out: Sequence[str],
    story_ids: Sequence[UUID],
    *,
    version: int,
) -> PackPlan:
    """Decide everything about the papers at once.

    `version`: that which the deciding began from; 0 where nothing was decided yet.

    Raises:
        ChangedMeanwhileError: somebody else decided since `version`.
        InvalidError: no such paper, or a story that is not published.
    """
    known = queries.plan_row(meeting)
    row = _row(meeting)
    if (row.version if known else 0) != version:
        raise ChangedMeanwhileError
    keys = {placed.candidate.key for placed in queries.board(meeting).placed}
    stories = {key for key in left_out if key.startswith(papers.STORY)}
    if not set(order) | set(left_out) <= keys | stories:
        raise InvalidError({"papers": ["この会議の資料にないものが含まれています。"]})
    _check_published(story_ids)
    row.papers, row.left_out = list(dict.fromkeys(order)), sorted(set(left_out))
    row.story_ids = list(dict.fromkeys(story_ids))
    db.session.flush()
    return row


def move(meeting: Meeting, key: str, direction: Direction) -> None:
    """Let a paper change places with its neighbor; at either end nothing happens.

    Raises:
        NotFoundError: there is no such paper.
    """
    row = _row(meeting)
    placed = queries.board(meeting).placed
    if key not in {each.candidate.key for each in placed}:
        raise NotFoundError
    row.papers = list(papers.moved(placed, key, direction))
    db.session.flush()


def choose(meeting: Meeting, key: str, *, goes_in: bool) -> None:
    """Let a paper go in, or leave it out.

    Raises:
        NotFoundError: there is no such paper.
    """
    row = _row(meeting)
    if key not in {placed.candidate.key for placed in queries.board(meeting).placed}:
        raise NotFoundError
    _leave_out(row, key, out=not goes_in)


def choose_story(meeting: Meeting, story_id: UUID, *, goes_in: bool) -> None:
    """Let a published story go in, whoever picked it, or leave it out.

    Raises:
        NotFoundError: it is not published.
    """
    row = _row(meeting)
    knowledge.published_story(story_id)
    picked = {
        choice.story.id for choice in queries.board(meeting).stories if choice.picked_by is not None
    }
    others = [each for each in row.story_ids if each != story_id]
    row.story_ids = [*others, story_id] if goes_in and story_id not in picked else others
    _leave_out(row, f"{papers.STORY}{story_id}", out=not goes_in and story_id in picked)


def add_file(meeting: Meeting, sent: FileSent, *, by_name: str) -> PackFile:
    """Add a paper of one's own; it is opened now, so that what is wrong with it is said now.

    Raises:
        RefusedFileError: it cannot be printed; the sentence says which file and why.
        InvalidError: the title is too long, or no such item is on the agenda.
    """
    name = safe_name(sent.name)
    media_type = media_type_of(name, sent.content)
    if not is_printable(name):
        raise RefusedFileError(
            f"「{name}」は資料にできません。PDF、Word(.docx)、Excel(.xlsx)のファイルを選んでください。"
        )
    title = sent.title.strip() or name.rpartition(".")[0][:LONGEST_TITLE]
    if len(title) > LONGEST_TITLE:
        raise InvalidError({"title": [f"資料名は{LONGEST_TITLE}文字以内で入力してください。"]})
    if sent.item_id and sent.item_id not in {item.id for item in meetings.agenda(meeting)}:
        raise InvalidError({"item_id": ["この会議の議題から選んでください。"]})
    looked = look_into(name, sent.content)
    kept = files.store_file(name, sent.content, media_type=media_type)
    added = PackFile(
        meeting_id=meeting.id,
        file_id=kept.id,
        name=name,
        title=title,
        item_id=sent.item_id,
        pages=looked.pages,
        added_at=calendar.now(),
        added_by_name=by_name,
    )
    db.session.add(added)
    db.session.flush()
    return added


def remove_file(file: PackFile) -> None:
    """Take a file out; packs that were built with it keep what they printed.

    Raises:
        LateError: it was added to a published pack.
    """
    if queries.is_late(file):
        raise LateError
    db.session.delete(file)
    db.session.flush()
    files.remove_file(file.file_id)


def keep_marks(pack: Pack, marks: Sequence[Mark]) -> None:
    """Store what was found in a pack that was just built."""
    db.session.add_all(PackMark(pack_id=pack.id, **asdict(mark)) for mark in marks)
    db.session.flush()


def decide(meeting: Meeting, pack: Pack, keys: Sequence[str], *, by_name: str) -> int:
    """Let these marks stay, in this edition and wherever the same words come again.

    How many were decided now; what somebody decided before stays theirs.

    Raises:
        NotFoundError: the pack has no such mark.
    """
    keep_order(meeting)
    marked = {each.mark.key: each for each in queries.marked(pack)}
    if not set(keys) <= set(marked):
        raise NotFoundError(
            "お探しの箇所は見つかりませんでした。資料が作り直されていないか確かめてください。"
        )
    new = [key for key in dict.fromkeys(keys) if marked[key].decided_at is None]
    at = calendar.now()
    db.session.add_all(
        MarkDecision(meeting_id=meeting.id, key=key, decided_at=at, decided_by_name=by_name)
        for key in new
    )
    db.session.flush()
    return len(new)


def take_back(meeting: Meeting, pack: Pack, keys: Sequence[str]) -> None:
    """Ask again about these marks.

    Raises:
        PublishedError: the pack that holds them is published already.
    """
    published = {each.mark.key for each in queries.marked(pack) if each.published_at}
    if published & set(keys):
        raise PublishedError
    for decision in queries.decisions(meeting, keys):
        db.session.delete(decision)
    db.session.flush()


def add_late(meeting: Meeting, pack: Pack, sent: FileSent, *, by_name: str) -> LatePaper:
    """Add a paper to a pack that is published; it is built, checked and published by itself.

    It goes into later editions too.

    Raises:
        NotPublishedError: the pack is not published: a new edition would be built.
        RefusedFileError, InvalidError: as `add_file`.
    """
    if not pack.published_at:
        raise NotPublishedError
    added = add_file(meeting, sent, by_name=by_name)
    keep_order(meeting)
    late = LatePaper(
        meeting_id=meeting.id,
        pack_id=pack.id,
        added_id=added.id,
        number=queries.next_number(pack),
        title=added.title,
        requested_at=calendar.now(),
        requested_by_name=by_name,
    )
    db.session.add(late)
    db.session.flush()
    return late


def claim_late(late_id: UUID) -> bool:
    return orders.claim(LatePaper, late_id)


def keep_late(late_id: UUID, sheet: Sheet, written: Sequence[Paper], found: Sequence[Mark]) -> bool:
    """Store what was built of a late paper; False if it was stored already."""
    late = orders.to_keep(LatePaper, late_id)
    if late is None:
        return False
    pack = meetings.own_pack(late.pack_id)
    packs.add_papers(pack, [sheet], written)
    keep_marks(pack, found)
    late.finished_at, late.leased_until = calendar.now(), None
    db.session.flush()
    return True


def give_up_late(late_id: UUID, sentence: str = packs.FAILED) -> None:
    orders.give_up(LatePaper, late_id, sentence)


def publish_late(late: LatePaper, *, by_name: str) -> None:
    """Let every center see a late paper; their people are told. Once is enough.

    Raises:
        NotReadyError: it is not built yet.
        UndecidedMarksError: something in it looks like a person, and nobody decided about it.
    """
    if late.finished_at is None:
        raise packs.NotReadyError
    if late.published_at:
        return
    at = calendar.now()
    late.published_at, late.published_by_name = at, by_name
    packs.publish_papers(meetings.own_pack(late.pack_id), at=at, number=late.number)
    db.session.flush()


def remove_late(late: LatePaper) -> None:
    """Take back a late paper before anybody saw it.

    Raises:
        PublishedError: it is published already.
    """
    if late.published_at:
        raise PublishedError
    pack = meetings.own_pack(late.pack_id)
    packs.remove_papers(pack, number=late.number)
    for each in queries.marked(pack):
        if each.mark.number == late.number:
            db.session.delete(each.mark)
    meeting = meetings.own_meeting(late.meeting_id)
    added = queries.added_file(meeting, late.added_id)
    db.session.delete(late)
    db.session.flush()
    remove_file(added)


def _row(meeting: Meeting) -> PackPlan:
    """What was decided, locked; begun now where nothing was."""
    keep_order(meeting)
    row = queries.plan_row(meeting, locked=True)
    if row is None:
        row = PackPlan(meeting_id=meeting.id, papers=[], left_out=[], story_ids=[])
        db.session.add(row)
        db.session.flush()
    return row


def _leave_out(row: PackPlan, key: str, *, out: bool) -> None:
    others = [each for each in row.left_out if each != key]
    row.left_out = [*others, key] if out else others
    db.session.flush()


def _check_published(story_ids: Sequence[UUID]) -> None:
    for story_id in story_ids:
        try:
            knowledge.published_story(story_id)
        except NotFoundError:
            raise InvalidError({"story_ids": ["公開されている事例から選んでください。"]}) from None
