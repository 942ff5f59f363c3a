from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from app import calendar, orders
from app.calendar import CITY_TIME, FiscalYear, Month
from app.codes.queries import code_lists
from app.errors import NotFoundError
from app.files import queries as files
from app.files.models import StoredFile
from app.meetings.models import AgendaItem, Handout, Meeting, Pack, PackPaper
from app.meetings.rules.agenda import ItemFacts, MeetingFacts
from app.meetings.rules.packs import AgendaLine, Case, Material
from app.referrals.models import Referral, ReferralStep
from app.referrals.rules import OVER, WITHDRAWN
from tenants import db, own
from tenants.models import Center

Found = TypeVar("Found")


def meetings() -> Sequence[Meeting]:
    """The open center's own meetings and those announced to it, the latest first."""
    known = sa.select(Meeting).order_by(Meeting.held_on.desc(), Meeting.begins_at.desc())
    return db.session.scalars(known).all()


def meeting(meeting_id: UUID) -> Meeting:
    """One's own meeting, or one that was announced.

    Raises:
        NotFoundError: there is none, or it is not announced yet: the same answer.
    """
    return _found(db.session.scalars(sa.select(Meeting).where(Meeting.id == meeting_id)))


def own_meeting(meeting_id: UUID) -> Meeting:
    """A meeting that the open center convenes, and may change."""
    convened = sa.select(Meeting).where(Meeting.id == meeting_id, own(Meeting))
    return _found(db.session.scalars(convened))


def meetings_of(year: FiscalYear) -> int:
    """How many meetings the open center convenes in that fiscal year."""
    held = Meeting.held_on.between(year.first.first_day, year.last.last_day)
    return db.session.scalars(sa.select(sa.func.count(Meeting.id)).where(own(Meeting), held)).one()


def before(day: date) -> Meeting | None:
    """The open center's last meeting before that day, unless it was cancelled."""
    earlier = sa.select(Meeting).where(
        own(Meeting), Meeting.held_on < day, Meeting.cancelled_at.is_(None)
    )
    latest = earlier.order_by(Meeting.held_on.desc(), Meeting.begins_at.desc()).limit(1)
    return db.session.scalars(latest).one_or_none()


def shape_of(meeting: Meeting) -> Sequence[ItemFacts]:
    """What the next meeting takes over: not what a ward brought, was suggested, or was for once.

    The further lines below a title are of one meeting.
    """
    return [
        replace(item_facts(item), details="")
        for item in agenda(meeting)
        if item.line_id is None and item.suggestion is None and not item.once
    ]


def item_facts(item: AgendaItem) -> ItemFacts:
    return ItemFacts(
        title=item.title,
        kind=item.kind,
        presenter=item.presenter,
        minutes=item.minutes,
        details=item.details,
        handout=item.handout,
        once=item.once,
    )


def days_taken(first: date, last: date) -> set[date]:
    """The days between both on which the open center convenes a meeting."""
    held = sa.select(Meeting.held_on).where(
        own(Meeting), Meeting.held_on.between(first, last), Meeting.cancelled_at.is_(None)
    )
    return set(db.session.scalars(held))


def meetings_in(year: FiscalYear) -> Sequence[Meeting]:
    """The fiscal year's meetings as far as the open center knows of them, the earliest first."""
    held = Meeting.held_on.between(year.first.first_day, year.last.last_day)
    known = sa.select(Meeting).where(held).order_by(Meeting.held_on, Meeting.begins_at)
    return db.session.scalars(known).all()


def agenda(meeting: Meeting) -> Sequence[AgendaItem]:
    """The items in their order, read afresh: somebody else may have moved them."""
    items = sa.select(AgendaItem).where(own(AgendaItem), AgendaItem.meeting_id == meeting.id)
    afresh = items.order_by(AgendaItem.position).execution_options(populate_existing=True)
    return db.session.scalars(afresh).all()


def agenda_item(meeting: Meeting, item_id: UUID) -> AgendaItem:
    item = sa.select(AgendaItem).where(
        own(AgendaItem), AgendaItem.meeting_id == meeting.id, AgendaItem.id == item_id
    )
    return _found(db.session.scalars(item))


def packs(meeting: Meeting) -> Sequence[Pack]:
    """Every edition that the open center may see, the latest first."""
    editions = sa.select(Pack).where(
        Pack.center_id == meeting.center_id, Pack.meeting_id == meeting.id
    )
    return db.session.scalars(editions.order_by(Pack.edition.desc())).all()


