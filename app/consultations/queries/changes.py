"""Who changed what in a consultation: the rows of one transaction are one change."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.consultations.models import ConsultationChange
from tenants import db

TOPICS = "topics"


class Change(NamedTuple):
    """What one person changed at one moment: field → what it was, what it became.

    Topics are told as a list, the ◎ first.
    """

    action: str
    """changed; followed (from a closing); deleted; restored."""
    at: datetime
    actor_id: UUID | None
    fields: dict[str, tuple[Any, Any]]
    from_version: int | None = None
    """The version that was changed; None where the record itself was not."""


def changes(consultation_id: UUID) -> list[Change]:
    """Oldest first."""
    kept = sa.select(ConsultationChange).where(
        ConsultationChange.consultation_id == consultation_id
    )
    rows = db.session.scalars(kept.order_by(ConsultationChange.at, ConsultationChange.id))
    grouped = groupby(rows, key=lambda row: row.transaction)
    found = (_change(list(together)) for _, together in grouped)
    return [change for change in found if change.fields or change.action in MOVES]


MOVES = ("deleted", "restored")


def _change(rows: Sequence[ConsultationChange]) -> Change:
    first = rows[0]
    moved = next((row.action for row in rows if row.action in MOVES), None)
    if moved:  # what was taken apart with it is no change of its own
        return Change(moved, first.at, first.actor_id, {})
    told = [row for row in rows if row.action != "topic"]
    from_version = next((row.before["version"] for row in told if "version" in row.before), None)
    action = told[0].action if told else "changed"
    fields = _fields(told) | _topics(rows)
    fields.pop("version", None)
    return Change(action, first.at, first.actor_id, fields, from_version)


def changed_since(consultation_id: UUID, version: int) -> list[Change]:
    """What others changed after `version` had been read, oldest first."""
    return [
        change
        for change in changes(consultation_id)
        if change.from_version is not None and change.from_version >= version
    ]


def _fields(rows: Sequence[ConsultationChange]) -> dict[str, tuple[Any, Any]]:
    """Changed twice at one moment: what it was at first, what it became in the end."""
    fields: dict[str, tuple[Any, Any]] = {}
    for row in rows:
        for name, became in row.after.items():
            was = fields[name][0] if name in fields else row.before.get(name)
            fields[name] = was, became
    return {name: pair for name, pair in fields.items() if pair[0] != pair[1]}


def _topics(rows: Sequence[ConsultationChange]) -> dict[str, tuple[Any, Any]]:
    was = _tags([row.before for row in rows if row.action == "topic" and row.before])
    became = _tags([row.after for row in rows if row.action == "topic" and row.after])
    return {TOPICS: (was, became)} if was != became else {}


def _tags(tags: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(tags, key=lambda tag: (not tag["is_primary"], tag["topic"]))
