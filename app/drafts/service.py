from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.drafts import queries, rules
from app.drafts.models import Draft
from app.errors import DomainError
from tenants import current_actor_id, db


class WrittenElsewhereError(DomainError):
    """The same form is open twice, and the other one was saved since."""

    def __init__(self) -> None:
        super().__init__("同じ書きかけが、別の画面で先に保存されています。")


def keep_draft(
    *,
    client_key: UUID,
    form: str,
    fields: dict[str, list[str]],
    subject_id: UUID | None = None,
    version: int | None = None,
) -> Draft:
    """Keep what is typed so far; the same words twice change nothing.

    `version` is the one that the typing began from, None for a new draft.

    Raises:
        WrittenElsewhereError: other words were kept under this key since `version`.
    """
    _forget_old()
    kept = queries.by_key(client_key, locked=True)
    if kept is None:
        _begin(client_key=client_key, form=form, subject_id=subject_id, fields=fields)
        kept = queries.by_key(client_key, locked=True)
        assert kept is not None  # noqa: S101  written a line ago, or by who came first
    if kept.fields == fields:
        return kept
    if kept.version != version:
        raise WrittenElsewhereError
    kept.fields = fields
    kept.version += 1
    kept.saved_at = calendar.now()
    db.session.flush()
    return kept


def discard(client_key: UUID | None) -> None:
    """End a draft: its form was saved, or is not wanted any more."""
    _delete(Draft.client_key == client_key)


def _begin(**typed: Any) -> None:
    """The first words; of two requests at the same moment, the first writes."""
    begun = insert(Draft).values(
        account_id=current_actor_id(), saved_at=calendar.now(), version=1, **typed
    )
    db.session.execute(begun.on_conflict_do_nothing())


def _forget_old() -> None:
    _delete(Draft.saved_at < calendar.now() - rules.KEPT_FOR)


def _delete(which: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.delete(Draft).where(Draft.account_id == current_actor_id(), which),
        execution_options={"synchronize_session": False},
    )
