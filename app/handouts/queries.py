from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar, orders
from app.actions import queries as actions
from app.actions.queries import ActionLine
from app.calls import queries as calls
from app.calls.models import ContributionFile
from app.calls.queries import Brought
from app.calls.rules import REPORT, TOPIC
from app.codes.queries import code_lists
from app.errors import NotFoundError
from app.files import queries as files
from app.files.gateway.printing import is_printable
from app.handouts.models import LatePaper, MarkDecision, PackFile, PackMark, PackPlan
from app.handouts.rules import changes as rules
from app.handouts.rules import papers
from app.handouts.rules.contents import Contents, FileBrought, PromiseOpen, StoryTold, WardShare
from app.handouts.rules.papers import Candidate, Placed, Plan
from app.knowledge import queries as knowledge
from app.meetings import queries as meetings
from app.meetings.documents.cases import TITLE as CASES_TITLE
from app.meetings.documents.statistics import TITLE as STATISTICS_TITLE
from app.meetings.models import Meeting, Pack, PackPaper
from app.meetings.rules.packs import Material
from tenants import db, own

NOT_PRINTABLE = "PDF・Word(.docx)・Excel(.xlsx)ではないため、資料には入りません。"
MOST_TO_PICK = 50
"""Published stories to choose from, the latest."""


def plan_row(meeting: Meeting, *, locked: bool = False) -> PackPlan | None:
    """What was decided by hand about the papers of a meeting, if anything was."""
    asked = sa.select(PackPlan).where(own(PackPlan), PackPlan.meeting_id == meeting.id)
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(asked).one_or_none()


def plan_of(meeting: Meeting) -> Plan:
    row = plan_row(meeting)
    return Plan(tuple(row.papers), frozenset(row.left_out), tuple(row.story_ids)) if row else Plan()


def added_files(meeting: Meeting) -> Sequence[PackFile]:
    """What the convening center added, in the order it came."""
    asked = sa.select(PackFile).where(own(PackFile), PackFile.meeting_id == meeting.id)
    return db.session.scalars(asked.order_by(PackFile.added_at, PackFile.id)).all()


def added_file(meeting: Meeting, added_id: UUID) -> PackFile:
    """One of them.

    Raises:
        NotFoundError: there is none.
    """
    for file in added_files(meeting):
        if file.id == added_id:
            return file
    raise NotFoundError("お探しのファイルは見つかりませんでした。")


def late_papers(pack: Pack) -> Sequence[LatePaper]:
    """What was added to a pack after it was published, as far as the open center may know."""
    asked = sa.select(LatePaper).where(
        LatePaper.center_id == pack.center_id, LatePaper.pack_id == pack.id
    )
    return db.session.scalars(asked.order_by(LatePaper.number)).all()


def own_late_paper(late_id: UUID) -> LatePaper:
    """One of the open center's own.

    Raises:
        NotFoundError: there is none.
    """
    asked = sa.select(LatePaper).where(own(LatePaper), LatePaper.id == late_id)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの資料は見つかりませんでした。")
    return found


def is_late(file: PackFile) -> bool:
    """Whether a file came in as a late paper."""
    asked = sa.select(LatePaper.id).where(own(LatePaper), LatePaper.added_id == file.id)
    return db.session.scalars(asked).first() is not None


def next_number(pack: Pack) -> int:
    """Of the paper that follows the last, whether that is built yet or not."""
    known = [0, *(paper.number for paper in meetings.papers(pack))]
    return max([*known, *(late.number for late in late_papers(pack))]) + 1


def waiting_late_papers(now: datetime) -> Sequence[tuple[UUID, UUID]]:
    return orders.waiting(LatePaper, now)


class LateContents(NamedTuple):
    """What one late paper is made of."""

    late: LatePaper
    material: Material
    file: FileBrought


def late_contents(late_id: UUID) -> LateContents:
    late = own_late_paper(late_id)
    meeting = meetings.own_meeting(late.meeting_id)
    file = added_file(meeting, late.added_id)
    content = files.file(file.file_id).content
    brought = FileBrought(papers.added(file.id), late.title, file.name, None, content)
    return LateContents(late, meetings.material(late.pack_id), brought)


class Changes(NamedTuple):
    """What an edition has that the one before it had not, or otherwise."""

    edition: int
    """The one before."""
    sentences: Sequence[str]


def changes(pack: Pack) -> Changes | None:
    """Against the edition before it that the open center may read; None for the first."""
    editions = sa.select(Pack).where(
        Pack.center_id == pack.center_id,
        Pack.meeting_id == pack.meeting_id,
        Pack.edition < pack.edition,
        Pack.finished_at.is_not(None),
    )
    before = db.session.scalars(editions.order_by(Pack.edition.desc()).limit(1)).one_or_none()
    if before is None:
        return None
    return Changes(before.edition, rules.changes(meetings.papers(before), meetings.papers(pack)))


