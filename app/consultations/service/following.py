"""What happens after the reception. Each act is a fact; the database moves the record along."""

from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from app import calendar
from app.accounts.queries import colleagues
from app.calendar import CITY_TIME, FiscalYear
from app.codes.queries import code_lists
from app.consultations import queries, rules
from app.consultations.models import (
    Consultation,
    ConsultationClosing,
    FollowUp,
    Handover,
    NextAction,
)
from app.errors import DomainError, InvalidError
from tenants import current_actor_id, db


class NotOpenError(DomainError):
    def __init__(self) -> None:
        super().__init__("この相談は終了しています。先に再開してください。")


class StillOpenError(DomainError):
    def __init__(self) -> None:
        super().__init__("この相談は終了していません。")


class NothingPlannedError(DomainError):
    def __init__(self) -> None:
        super().__init__("次にすることは、もう残っていません。")


class CorrectedBeforeError(DomainError):
    def __init__(self) -> None:
        super().__init__("この経過は、ほかの人が先に訂正しました。いまの内容を確かめてください。")


class Authorship(TypedDict):
    author_id: UUID | None
    author_name: str
    at: Any


def add_follow_up(
    consultation: Consultation,
    *,
    author_name: str,
    next_action_on: date | None = None,
    next_action: str = "",
    **details: Any,
) -> FollowUp:
    """Write down what was done or heard; and, with it, what is to be done next.

    `details` are the columns of `FollowUp`. `happened_on`, `channel` and `words` are required.

    Raises:
        InvalidError: a day to come or before the reception, a method that year does not
            have, a next action in the past.
        NotOpenError: something is planned for a case that is over.
    """
    _lock(consultation)
    _check_note(consultation, details)
    plans = bool(next_action_on or next_action)
    if plans:
        _check_plan(consultation, next_action_on, next_action, NEXT_ACTION_FIELDS)
    note = FollowUp(consultation_id=consultation.id, **details, **_by(author_name))
    db.session.add(note)
    if plans:
        _plan(consultation, next_action_on, next_action, author_name)
    _settle(consultation)
    return note


def correct_follow_up(note: FollowUp, *, author_name: str, **details: Any) -> FollowUp:
    """Say it better: the earlier words stay to be read below the new ones.

    Raises:
        CorrectedBeforeError: somebody did since.
        InvalidError: as for a new note.
    """
    consultation = queries.consultation(note.consultation_id)
    _lock(consultation)
    if queries.is_corrected(note):
        raise CorrectedBeforeError
    _check_note(consultation, details)
    better = FollowUp(
        consultation_id=consultation.id, corrects_id=note.id, **details, **_by(author_name)
    )
    db.session.add(better)
    db.session.flush()
    return better


def plan_action(
    consultation: Consultation, *, due_on: date, task: str = "", author_name: str
) -> None:
    """次にすること: the first one, or the one there was moved to another day.

    Raises:
        InvalidError: the day is over.
        NotOpenError: the case is.
    """
    _lock(consultation)
    _check_plan(consultation, due_on, task, PLAN_FIELDS)
    _plan(consultation, due_on, task, author_name)
    _settle(consultation)


def finish_action(consultation: Consultation, *, author_name: str) -> None:
    """What was to be done is done.

    Raises:
        NothingPlannedError: a colleague was faster.
    """
    _lock(consultation)
    if consultation.next_action_on is None:
        raise NothingPlannedError
    done = NextAction(
        consultation_id=consultation.id, task=consultation.next_action, **_by(author_name)
    )
    db.session.add(done)
    _settle(consultation)


def hand_over(
    consultation: Consultation, *, to_id: UUID, message: str = "", author_name: str
) -> Handover:
    """Give the case to a colleague of the same center.

    Raises:
        InvalidError: nobody here, or the one who has it already.
        NotOpenError: there is nothing left to do.
    """
    _lock(consultation)
    if not consultation.is_open:
        raise NotOpenError
    names = {each.account_id: each.name for each in colleagues()}
    if to_id not in names:
        raise InvalidError({"to_id": ["このセンターの職員から選んでください。"]})
    if to_id == consultation.owner_id:
        raise InvalidError({"to_id": [f"すでに{names[to_id]}さんの担当です。"]})
    handover = Handover(
        consultation_id=consultation.id,
        from_id=consultation.owner_id,
        from_name=consultation.owner_name,
        to_id=to_id,
        to_name=names[to_id],
        message=message,
        **_by(author_name),
    )
    db.session.add(handover)
    _settle(consultation)
    return handover


