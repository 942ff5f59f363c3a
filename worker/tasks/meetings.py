from functools import partial
from uuid import UUID

from celery import shared_task

from app import calendar
from app.corrections.queries import with_marks
from app.files.gateway import RefusedFileError
from app.handouts import documents
from app.handouts import queries as handouts
from app.handouts import service as handing_out
from app.handouts.rules.marks import Text, marks
from app.meetings import queries
from app.meetings.rules.packs import AGENDA, Material, Paper, Sheet, steps
from app.meetings.service import packs
from app.statistics import queries as statistics
from app.statistics.rules import StatisticsReport
from tenants import CITY, SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import centers
from worker.centers import attempt


@shared_task(name="meetings.build_waiting")
def build_waiting() -> None:
    """Build the pack that has waited longest; the others wait for the next round.

    One a round, so that fifty ordered at once do not keep the worker from counting.
    """
    with read_only(SYSTEM):
        waiting = queries.waiting_packs(calendar.now())
    for center_id, pack_id in waiting:
        if build(CenterScope(center_id), pack_id):
            return


def build(scope: CenterScope, pack_id: UUID) -> bool:
    """Build one pack, if nobody else is at it. What goes wrong is said on its page."""
    with acting_for(scope):
        if not packs.claim_pack(pack_id):
            return False
    attempt(partial(_build, scope, pack_id), scope.center_id, pack_id, packs.give_up)
    return True


def _build(scope: CenterScope, pack_id: UUID) -> None:
    """Read in the center's scope and the city's, write documents in none, store in the center's.

    Each step is committed by itself: the page sees it, and the lease grows with it.
    """
    try:
        _write(_Progress(scope, pack_id), scope, pack_id)
    except RefusedFileError as refusal:
        with acting_for(scope):
            packs.give_up(pack_id, str(refusal))


def _write(progress: "_Progress", scope: CenterScope, pack_id: UUID) -> None:
    progress.next()
    with read_only(scope):
        contents = handouts.contents(pack_id)
    progress.knows([paper.title for paper in documents.going_in(contents)])
    progress.next()
    figures = _figures(contents.material)
    papers: list[Paper] = []
    sheets: list[Sheet] = []
    texts: list[Text] = []
    progress.next()
    for draft in documents.drafts(contents, figures):
        sheets.append(documents.sheet(draft))
        texts.append(documents.text_of(draft, sheets[-1]))
        papers.extend(documents.write(draft, contents.material))
        progress.next()
    papers.append(documents.slides(contents, figures))
    whole = documents.bind(papers, contents.material)
    found = marks(texts)
    progress.next()
    with acting_for(scope):
        pack = packs.keep_papers(pack_id, sheets, papers, whole)
        if pack is not None:
            handing_out.keep_marks(pack, found)


class _Progress:
    """Which step is being done, as its page tells."""

    def __init__(self, scope: CenterScope, pack_id: UUID) -> None:
        self.scope, self.pack_id = scope, pack_id
        self.done = -1
        self.steps = steps()

    def knows(self, titles: list[str]) -> None:
        self.steps = steps([AGENDA, *titles])

    def next(self) -> None:
        self.done += 1
        with acting_for(self.scope):
            packs.note_step(
                self.pack_id, self.steps[self.done], done=self.done, total=len(self.steps)
            )


def _figures(material: Material) -> StatisticsReport:
    with read_only(CITY):
        return with_marks(statistics.report(material.period, centers=centers()))
