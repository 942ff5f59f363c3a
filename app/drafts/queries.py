from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.accounts.models import Membership
from app.drafts import rules
from app.drafts.models import Draft
from app.errors import NotFoundError
from tenants import current_actor_id, db, own


def mine() -> Sequence[Draft]:
    """What the person at work has not saved yet, latest first. Nobody else's, ever."""
    kept = _own().where(Draft.saved_at > calendar.now() - rules.KEPT_FOR)
    return db.session.scalars(kept.order_by(Draft.saved_at.desc())).all()


class Unsaved(NamedTuple):
    """That a colleague has a form open, for whoever answers for the center."""

    owner: str
    fields: dict[str, list[str]]


def unsaved(form: str) -> Sequence[Unsaved]:
    """The drafts of everybody in the center for one kind of form, the oldest first."""
    kept = (
        sa.select(Membership.name, Draft.fields)
        .join(Membership, sa.and_(own(Membership), Membership.account_id == Draft.account_id))
        .where(Draft.form == form, Draft.saved_at > calendar.now() - rules.KEPT_FOR)
    )
    return [Unsaved(*row) for row in db.session.execute(kept.order_by(Draft.saved_at))]


def draft(draft_id: UUID) -> Draft:
    """One draft of the person at work.

    Raises:
        NotFoundError: there is none, or it is a colleague's: the same answer.
    """
    found = db.session.scalars(_own().where(Draft.id == draft_id)).one_or_none()
    if found is None:
        raise NotFoundError("お探しの書きかけは見つかりませんでした。")
    return found


def by_key(client_key: UUID, *, locked: bool = False) -> Draft | None:
    asked = _own().where(Draft.client_key == client_key)
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(asked).one_or_none()


class Sheet(NamedTuple):
    """A form as it is opened: empty, or with what was typed before."""

    form: str
    subject_id: UUID | None
    client_key: UUID
    draft: Draft | None


def sheet(form: str, key: str | None, *, subject_id: UUID | None = None) -> Sheet:
    """The sheet that `key` names; a new one when it names none, or one of another form."""
    client_key = rules.key_of(key)
    known = by_key(client_key) if client_key else None
    if known and (known.form, known.subject_id) != (form, subject_id):
        client_key, known = None, None
    return Sheet(form, subject_id, client_key or rules.new_key(), known)


def sheets(
    forms: Sequence[str], form: str | None, key: str | None, *, subject_id: UUID
) -> dict[str, Sheet]:
    """The sheets of forms that share a page; `key` names that of `form`, the others are new."""
    return {
        each: sheet(each, key if each == form else None, subject_id=subject_id) for each in forms
    }


def _own() -> sa.Select[Draft]:
    return sa.select(Draft).where(Draft.account_id == current_actor_id())
