"""The answer to a proposal, and taking it back."""

from datetime import timedelta

import sqlalchemy as sa

from app import calendar
from app.corrections import queries, rules
from app.corrections.models import CorrectionStep, HeldChange
from app.errors import DomainError, InvalidError, NotAllowedError
from tenants import current_actor_id, db

HELD_FOR = timedelta(days=30)
"""How long a change that was not made can still be read: as long as a draft."""


class NotYoursError(DomainError):
    """Another center proposed it."""

    def __init__(self) -> None:
        super().__init__("取り下げられるのは、申し出たセンターだけです。")


class AlreadyAnsweredError(DomainError):
    """It was accepted, declined or taken back before, or holds already."""

    def __init__(self) -> None:
        super().__init__("この訂正には、すでに返事があるか、取り下げられています。")


def decide(line: queries.Line, kind: str, *, words: str, by_name: str) -> CorrectionStep:
    """Accept a proposal, or decline it with a reason; the worker does the rest.

    Raises:
        InvalidError: declined without a reason.
        NotAllowedError: it is not addressed to the open center.
        AlreadyAnsweredError: nothing is left to decide.
    """
    if kind == rules.DECLINED and not words:
        raise InvalidError({"words": ["認めない理由を入力してください。"]})
    if not queries.is_addressed_here(line.correction):
        raise NotAllowedError
    return _step(line, kind, words, by_name)


def withdraw(line: queries.Line, *, by_name: str) -> CorrectionStep:
    """Take a proposal back before it is answered.

    Raises:
        NotYoursError: it is another center's.
        AlreadyAnsweredError: it was answered.
    """
    if not queries.is_own(line.correction):
        raise NotYoursError
    return _step(line, rules.WITHDRAWN, "", by_name)


def _step(line: queries.Line, kind: str, words: str, by_name: str) -> CorrectionStep:
    if line.state != rules.PROPOSED:
        raise AlreadyAnsweredError
    step = CorrectionStep(
        correction_id=line.id,
        kind=kind,
        words=words,
        actor_id=current_actor_id(),
        actor_name=by_name,
        at=calendar.now(),
    )
    db.session.add(step)
    db.session.flush()
    return step


def forget_held() -> int:
    """End what was held for proposals that came to nothing long ago; give how many."""
    long_ago = calendar.now() - HELD_FOR
    ended = (
        sa.select(CorrectionStep.correction_id)
        .where(CorrectionStep.kind.in_((rules.DECLINED, rules.WITHDRAWN, rules.FAILED)))
        .where(CorrectionStep.at < long_ago)
    )
    gone = sa.delete(HeldChange).where(HeldChange.correction_id.in_(ended))
    options = {"synchronize_session": False}
    removed = db.session.execute(gone.returning(HeldChange.id), execution_options=options)
    return len(removed.all())