def paper(pack: Pack, number: int) -> PackPaper:
    """One paper of a pack that the open center may read.

    Raises:
        NotFoundError: it has none of that number.
    """
    for each in meetings.papers(pack):
        if each.number == number:
            return each
    raise NotFoundError("お探しの資料は見つかりませんでした。")


class Marked(NamedTuple):
    """A mark, and who let it stay when."""

    mark: PackMark
    title: str
    """Of the paper it stands in."""
    decided_at: datetime | None
    decided_by_name: str | None
    published_at: datetime | None
    """Of that paper: from then on a decision stands."""


def marked(pack: Pack) -> Sequence[Marked]:
    """Every mark of the open center's pack, in the order of the papers."""
    decided = sa.and_(
        own(MarkDecision),
        MarkDecision.meeting_id == pack.meeting_id,
        MarkDecision.key == PackMark.key,
    )
    of_paper = sa.and_(
        PackPaper.center_id == PackMark.center_id,
        PackPaper.pack_id == PackMark.pack_id,
        PackPaper.number == PackMark.number,
    )
    asked = (
        sa.select(
            PackMark,
            PackPaper.title,
            MarkDecision.decided_at,
            MarkDecision.decided_by_name,
            PackPaper.published_at,
        )
        .outerjoin(PackPaper, of_paper)
        .outerjoin(MarkDecision, decided)
        .where(own(PackMark), PackMark.pack_id == pack.id)
        .order_by(PackMark.number, PackMark.id)
    )
    return [Marked(row[0], row[1] or "", *row[2:]) for row in db.session.execute(asked)]


def undecided(pack: Pack) -> int:
    """How many marks keep the pack from being published."""
    return sum(each.decided_at is None for each in marked(pack))


def decisions(meeting: Meeting, keys: Sequence[str]) -> Sequence[MarkDecision]:
    asked = sa.select(MarkDecision).where(
        own(MarkDecision), MarkDecision.meeting_id == meeting.id, MarkDecision.key.in_(keys)
    )
    return db.session.scalars(asked).all()


class StoryChoice(NamedTuple):
    """A published story, and why it would go in."""

    story: knowledge.Published
    picked_by: str | None
    """The ward that picked it."""
    goes_in: bool


class Board(NamedTuple):
    """Everything that may go into a pack, and what will."""

    placed: Sequence[Placed]
    stories: Sequence[StoryChoice]
    version: int


def board(meeting: Meeting) -> Board:
    """What the next pack of the open center's meeting will consist of, as things stand."""
    source = _Source(meeting)
    row = plan_row(meeting)
    placed = papers.arranged(source.candidates(), source.plan)
    return Board(placed, source.story_choices(), row.version if row else 0)


def contents(pack_id: UUID) -> Contents:
    """What goes into a pack of the open center's, as it stands now."""
    meeting = meetings.own_meeting(meetings.own_pack(pack_id).meeting_id)
    material = meetings.material(pack_id)
    source = _Source(meeting, cases=len(material.cases))
    candidates = source.candidates()
    going_in = {
        each.candidate.key for each in papers.arranged(candidates, source.plan) if each.number
    }
    return Contents(
        material=material,
        candidates=tuple(candidates),
        plan=source.plan,
        shares=tuple(source.shares()),
        not_submitted=tuple(source.not_submitted()),
        stories=tuple(source.stories()),
        promises=tuple(source.promises()),
        files=tuple(source.files(going_in)),
    )


