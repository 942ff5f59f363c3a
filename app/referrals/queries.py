from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, undefer

from app.accounts.models import Membership
from app.calendar import CITY_TIME, now
from app.centers.queries import opening_days
from app.centers.rules import NeverOpenError, OpeningDays
from app.errors import NotFoundError
from app.paging import Cursor, Page
from app.referrals import rules
from app.referrals.models import (
    Referral,
    ReferralConsent,
    ReferralFile,
    ReferralPerson,
    ReferralRecord,
    ReferralStep,
)
from tenants import db, own
from tenants.models import Center
from tenants.queries import central_center, wards

URGENT_FIRST = sa.case({"urgent": 0, "soon": 1}, value=Referral.urgency, else_=2)


class Line(NamedTuple):
    """A referral as a list shows it, on either side."""

    id: UUID
    center_name: str
    sent_at: datetime
    sent_by_name: str
    wanted: str
    urgency: str
    wished_by: date | None
    summary: str
    topics: list[str]
    state: str
    moved_at: datetime
    owner_name: str | None
    to_center_id: UUID
    turn_since: datetime
    """Since when it is the turn of the center that was asked, when it is."""
    due: rules.Due | None = None

    @property
    def is_open(self) -> bool:
        return self.state not in rules.OVER

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due.is_over(now())

    @property
    def is_blocking(self) -> bool:
        """Whether a second letter about the same consultation has to wait."""
        return self.state in rules.BLOCKING


def referral(referral_id: UUID) -> Referral:
    """A letter of the open center, or one addressed to it.

    Raises:
        NotFoundError: neither.
    """
    found = db.session.scalars(sa.select(Referral).where(Referral.id == referral_id)).one_or_none()
    if found is None:
        raise NotFoundError("お探しの相談は見つかりませんでした。")
    return found


def is_sender(referral: Referral) -> bool:
    """Whether the open center wrote the letter."""
    mine = sa.select(sa.literal(referral.center_id) == sa.func.wall.current_center())
    return bool(db.session.scalars(mine).one())


def queue() -> Sequence[Line]:
    """Open letters addressed to the open center, what is due first.

    Of those due at the same moment the urgent come first, then by the wished day, then age;
    those on which the ward has the next step come last.
    """
    to_us = _lines().where(Referral.to_center_id == sa.func.wall.current_center())
    order = (URGENT_FIRST, Referral.wished_by.asc().nulls_last(), Referral.sent_at)
    lines = [line for line in _read(to_us.order_by(*order)) if line.is_open]
    return sorted(lines, key=lambda line: (line.due is None, line.due.at if line.due else now()))


def closed_queue(*, limit: int = 50) -> Sequence[Line]:
    """Letters addressed to the open center that are over, latest first."""
    to_us = _lines().where(Referral.to_center_id == sa.func.wall.current_center())
    return [line for line in _read(to_us.order_by(Referral.sent_at.desc())) if not line.is_open][
        :limit
    ]


def sent(*, limit: int = 200) -> Sequence[Line]:
    """Letters the open center wrote, latest first."""
    return _read(_lines().where(own(Referral)).order_by(Referral.sent_at.desc()).limit(limit))


def sent_page(*, after: Cursor | None, limit: int) -> Page[Line]:
    """A page of the letters the open center wrote, latest first."""
    shown = _lines().where(own(Referral)).order_by(Referral.sent_at.desc(), Referral.id.desc())
    if after:
        shown = shown.where(after.before(Referral.sent_at, Referral.id))
    rows = _read(shown.limit(limit + 1))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], Cursor(last.sent_at, last.id) if last else None)


def of_consultation(consultation_id: UUID) -> Sequence[Line]:
    """Letters written about one consultation of the open center, oldest first."""
    about = _lines().where(own(Referral), Referral.consultation_id == consultation_id)
    return _read(about.order_by(Referral.sent_at))