def close_consultation(
    consultation: Consultation,
    *,
    outcome: str,
    referral_target: str,
    remark: str = "",
    author_name: str,
) -> None:
    """End it, with what came of it and whom it was passed on to (`rules.NOWHERE`: nobody).

    Raises:
        InvalidError: a code that year does not have, or the two do not fit each other.
        NotOpenError: it was ended before.
    """
    _lock(consultation)
    if not consultation.is_open:
        raise NotOpenError
    target = None if referral_target == rules.NOWHERE else referral_target
    faults = rules.closing_faults(outcome, target) | rules.code_faults(
        {"outcome": outcome, "referral_target": target}, code_lists(), _year(consultation)
    )
    if faults:
        raise InvalidError(faults)
    _record(consultation, rules.CLOSED, author_name, remark, outcome, target)


def reopen_consultation(consultation: Consultation, *, remark: str = "", author_name: str) -> None:
    """There is more to it after all.

    Raises:
        StillOpenError: it is open.
    """
    _lock(consultation)
    if consultation.is_open:
        raise StillOpenError
    _record(consultation, rules.REOPENED, author_name, remark)


def check_plan_at_reception(outcome: str | None, due_on: date | None, task: str) -> None:
    """What the form of the record itself says about 次にすること.

    Raises:
        InvalidError: the day is over, or the outcome says that nothing is left to do.
    """
    if not due_on and not task:
        return
    if not rules.leaves_open(outcome):
        sentence = "次にすることがあるときは、「継続対応」にしてください。"
        raise InvalidError({"outcome": [sentence]})
    _check_day(due_on, task, NEXT_ACTION_FIELDS)


def plan_at_reception(
    consultation: Consultation, due_on: date | None, task: str, author_name: str
) -> None:
    if due_on:
        _plan(consultation, due_on, task, author_name)
        _settle(consultation)


NEXT_ACTION_FIELDS = {"day": "next_action_on", "task": "next_action"}
PLAN_FIELDS = {"day": "due_on", "task": "task"}


def _check_plan(
    consultation: Consultation, due_on: date | None, task: str, fields: dict[str, str]
) -> None:
    if not consultation.is_open:
        raise NotOpenError
    _check_day(due_on, task, fields)


def _check_day(due_on: date | None, task: str, fields: dict[str, str]) -> None:
    if faults := rules.plan_faults(due_on, task, today=calendar.today()):
        raise InvalidError({fields[where]: [sentence] for where, sentence in faults.items()})


def _plan(consultation: Consultation, due_on: date | None, task: str, author_name: str) -> None:
    db.session.add(
        NextAction(consultation_id=consultation.id, due_on=due_on, task=task, **_by(author_name))
    )


def _record(  # noqa: PLR0913, PLR0917  the columns of one fact
    consultation: Consultation,
    kind: str,
    author_name: str,
    remark: str,
    outcome: str | None = None,
    target: str | None = None,
) -> None:
    db.session.add(
        ConsultationClosing(
            consultation_id=consultation.id,
            kind=kind,
            outcome=outcome,
            referral_target=target,
            remark=remark,
            **_by(author_name),
        )
    )
    _settle(consultation)


def _check_note(consultation: Consultation, details: dict[str, Any]) -> None:
    happened_on: date = details["happened_on"]
    faults = rules.code_faults(
        {"channel": details["channel"]}, code_lists(), FiscalYear.of(happened_on)
    )
    if happened_on > calendar.today():
        faults["happened_on"] = ["先の日付になっています。これからすることは「次にすること」へ。"]
    elif happened_on < consultation.received_at.astimezone(CITY_TIME).date():
        faults["happened_on"] = ["受付日より前の日付になっています。"]
    if faults:
        raise InvalidError(faults)


def _year(consultation: Consultation) -> FiscalYear:
    return FiscalYear.of(consultation.received_at.astimezone(CITY_TIME).date())


def _lock(consultation: Consultation) -> None:
    """Of two who act at the same moment, the second sees what the first did."""
    db.session.refresh(consultation, with_for_update=True)


def _settle(consultation: Consultation) -> None:
    """Write the fact, and read what the database made of it."""
    db.session.flush()
    db.session.refresh(consultation)


def _by(author_name: str) -> Authorship:
    return {"author_id": current_actor_id(), "author_name": author_name, "at": calendar.now()}
