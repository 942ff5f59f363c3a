"""A change of a closed month: proposed, or made at once with its reason; applied when accepted."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.corrections import queries, rules
from app.corrections.models import Correction, CorrectionStep, HeldChange
from app.corrections.service.wanted import ACTS, Request, Wanted
from app.statistics.queries import city_closings, kept_figures
from app.statistics.rules.contributions import effect
from tenants import current_actor_id, db

WORKER = "自動の反映"


def effect_of(wanted: Wanted) -> list[rules.FigureChange]:
    """Which figures of the open center would change, before anybody decides."""
    changed = effect(wanted.before, wanted.after)
    return rules.figure_changes(changed, kept_figures(changed))


def is_proposal(wanted: Wanted) -> bool:
    """Whether the central center has to accept it: the city closed one of the months."""
    return not city_closings().keys().isdisjoint(wanted.months)


def propose(wanted: Wanted, *, reason: str, by_name: str) -> Correction:
    """Write the correction down. What needs nobody's consent is made at once.

    A month that the city closed waits for the central center: only what is not counted (the
    words of a record) is kept now. The database says which of the two it is.
    """
    correction = Correction(
        kind=wanted.kind,
        consultation_id=wanted.consultation_id,
        import_id=wanted.import_id,
        months=[month.first_day for month in wanted.months],
        effect=rules.as_effect(effect_of(wanted)),
        reason=reason,
        proposed_by_id=current_actor_id(),
        proposed_by_name=by_name,
        proposed_at=calendar.now(),
    )
    db.session.add(correction)
    db.session.flush()
    if wanted.at_once:
        wanted.at_once()
    if correction.is_proposal:
        db.session.add(HeldChange(correction_id=correction.id, request=dict(wanted.request)))
        db.session.flush()
    else:
        _act(correction, wanted.request)
    return correction


def apply(correction_id: UUID) -> None:
    """Make the change that was accepted, in the scope of the center that asked for it.

    Twice, or beside itself, it happens once: the second finds that nothing is held any more.

    Raises:
        DomainError: it cannot be made any more; see `give_up`.
    """
    correction = queries.line(correction_id).correction
    held = queries.held(correction, locked=True)
    if held is None:
        return
    _act(correction, held.request)
    db.session.add(_ended(correction_id, rules.APPLIED, ""))
    db.session.delete(held)
    db.session.flush()


def give_up(correction_id: UUID, why: str) -> None:
    """Say that an accepted change could not be made, and why. What was held can be read on."""
    db.session.add(_ended(correction_id, rules.FAILED, why))
    db.session.flush()


def _ended(correction_id: UUID, kind: str, words: str) -> CorrectionStep:
    return CorrectionStep(
        correction_id=correction_id,
        kind=kind,
        words=words,
        actor_name=WORKER,
        at=calendar.now(),
    )


def _act(correction: Correction, request: Request) -> None:
    subject = correction.consultation_id or correction.import_id
    assert subject is not None  # noqa: S101  the database sees to it
    with _named(correction):
        ACTS[correction.kind](subject, request)
        db.session.flush()


@contextmanager
def _named(correction: Correction) -> Iterator[None]:
    """Tell the database's guard which correction is being applied. It checks that it may be."""
    db.session.execute(sa.text(f"SET LOCAL kyodo.correction = '{correction.id}'"))
    yield
    db.session.execute(sa.text("SET LOCAL kyodo.correction = ''"))
