from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.actions import rules
from app.actions.models import ActionItem, ActionReminder, ActionStep
from app.actions.rules import Standing
from app.errors import NotFoundError
from app.meetings.models import Meeting
from tenants import db, own
from tenants.models import Center
from tenants.queries import centers

HERE = sa.func.wall.current_center()
LATEST_FIRST = (Meeting.held_on.desc(), ActionItem.promised_at, ActionItem.id)


class ActionLine(NamedTuple):
    """A promise as lists show it."""

    item: ActionItem
    meeting_title: str
    held_on: date
    owner_name: str
    owner_slug: str
    state: str
    due_on: date
    """The latest date given."""
    known_at: datetime
    """When the owner learned of that date."""
    is_ours: bool
    """The open center owns it."""
    is_convened: bool
    """The open center may change its date, or let it go."""

    @property
    def id(self) -> UUID:
        return self.item.id

    @property
    def is_told(self) -> bool:
        """Whether the open center knows how it goes: the two of them do."""
        return self.is_ours or self.is_convened

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    def is_overdue(self, today: date) -> bool:
        return rules.is_overdue(self.state, self.due_on, today)

    def standing(self, today: date) -> Standing:
        return rules.standing(self.state, self.due_on, today)


def of_meeting(meeting: Meeting) -> Sequence[ActionLine]:
    """What was promised at that meeting, as far as the open center may see it."""
    there = (ActionItem.center_id == meeting.center_id, ActionItem.meeting_id == meeting.id)
    return _lines(_asked().where(*there))


def ours() -> Sequence[ActionLine]:
    """What the open center owns, the latest meeting first."""
    return _lines(_asked().where(ActionItem.owner_center_id == HERE))


def convened() -> Sequence[ActionLine]:
    """What was promised at the open center's meetings, the latest meeting first."""
    return _lines(_asked().where(own(ActionItem)))


def of_both() -> Sequence[ActionLine]:
    """What the open center owns, and what was promised at its meetings."""
    return _lines(_asked().where(sa.or_(own(ActionItem), ActionItem.owner_center_id == HERE)))


def due_here(today: date) -> Sequence[ActionLine]:
    """What the open center owes today or owed before, the earliest date first."""
    due = [line for line in ours() if line.is_open and line.due_on <= today]
    return sorted(due, key=lambda line: (line.due_on, line.id))


def open_before(meeting: Meeting) -> Sequence[ActionLine]:
    """What was promised at the convening center's earlier meetings and is still open.

    At the convening center all of it, at a ward what is its own.
    """
    earlier = _asked().where(
        sa.or_(own(ActionItem), ActionItem.owner_center_id == HERE),
        ActionItem.center_id == meeting.center_id,
        Meeting.held_on < meeting.held_on,
    )
    return [line for line in _lines(earlier) if line.is_open]


def line(action_id: UUID) -> ActionLine:
    """One promise that the open center may see.

    Raises:
        NotFoundError: there is none, or it is not for this center: the same answer.
    """
    found = _lines(_asked().where(ActionItem.id == action_id))
    if not found:
        raise NotFoundError("お探しの宿題は見つかりませんでした。")
    return found[0]


def own_item(action_id: UUID) -> ActionItem | None:
    """A promise of a meeting that the open center convened."""
    mine = sa.select(ActionItem).where(own(ActionItem), ActionItem.id == action_id)
    return db.session.scalars(mine).one_or_none()


def steps(item: ActionItem) -> Sequence[ActionStep]:
    """What the two centers did about it, in order; nothing for anybody else."""
    taken = sa.select(ActionStep).where(ActionStep.action_id == item.id)
    return db.session.scalars(taken.order_by(ActionStep.position)).all()


def not_shown(meeting: Meeting) -> int:
    """How many promises of that meeting wait to be shown to every ward."""
    waiting = sa.select(sa.func.count(ActionItem.id)).where(
        own(ActionItem),
        ActionItem.meeting_id == meeting.id,
        ActionItem.for_all,
        ActionItem.shown_at.is_(None),
    )
    return db.session.scalars(waiting).one()


def reminded(action_ids: Sequence[UUID]) -> set[tuple[UUID, date, str]]:
    """Of which promise, for which date and how its owner was reminded."""
    sent = sa.select(ActionReminder.action_id, ActionReminder.due_on, ActionReminder.kind)
    mine = sent.where(own(ActionReminder), ActionReminder.action_id.in_(action_ids))
    return {(action_id, due_on, kind) for action_id, due_on, kind in db.session.execute(mine)}


def owners() -> Sequence[tuple[str, str]]:
    """Slug and short name of every center that may promise something, in the official order."""
    return [(center.slug, center.short_name) for center in centers()]


def conveners() -> Sequence[UUID]:
    """The centers at whose meetings something was promised. For the platform."""
    return db.session.scalars(sa.select(ActionItem.center_id).distinct()).all()


def _asked() -> sa.Select[*tuple[Any, ...]]:
    of_meeting = sa.and_(
        Meeting.center_id == ActionItem.center_id, Meeting.id == ActionItem.meeting_id
    )
    of_item = ActionStep.action_id == ActionItem.id
    state = _last(sa.select(ActionStep.state).where(of_item))
    prolonged = of_item, ActionStep.kind == rules.PROLONGED
    new_date = _last(sa.select(ActionStep.due_on).where(*prolonged))
    told_of_it = _last(sa.select(ActionStep.at).where(*prolonged))
    return (
        sa.select(
            ActionItem,
            Meeting.title,
            Meeting.held_on,
            Center.short_name,
            Center.slug,
            sa.func.coalesce(state, rules.PROMISED),
            sa.func.coalesce(new_date, ActionItem.due_on),
            sa.func.coalesce(told_of_it, ActionItem.promised_at),
            ActionItem.owner_center_id == HERE,
            own(ActionItem),
        )
        .join(Meeting, of_meeting)
        .join(Center, Center.id == ActionItem.owner_center_id)
        .order_by(*LATEST_FIRST)
    )


def _last(asked: sa.Select[Any]) -> sa.ScalarSelect[Any]:
    latest = asked.order_by(ActionStep.position.desc()).limit(1)
    return latest.correlate(ActionItem).scalar_subquery()


def _lines(asked: sa.Select[*tuple[Any, ...]]) -> list[ActionLine]:
    return [ActionLine(*row) for row in db.session.execute(asked)]