def _lines() -> sa.Select[*tuple[Any, ...]]:
    last = (
        sa.select(ReferralStep.state, ReferralStep.at)
        .where(ReferralStep.referral_id == Referral.id)
        .order_by(ReferralStep.position.desc())
        .limit(1)
        .lateral("last")
    )
    owner = (
        sa.select(sa.func.coalesce(ReferralStep.target_name, ReferralStep.actor_name))
        .where(ReferralStep.referral_id == Referral.id)
        .where(ReferralStep.kind.in_(rules.OF_AN_OWNER))
        .order_by(ReferralStep.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    turn = sa.func.coalesce(_first_or_last(sa.func.max, rules.TURNS), Referral.sent_at)
    return (
        sa.select(
            Referral.id,
            Center.short_name,
            Referral.sent_at,
            Referral.sent_by_name,
            Referral.wanted,
            Referral.urgency,
            Referral.wished_by,
            Referral.summary,
            Referral.topics,
            sa.func.coalesce(last.c.state, rules.SENT),
            sa.func.coalesce(last.c.at, Referral.sent_at),
            owner,
            Referral.to_center_id,
            turn,
        )
        .join(Center, Center.id == Referral.center_id)
        .outerjoin(last, sa.true())
    )


def _read(lines: sa.Select[*tuple[Any, ...]]) -> Sequence[Line]:
    found = [Line(*row) for row in db.session.execute(lines)]
    calendars = {each: opening_days(each) for each in {line.to_center_id for line in found}}
    return [line._replace(due=_due(line, calendars[line.to_center_id])) for line in found]


def _due(line: Line, days: OpeningDays) -> rules.Due | None:
    try:
        return rules.due(line.state, line.sent_at, line.turn_since, days, line.wished_by)
    except NeverOpenError:  # a center that is closed for good owes nothing by any day
        return None


def due(referral: Referral) -> rules.Due | None:
    """What the center that was asked owes next, for both sides."""
    return _read(_lines().where(Referral.id == referral.id))[0].due


def targets(*, since: datetime) -> Sequence[rules.MonthOfTargets]:
    """How well the times were kept, month by month, of the letters the open center may read."""
    first = partial(_first_or_last, sa.func.min)
    letters = sa.select(
        Referral.sent_at,
        first(rules.RECEIPTS),
        first(rules.REPLIES),
        first((rules.WITHDRAWN,)),
    ).where(Referral.sent_at >= since)
    handled = [rules.Handled(*row) for row in db.session.execute(letters)]
    return rules.by_month(handled, opening_days(central_center().id), now())


def _first_or_last(which: Any, kinds: Sequence[str]) -> sa.ScalarSelect[datetime | None]:
    taken = sa.select(which(ReferralStep.at)).where(ReferralStep.referral_id == Referral.id)
    return taken.where(ReferralStep.kind.in_(kinds)).scalar_subquery()


def steps(referral: Referral) -> Sequence[ReferralStep]:
    """All that both sides did, in order."""
    taken = sa.select(ReferralStep).where(ReferralStep.referral_id == referral.id)
    return db.session.scalars(taken.order_by(ReferralStep.position)).all()


def files(referral: Referral) -> Sequence[ReferralFile]:
    """What both sides sent along, without the contents."""
    carried = sa.select(ReferralFile).where(ReferralFile.referral_id == referral.id)
    return db.session.scalars(carried.order_by(ReferralFile.id)).all()


def file(referral: Referral, file_id: UUID) -> ReferralFile:
    """One file of the letter, with its content.

    Raises:
        NotFoundError: there is none, or it was taken back with the letter.
    """
    carried = sa.select(ReferralFile).where(
        ReferralFile.referral_id == referral.id, ReferralFile.id == file_id
    )
    whole = carried.options(undefer(ReferralFile.content))
    found = db.session.scalars(whole).one_or_none()
    if found is None:
        raise NotFoundError("お探しのファイルは見つかりませんでした。")
    return found


def record_of(referral: Referral) -> UUID | None:
    """The consultation that the open center logged for a case it was asked about."""
    linked = sa.select(ReferralRecord.consultation_id)
    return db.session.scalars(linked.where(ReferralRecord.referral_id == referral.id)).one_or_none()


class Kindness(NamedTuple):
    """A word of thanks for one's answer."""

    referral_id: UUID
    summary: str
    kind: str
    words: str
    actor_name: str
    at: datetime


def thanks_to(account_id: UUID, *, since: datetime) -> Sequence[Kindness]:
    """What wards said lately about the answers of one person, the latest first."""
    answer = aliased(ReferralStep)
    answered = sa.exists().where(
        answer.referral_id == ReferralStep.referral_id,
        answer.kind == rules.ANSWERED,
        answer.actor_id == account_id,
    )
    said = (
        sa.select(
            Referral.id,
            Referral.summary,
            ReferralStep.kind,
            ReferralStep.words,
            ReferralStep.actor_name,
            ReferralStep.at,
        )
        .join(Referral, Referral.id == ReferralStep.referral_id)
        .where(ReferralStep.kind.in_(rules.KINDNESS), ReferralStep.at >= since, answered)
        .where(Referral.to_center_id == sa.func.wall.current_center())
    )
    return [Kindness(*row) for row in db.session.execute(said.order_by(ReferralStep.at.desc()))]


class Colleague(NamedTuple):
    account_id: UUID
    name: str


def colleagues() -> Sequence[Colleague]:
    """The people of the open center, to whom a case may be handed over."""
    people = sa.select(Membership.account_id, Membership.name).where(own(Membership))
    return [Colleague(*row) for row in db.session.execute(people.order_by(Membership.name))]


def wards_beside(referral: Referral) -> Sequence[Center]:
    """The wards that a case may be passed on to: every one but the ward that asked."""
    return [ward for ward in wards() if ward.id != referral.center_id]


def consents(referral: Referral) -> Sequence[ReferralConsent]:
    """All that was said about naming the person, in order."""
    said = sa.select(ReferralConsent).where(ReferralConsent.referral_id == referral.id)
    return db.session.scalars(said.order_by(ReferralConsent.position)).all()


def consent(referral: Referral) -> ReferralConsent | None:
    """What holds now, which may be that it was withdrawn; None: nobody was ever asked."""
    said = consents(referral)
    return said[-1] if said else None


def own_person(referral: Referral) -> ReferralPerson | None:
    """The person as the sending ward itself sees them."""
    shared = sa.select(ReferralPerson).where(ReferralPerson.referral_id == referral.id)
    return db.session.scalars(shared).one_or_none()


def center_name(center_id: UUID) -> str:
    return db.session.scalars(sa.select(Center.name).where(Center.id == center_id)).one()


class Told(NamedTuple):
    """What happened to a letter, as the story of its consultation tells it."""

    referral_id: UUID
    kind: str
    words: str
    author_name: str
    at: datetime

    @property
    def order(self) -> tuple[date, datetime]:
        """The day first, as for everything else in that story."""
        return self.at.astimezone(CITY_TIME).date(), self.at


def told_of_consultation(consultation_id: UUID) -> list[Told]:
    """All that both sides did about one consultation of the open center."""
    sent = sa.select(
        Referral.id,
        sa.literal(rules.SENT),
        Referral.message,
        Referral.sent_by_name,
        Referral.sent_at,
    ).where(own(Referral), Referral.consultation_id == consultation_id)
    letters = [Told(*row) for row in db.session.execute(sent)]
    taken = sa.select(
        ReferralStep.referral_id,
        ReferralStep.kind,
        sa.func.concat_ws(
            "\n",
            sa.literal("→ ").concat(ReferralStep.target_name),
            sa.func.nullif(ReferralStep.words, ""),
        ),
        ReferralStep.actor_name,
        ReferralStep.at,
    ).where(ReferralStep.referral_id.in_([letter.referral_id for letter in letters]))
    return [*letters, *(Told(*row) for row in db.session.execute(taken))] if letters else []