def latest_packs() -> dict[UUID, Pack]:
    """The latest visible edition of each meeting's pack, by meeting."""
    editions = db.session.scalars(sa.select(Pack).order_by(Pack.edition))
    return {pack.meeting_id: pack for pack in editions}


def pack(meeting: Meeting, pack_id: UUID) -> Pack:
    """One edition; for a ward only a published one.

    Raises:
        NotFoundError: there is none, or it is still a draft of another center's.
    """
    edition = sa.select(Pack).where(
        Pack.center_id == meeting.center_id, Pack.meeting_id == meeting.id, Pack.id == pack_id
    )
    return _found(db.session.scalars(edition))


def handouts(pack: Pack) -> Sequence[Handout]:
    papers = sa.select(Handout).where(
        Handout.center_id == pack.center_id, Handout.pack_id == pack.id
    )
    return db.session.scalars(papers.order_by(Handout.number, Handout.file_format)).all()


def papers(pack: Pack) -> Sequence[PackPaper]:
    """What the pack consists of, in the order of the numbers."""
    asked = sa.select(PackPaper).where(
        PackPaper.center_id == pack.center_id, PackPaper.pack_id == pack.id
    )
    return db.session.scalars(asked.order_by(PackPaper.number)).all()


def own_pack(pack_id: UUID) -> Pack:
    """An edition of the open center's own.

    Raises:
        NotFoundError: there is none.
    """
    return _found(db.session.scalars(sa.select(Pack).where(own(Pack), Pack.id == pack_id)))


def pack_file(pack: Pack, file_id: UUID) -> StoredFile:
    """One of the pack's files with its content.

    Raises:
        NotFoundError: the pack has no such file.
    """
    if file_id not in {pack.file_id, *(paper.file_id for paper in handouts(pack))}:
        raise NotFoundError
    return files.file(file_id)


def waiting_packs(now: datetime) -> Sequence[tuple[UUID, UUID]]:
    return orders.waiting(Pack, now)


def material(pack_id: UUID) -> Material:
    """What the convening center puts into a pack, as it stands now."""
    ordered = own_pack(pack_id)
    convened = own_meeting(ordered.meeting_id)
    return Material(
        meeting=facts_of(convened),
        agenda=tuple(
            AgendaLine(item.id, item.line_id, item_facts(item)) for item in agenda(convened)
        ),
        cases=tuple(cases(convened, until=ordered.requested_at)),
        edition=ordered.edition,
        requested_at=ordered.requested_at.astimezone(CITY_TIME),
    )


def facts_of(meeting: Meeting) -> MeetingFacts:
    return MeetingFacts(
        title=meeting.title,
        held_on=meeting.held_on,
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        online_address=meeting.online_address,
        first_month=Month.of(meeting.first_month),
        last_month=Month.of(meeting.last_month),
    )


def cases(convened: Meeting, *, until: datetime) -> Iterator[Case]:
    """Letters of the meeting's period, and those still open since; in the order they came.

    Of each letter only the columns named here: a person, a group and the body of the
    consultation never reach a handout.
    """
    last_step = (
        sa.select(ReferralStep.state)
        .where(ReferralStep.referral_id == Referral.id, ReferralStep.at <= until)
        .order_by(ReferralStep.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    begins, ends = (
        calendar.start_of(day)
        for day in (convened.first_month, Month.of(convened.last_month).next.first_day)
    )
    letters = (
        sa.select(
            Center.short_name,
            Referral.received_on,
            Referral.topics,
            Referral.primary_topic,
            Referral.summary,
            Referral.wanted,
            sa.func.coalesce(last_step, "sent").label("state"),
            (Referral.sent_at < ends).label("in_period"),
        )
        .join(Center, Center.id == Referral.center_id)
        .where(Referral.to_center_id == sa.func.wall.current_center())
        .where(Referral.sent_at.between(begins, until))
        .order_by(Referral.sent_at, Referral.id)
    )
    lists = code_lists()
    for letter in db.session.execute(letters):
        over = letter.state in OVER
        if letter.state == WITHDRAWN or (over and not letter.in_period):
            continue
        main_first = sorted(letter.topics, key=lambda code: code != letter.primary_topic)
        yield Case(
            ward=letter.short_name,
            month=Month.of(letter.received_on),
            topics=tuple(lists.labels("topics", main_first)),
            summary=letter.summary,
            wanted=letter.wanted,
            state=letter.state,
        )


def _found(rows: sa.ScalarResult[Found]) -> Found:
    row = rows.one_or_none()
    if row is None:
        raise NotFoundError
    return row
