from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app import calendar
from app.actions import queries, rules
from app.actions.models import ActionItem, ActionReminder, ActionStep
from app.actions.queries import ActionLine
from app.actions.rules import Promise
from app.calendar import CITY_TIME
from app.centers.queries import opening_days
from app.errors import DomainError, InvalidError, NotFoundError
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.service.meetings import keep_order
from tenants import db, own
from tenants.queries import centers


class OtherPromiseError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "この識別番号の宿題は、別の内容でもう加えられています。画面を開き直してください。"
        )


class NotNowError(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "この宿題には、いまその操作はできません。ほかの人が先に進めたかもしれません。"
        )


def owner_of(slug: str) -> UUID:
    """The center that a form or program names as the owner.

    Raises:
        InvalidError: there is no such center.
    """
    for center in centers():
        if center.slug == slug:
            return center.id
    raise InvalidError({"owner": ["センターを選んでください。"]})


def promise(
    meeting: Meeting,
    promised: Promise,
    *,
    by_name: str,
    action_id: UUID | None = None,
    item_id: UUID | None = None,
) -> ActionItem:
    """Write down what was promised at a meeting of the open center; the owner is told.

    `action_id`: made where it was typed, so that what is sent twice is promised once.
    `item_id`: the agenda item it came from. The meeting is announced with it, to whom it was
    not: an owner may know of which meeting its promise is.

    Raises:
        InvalidError: the date is before the meeting.
        OtherPromiseError: something else was promised under that id.
        NotFoundError: the meeting has no such item.
    """
    if wrong := rules.why_not_due_on(promised.due_on, held_on=meeting.held_on):
        raise InvalidError({"due_on": [wrong]})
    keep_order(meeting)
    if action_id and (known := queries.own_item(action_id)):
        if (known.meeting_id, known.what, known.owner_center_id, known.due_on) != (
            meeting.id,
            promised.what,
            promised.owner_id,
            promised.due_on,
        ):
            raise OtherPromiseError
        return known
    title = meetings.agenda_item(meeting, item_id).title if item_id else ""
    now = calendar.now()
    item = ActionItem(
        meeting_id=meeting.id,
        item_id=item_id,
        item_title=title,
        owner_center_id=promised.owner_id,
        person=promised.person,
        what=promised.what,
        due_on=promised.due_on,
        for_all=promised.for_all,
        promised_at=now,
        promised_by_name=by_name,
    )
    if action_id:
        item.id = action_id
    db.session.add(item)
    meeting.announced_at = meeting.announced_at or now
    db.session.flush()
    return item


def show_to_all(meeting: Meeting) -> int:
    """Let every ward see what was promised there, but for what is not for all; how many it was.

    Done when the meeting's minutes are published, or before by hand. Once is enough.
    """
    shown = sa.update(ActionItem).where(
        own(ActionItem),
        ActionItem.meeting_id == meeting.id,
        ActionItem.for_all,
        ActionItem.shown_at.is_(None),
    )
    done = db.session.execute(
        shown.values(shown_at=calendar.now()).returning(ActionItem.id),
        execution_options={"synchronize_session": False},
    )
    return len(done.all())


def take_step(
    line: ActionLine, kind: str, *, by_name: str, words: str = "", due_on: date | None = None
) -> ActionStep:
    """Begin, end, ask for more time; or, as the convening center, give it or let go.

    Whose step it is follows from its kind; the database lets nobody else take it, and none out
    of its turn.

    `due_on`: the new date; of who asks for more time, the one wished for.

    Raises:
        InvalidError: it says nothing where it has to, or the date is none.
        NotNowError: the promise stands otherwise meanwhile.
        NotFoundError: it is not this center's step.
    """
    if not (line.is_ours if kind in rules.OWNER_KINDS else line.is_convened):
        raise NotFoundError
    _check(kind, words, due_on)
    step = ActionStep(
        action_id=line.id,
        kind=kind,
        words=words,
        due_on=due_on if kind in (rules.ASKED, rules.PROLONGED) else None,
        actor_name=by_name,
        at=calendar.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(step)
    except IntegrityError:
        raise NotNowError from None
    return step


def _check(kind: str, words: str, due_on: date | None) -> None:
    if kind in rules.WITH_WORDS and not words:
        raise InvalidError({"words": ["理由を入力してください。"]})
    if kind == rules.PROLONGED and due_on is None:
        raise InvalidError({"due_on": ["新しい期限を入力してください。"]})
    wrong = due_on and rules.why_not_prolonged_to(due_on, today=calendar.today())
    if kind in (rules.ASKED, rules.PROLONGED) and wrong:
        raise InvalidError({"due_on": [wrong]})


def remind_due() -> None:
    """What the worker does for a convening center every morning: each owner once for each date."""
    today = calendar.today()
    waiting = [line for line in queries.convened() if line.is_open]
    sent = queries.reminded([line.id for line in waiting])
    calendars = {
        owner: opening_days(owner) for owner in {line.item.owner_center_id for line in waiting}
    }
    for line in waiting:
        kind = rules.reminder_due(
            line.state,
            line.due_on,
            known_on=line.known_at.astimezone(CITY_TIME).date(),
            today=today,
            days=calendars[line.item.owner_center_id],
        )
        if kind and (line.id, line.due_on, kind) not in sent:
            db.session.add(
                ActionReminder(
                    action_id=line.id,
                    to_center_id=line.item.owner_center_id,
                    kind=kind,
                    due_on=line.due_on,
                    at=calendar.now(),
                )
            )
    db.session.flush()
