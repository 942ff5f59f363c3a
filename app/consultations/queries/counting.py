"""How many records each choice of a filter would show: the figures beside the choices."""

from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.consultations.models import Consultation, ConsultationTopic
from app.consultations.queries.finding import is_referred, matching
from app.consultations.queries.following import is_open
from app.consultations.queries.search import array_of
from app.consultations.rules.finding import NO, OPEN, OVER, YES, Filters
from tenants import db

MOST_COUNTED = 20_000
"""The newest so many: a page must not take the longer the more there is."""

TOTAL = "total"
COUNTED: dict[str, sa.ColumnElement[Any]] = {
    "channels": sa.type_coerce(Consultation.channel, sa.Text),
    "client_types": sa.type_coerce(Consultation.client_type, sa.Text),
    "kinds": sa.type_coerce(Consultation.kind, sa.Text),
    "outcomes": sa.func.coalesce(Consultation.outcome, ""),
    "continued": sa.case((Consultation.continues_id.is_(None), "new"), else_="continued"),
    "staff": sa.type_coerce(Consultation.received_by_name, sa.Text),
    "owners": sa.type_coerce(Consultation.owner_name, sa.Text),
    "state": sa.case((is_open(), OPEN), else_=OVER),
    "referred": sa.case((is_referred(), YES), else_=NO),
}
TOPICS = "topics"
NOTHING_CHOSEN = Filters()


class Counts(NamedTuple):
    """`by` holds filter → choice → how many; not `complete` when only the newest were counted."""

    total: int
    complete: bool
    by: dict[str, dict[str, int]]


def counts(filters: Filters) -> Counts:
    """Beside each choice: what the list would show with it, all other filters being as they are."""
    by: dict[str, dict[str, int]] = {TOTAL: {}}
    for asked, names in _sets(filters).items():
        for row in db.session.execute(_count(asked, names)):
            by.setdefault(row.name, {})[row.choice] = row.number
    total = by.pop(TOTAL).get("", 0)
    return Counts(min(total, MOST_COUNTED), total <= MOST_COUNTED, by)


def _sets(filters: Filters) -> dict[Filters, list[str]]:
    """A filter's own choices are counted as if it chose nothing yet; most share one set."""
    sets: dict[Filters, list[str]] = {filters: [TOTAL]}
    for name in (*COUNTED, TOPICS):
        without = replace(filters, **{name: getattr(NOTHING_CHOSEN, name)})
        sets.setdefault(without, []).append(name)
    return sets


def _count(filters: Filters, names: list[str]) -> sa.CompoundSelect[Any]:
    columns = [COUNTED[name].label(name) for name in names if name in COUNTED]
    newest = matching(filters).with_only_columns(Consultation.id, *columns)
    found = newest.limit(MOST_COUNTED + 1).cte("found")
    return sa.union_all(*(_figures(name, found) for name in names))


def _figures(name: str, found: sa.CTE) -> sa.Select[*tuple[Any, ...]]:
    called, number = sa.literal(name, sa.Text).label("name"), sa.func.count().label("number")
    if name == TOTAL:
        return sa.select(called, sa.literal("").label("choice"), number).select_from(found)
    if name == TOPICS:
        chosen = ConsultationTopic.topic.label("choice")
        of_these = ConsultationTopic.consultation_id == sa.any_(array_of(sa.select(found.c.id)))
        return sa.select(called, chosen, number).where(of_these).group_by(chosen)
    choice = found.c[name].label("choice")
    return sa.select(called, choice, number).group_by(choice)
