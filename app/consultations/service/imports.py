"""Many receptions at once, kept elsewhere until now."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from app.consultations import queries
from app.consultations.models import Consultation, ConsultationTopic
from tenants import db

BATCH = 2_000
"""Records brought in by one statement, so that each ends long before its time limit."""


def bring_in(records: Sequence[dict[str, Any]], *, import_id: UUID) -> int:
    """Write down many receptions that were kept elsewhere, in their order; give how many.

    A record holds the columns of `Consultation`, with `import_key`, and `topics` and
    `primary_topic`. Whoever read them has checked them. A record whose `import_key` is
    known is left out. Imports of one center wait for each other, so that no key is
    written twice.
    """
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_import_lock())))
    known = queries.known_keys([record["import_key"] for record in records])
    new = [record for record in records if record["import_key"] not in known]
    for start in range(0, len(new), BATCH):
        _bring_in_some(new[start : start + BATCH], import_id)
    return len(new)


def take_back(import_id: UUID) -> int:
    """Remove what an import created and nobody has used since; give how many.

    Locked first and looked at again: what is changed or sent at this moment is waited for,
    and then stays.
    """
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_import_lock())))
    created = sa.select(Consultation.id).where(Consultation.import_id == import_id)
    db.session.execute(created.with_for_update())
    unused = sa.delete(Consultation).where(
        Consultation.import_id == import_id, sa.not_(queries.imports.is_held())
    )
    options = {"synchronize_session": False}
    gone = db.session.execute(unused.returning(Consultation.id), execution_options=options)
    removed = len(gone.all())
    db.session.expire_all()
    return removed


def _bring_in_some(records: Sequence[dict[str, Any]], import_id: UUID) -> None:
    """Row by row in their order, for so the database numbers them."""
    table = cast("sa.Table", Consultation.__table__)
    written = sa.insert(table).returning(table.c.id, table.c.import_key)
    rows = [_row(record, import_id) for record in records]
    ids = {key: row_id for row_id, key in db.session.execute(written, rows)}
    _tag_all([(ids[record["import_key"]], record) for record in records])


def _import_lock() -> sa.ColumnElement[int]:
    return sa.func.hashtextextended(sa.func.concat("import ", sa.func.wall.current_center()), 0)


def _row(record: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    columns = {
        name: value for name, value in record.items() if name not in ("topics", "primary_topic")
    }
    return {**columns, "import_id": import_id}


def _tag_all(records: Sequence[tuple[UUID, dict[str, Any]]]) -> None:
    """One statement for all topics: sent one by one they would take most of the time."""
    tags = [
        (row_id, topic, position, topic == record["primary_topic"])
        for row_id, record in records
        for position, topic in enumerate(record["topics"], start=1)
    ]
    ids, topics, positions, primaries = zip(*tags, strict=True)
    columns = ("consultation_id", "topic", "position", "is_primary")
    unnested = sa.func.unnest(
        sa.literal(list(ids), sa.ARRAY(sa.Uuid())),
        sa.literal(list(topics), sa.ARRAY(sa.Text())),
        sa.literal(list(positions), sa.ARRAY(sa.Integer())),
        sa.literal(list(primaries), sa.ARRAY(sa.Boolean())),
    )
    rows = unnested.table_valued(*columns).render_derived()
    db.session.execute(sa.insert(ConsultationTopic).from_select(columns, sa.select(rows)))