class _Source:
    """What can be read for the packs of one meeting, each thing once."""

    def __init__(self, meeting: Meeting, *, cases: int | None = None) -> None:
        self.meeting = meeting
        self.plan = plan_of(meeting)
        self.call = calls.call_of(meeting)
        self.received: Sequence[Brought] = calls.received(self.call) if self.call else ()
        self.added = added_files(meeting)
        if cases is None:
            cases = sum(1 for _ in meetings.cases(meeting, until=calendar.now()))
        self.cases = cases
        self.open = self._open()
        self._choices = list(self._stories())

    def candidates(self) -> list[Candidate]:
        """Every paper there could be, in the usual order."""
        lines = sum(len(each.lines) for each in self.received)
        wards = sum(1 for each in self.received if each.lines)
        stories = sum(choice.goes_in for choice in self._choices)
        return [
            Candidate(key=papers.STATISTICS, title=STATISTICS_TITLE, told="全センターの相談件数"),
            Candidate(
                key=papers.CASES,
                title=CASES_TITLE,
                told=f"{self.cases}件" if self.cases else "この期間の相談はありません",
                is_empty=not self.cases,
            ),
            Candidate(
                key=papers.REPORTS,
                title=papers.REPORTS_TITLE,
                told=f"{wards}区から{lines}件" if lines else "まだ出されていません",
                is_empty=not lines,
            ),
            Candidate(
                key=papers.STORIES,
                title=papers.STORIES_TITLE,
                told=f"{stories}件" if stories else "選ばれていません",
                is_empty=not stories,
            ),
            Candidate(
                key=papers.PROMISES,
                title=papers.PROMISES_TITLE,
                told=f"終わっていないもの{len(self.open)}件" if self.open else "残っていません",
                is_empty=not self.open,
            ),
            *(self._added(file) for file in self.added),
            *(self._brought(each, file) for each in self.received for file in each.files),
        ]

    def _added(self, file: PackFile) -> Candidate:
        pages = f"、{file.pages}ページ" if file.pages else ""
        return Candidate(
            key=papers.added(file.id),
            title=file.title,
            told=f"{file.name}{pages}",
            item_id=file.item_id,
        )

    def _brought(self, brought: Brought, file: ContributionFile) -> Candidate:
        return Candidate(
            key=papers.brought(file.id),
            title=_title_of(file.name, brought.center_name),
            told=f"{file.name}({brought.center_name}から)",
            refusal="" if is_printable(file.name) else NOT_PRINTABLE,
            line_ids=frozenset(line.id for line in brought.lines),
        )

    def shares(self) -> Iterator[WardShare]:
        for each in self.received:
            yield WardShare(
                each.center_name,
                tuple(line.words for line in each.lines if line.kind == REPORT),
                tuple(line.words for line in each.lines if line.kind == TOPIC),
            )

    def not_submitted(self) -> Iterator[str]:
        if self.call is not None:
            yield from (tile.name for tile in calls.tiles(self.call) if tile.submitted_at is None)

    def story_choices(self) -> Sequence[StoryChoice]:
        """Those that go in or were picked, then the latest that could be added."""
        known = {choice.story.id for choice in self._choices}
        others = knowledge.published(limit=MOST_TO_PICK).items
        return [
            *self._choices,
            *(StoryChoice(each, None, goes_in=False) for each in others if each.id not in known),
        ]

    def _stories(self) -> Iterator[StoryChoice]:
        seen = set()
        for each in self.received:
            for story in each.stories:
                if story.id not in seen:
                    seen.add(story.id)
                    goes_in = _story_key(story.id) not in self.plan.left_out
                    yield StoryChoice(story, each.center_name, goes_in=goes_in)
        for story_id in self.plan.story_ids:
            if story_id not in seen:
                seen.add(story_id)
                try:
                    yield StoryChoice(knowledge.published_story(story_id), None, goes_in=True)
                except NotFoundError:  # taken back meanwhile: it is shown nowhere
                    continue

    def stories(self) -> Iterator[StoryTold]:
        lists = code_lists()
        for choice in self._choices:
            story = choice.story
            if choice.goes_in:
                yield StoryTold(
                    story.id,
                    story.title,
                    tuple(lists.labels("topics", story.topics)),
                    story.situation,
                    story.response,
                    story.lesson,
                    story.center_name,
                )

    def _open(self) -> Sequence[ActionLine]:
        """What everybody may know: a pack goes to every ward."""
        known = [line for line in actions.open_before(self.meeting) if line.item.for_all]
        return sorted(known, key=lambda line: (line.due_on, line.id))

    def promises(self) -> Iterator[PromiseOpen]:
        for line in self.open:
            who = f"{line.owner_name} {line.item.person}".strip()
            yield PromiseOpen(line.meeting_title, line.item.what, who, line.due_on)

    def files(self, going_in: set[str]) -> Iterator[FileBrought]:
        for file in self.added:
            if papers.added(file.id) in going_in:
                content = files.file(file.file_id).content
                yield FileBrought(papers.added(file.id), file.title, file.name, None, content)
        for each in self.received:
            for enclosure in each.files:
                if self.call is not None and papers.brought(enclosure.id) in going_in:
                    yield FileBrought(
                        papers.brought(enclosure.id),
                        _title_of(enclosure.name, each.center_name),
                        enclosure.name,
                        each.center_name,
                        calls.file(self.call, enclosure.id).content,
                    )


def _story_key(story_id: UUID) -> str:
    return f"{papers.STORY}{story_id}"


def _title_of(name: str, center_name: str) -> str:
    return f"{name.rpartition('.')[0]}({center_name})"
